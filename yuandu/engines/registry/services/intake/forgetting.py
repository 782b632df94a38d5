"""Forgetting the rows of old rosters: they hold people's data, and nobody takes a roster back after half a year."""

from datetime import datetime, timedelta

from django.db import connection

from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.models import Intake, IntakeFault

KEPT = timedelta(days=180)  # our own rule: a term, and the time to notice a mistake in it
AT_ONCE = 20_000  # rows deleted in one transaction
OVER = (IntakeState.CHECKED, IntakeState.APPLIED, IntakeState.UNREADABLE, IntakeState.UNDONE)


def forget_old_intakes(*, at: datetime) -> int:
    """Delete rows and faults of rosters handed in half a year ago; counts and facts stay. Return how many rosters."""
    old = Intake.objects.filter(handed_in_at__lt=at - KEPT, state__in=OVER, rows_forgotten_at=None)
    forgotten = 0
    for intake in old.order_by("pk"):
        delete_rows(intake)
        IntakeFault.objects.filter(intake=intake).delete()
        Intake.objects.filter(pk=intake.pk).update(rows_forgotten_at=at)
        forgotten += 1
    return forgotten


def delete_rows(intake: Intake) -> None:
    """Delete the rows of an intake, a part at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM registry_intakerow WHERE id IN"
                " (SELECT id FROM registry_intakerow WHERE intake_id = %s LIMIT %s)",
                [intake.pk, AT_ONCE],
            )
            if not cursor.rowcount:
                return
