"""What another system read of the roster is kept, and what ended by the calendar is shown as changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.rules.oneroster import PUPILS
from yuandu.kernel.access import Client

# who reads only what changed must learn of the end of a post that was entered long before
ENDED = (
    "UPDATE {table} SET changed_at = now() WHERE {end} <= %(on)s"
    " AND changed_at < ({end}::timestamp AT TIME ZONE 'Asia/Shanghai')"
)
ENDING = (
    ("registry_post", "to_on"),
    ("registry_membership", "to_on"),
    ("registry_organisation", "closed_on"),
)
# guardians of pupils who left, and pupils whose guardians are others now
GUARDIANS_OF_GONE = """
    UPDATE registry_person p SET changed_at = now()
    FROM registry_guardianship g JOIN registry_post x ON x.person_id = g.pupil_id
    WHERE p.id = g.guardian_id AND x.kind = ANY (%(pupils)s) AND x.to_on <= %(on)s
      AND p.changed_at < x.changed_at
      AND NOT EXISTS (SELECT FROM registry_post y WHERE y.person_id = g.pupil_id
                      AND y.kind = ANY (%(pupils)s) AND (y.to_on IS NULL OR y.to_on > %(on)s))
"""
PUPILS_OF_NEW = """
    UPDATE registry_person p SET changed_at = now()
    FROM registry_guardianship g WHERE p.id = g.pupil_id AND p.changed_at < g.changed_at
"""


def record_reading(
    client: Client,
    *,
    address: str,
    wanted: Mapping[str, str],
    count: int,
    people: Sequence[int],
    at: datetime,
) -> None:
    """Record that another system read a page of the roster: what it asked for, and whom it got."""
    activity.record(
        verb="registry.roster_read",
        about=f"provider.Client:{client.pk}",
        path=client.path,
        by=None,
        at=at,
        data={"client": client.name, "address": address, "count": count, **wanted},
        people=people,
    )


@transaction.atomic
def mark_ended(*, on: date) -> int:
    """Move the moment of change of all that ended by this day and was not changed since; return how many rows."""
    count, said = 0, {"on": on, "pupils": list(PUPILS)}
    statements = [ENDED.format(table=table, end=end) for table, end in ENDING]
    with connection.cursor() as cursor:
        for statement in (*statements, GUARDIANS_OF_GONE, PUPILS_OF_NEW):
            cursor.execute(statement, said)
            count += cursor.rowcount
    return count
