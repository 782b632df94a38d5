"""Taking an intake back, part by part, as long as nothing was built on it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.enums import IntakeState, Outcome
from yuandu.engines.registry.models import ExternalId, Intake, Organisation, OrganisationState, User
from yuandu.engines.registry.services.intake.applying import AT_ONCE
from yuandu.engines.registry.services.intake.handing import NotReady, ask, one_at_a_time, topic_of
from yuandu.engines.registry.services.intake.judging import ranges
from yuandu.engines.registry.services.intake.obstacles import obstacles_to
from yuandu.engines.registry.services.intake.undos import UNDOS
from yuandu.engines.registry.services.organisations.bulk import change_organisations, ids_of_state
from yuandu.engines.registry.services.trail import record
from yuandu.kernel import live
from yuandu.kernel.refusals import Refusal


class StandsInTheWay(Refusal):
    """Something was built on the intake since."""


@transaction.atomic
def ask_undo(*, intake: Intake, by: User, at: datetime) -> Intake:
    """Have a written intake taken back as a job; raises NotReady, and StandsInTheWay with what does."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("file").get(pk=intake.pk)
    if intake.state != IntakeState.APPLIED:
        raise NotReady(_("这次导入现在不能撤销，请刷新页面。"))
    if intake.rows_forgotten_at:
        raise NotReady(_("这次导入过了半年，明细已经清除，不能撤销。"))
    refuse_if_in_use(intake)
    intake.state = IntakeState.UNDOING
    intake.save(update_fields=["state"])
    title = _("撤销导入“%(name)s”") % {"name": intake.file.name}
    ask(intake, title=title, task="registry.undo_intake", by=by, at=at, by_id=by.pk)
    return intake


def refuse_if_in_use(intake: Intake) -> None:
    """Raise StandsInTheWay with all that stands in the way."""
    if found := list(obstacles_to(intake)):
        raise StandsInTheWay(_("不能撤销：%(obstacles)s") % {"obstacles": "".join(found)})


def undo_intake(*, intake_id: int, by_id: int, at: datetime, advance: Callable[[int], object]) -> Intake:
    """Take back what the intake wrote; goes on where a killed undoing stopped, and leaves one fact."""
    with one_at_a_time():
        intake = Intake.objects.select_related("file", "organisation").get(pk=intake_id)
        if intake.state != IntakeState.UNDOING:
            return intake
        if not intake.progress.get("undone"):
            try:
                refuse_if_in_use(intake)
            except StandsInTheWay:
                Intake.objects.filter(pk=intake.pk).update(state=IntakeState.APPLIED)
                raise
        for number, act in enumerate(parts(intake), start=1):
            if number > intake.progress.get("undone", 0):
                advance(undo_part(intake, number, act))
        finish(intake, by=User.objects.get(pk=by_id), at=at)
    return intake


@transaction.atomic
def undo_part(intake: Intake, number: int, act: Callable[[], int]) -> int:
    """Do one part and note that it is done; return how many rows it was about."""
    done = act()
    intake.progress["undone"] = number
    intake.save(update_fields=["progress"])
    return done


def parts(intake: Intake) -> Iterator[Callable[[], int]]:
    """Give the parts, in the order opposite to writing."""
    said = {"intake": intake.pk, "source": intake.source}
    yield partial(reopen_organisations, intake)
    for kind, statements in UNDOS.items():
        for first, last in ranges(intake, kind, size=AT_ONCE):
            yield partial(run, statements, {**said, "kind": kind, "first": first, "last": last})
    yield partial(restore_organisations, intake)
    yield partial(delete_organisations, intake)
    yield partial(forget_ids, intake)


def run(statements: tuple[str, ...], said: dict[str, Any]) -> int:
    """Run the statements of one part."""
    done = 0
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, said)
            done += cursor.rowcount
    return done


def reopen_organisations(intake: Intake) -> int:
    """Open again what was closed on the day, with the state that it had."""
    gone = intake.rows.filter(kind="organisation", outcome=Outcome.GONE, is_written=True)
    closed = Organisation.objects.filter(pk__in=gone.values("target_id"), closed_on=intake.on)
    reopened = list(closed.order_by("path"))
    closed.update(closed_on=None)
    states = OrganisationState.objects.filter(organisation__in=reopened, to_on=intake.on)
    states.update(to_on=None)
    stateless = [one for one in reopened if not one.states.filter(to_on=None).exists()]
    OrganisationState.objects.bulk_create(
        [OrganisationState(organisation=one, from_on=intake.on, **ids_of_state(one)) for one in stateless]
    )
    return len(reopened)


def restore_organisations(intake: Intake) -> int:
    """Give changed organisations the fields of before."""
    changed = intake.rows.filter(kind="organisation", outcome=Outcome.CHANGED, is_written=True)
    before = dict(changed.values_list("target_id", "before"))
    change_organisations(before, on=intake.on)
    return len(before)


def delete_organisations(intake: Intake) -> int:
    """Delete the organisations that the intake opened, with their states."""
    fresh = intake.rows.filter(kind="organisation", outcome=Outcome.NEW, is_written=True)
    ids = list(fresh.values_list("target_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_organisationstate WHERE organisation_id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM registry_organisation WHERE id = ANY(%s)", [ids])
        return cursor.rowcount


def forget_ids(intake: Intake) -> int:
    """Forget what the file was the first to call our rows."""
    return ExternalId.objects.filter(intake=intake).delete()[0]


@transaction.atomic
def finish(intake: Intake, *, by: User, at: datetime) -> None:
    """Close the books on an intake that was taken back."""
    intake.state = IntakeState.UNDONE
    intake.save(update_fields=["state"])
    data = {"file": intake.file.name, "sha256": intake.file.sha256, "counts": intake.counts}
    record(intake, verb="registry.import_undone", path=intake.path, by=by, at=at, data=data)
    live.publish(topic_of(intake))
