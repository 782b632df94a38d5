"""The dry run: what every row of the file would do, step by step; each step commits with how far it came."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction

from yuandu.engines.registry.models import Intake, IntakeFault
from yuandu.engines.registry.services.intake.judging import (
    COMPARED,
    ROWS,
    judge,
    parameters,
    ranges,
    refresh_statistics,
)
from yuandu.engines.registry.services.intake.kinds import (
    guardianships,
    memberships,
    missing,
    persons,
    posts,
    study,
)
from yuandu.engines.registry.services.intake.kinds.organisations import judge_organisations

Step = Callable[[], int]  # does its part and returns how many rows it was about
WHOLE = (("term", study.TERMS), ("course", study.COURSES), ("group", study.GROUPS))
IN_RANGES = (
    ("makeshift", posts.MAKESHIFT),
    ("membership", memberships.JUDGE),
    ("guardianship", guardianships.JUDGE),
)
MEMORY = "96MB"  # for the hashes and sorts of one statement


def judge_all(intake: Intake, *, advance: Callable[[int], object], is_first: bool = True) -> None:
    """Judge all rows, going on after the last step that committed; a second time before they are written."""
    mark = "judged" if is_first else "judged_again"
    refresh_statistics(ROWS)
    for number, act in enumerate(steps(intake, is_first=is_first), start=1):
        if number > intake.progress.get(mark, 0):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
                done = act()
                intake.progress[mark] = number
                intake.save(update_fields=["progress"])
            advance(done)
    intake.progress["seen"] = newest_ids()
    intake.save(update_fields=["progress"])


def newest_ids() -> dict[str, int]:
    """Return the newest id of each table that rows are compared with: whether anything has come since."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', max(id) FROM {table}" for table in COMPARED))
        return {table: newest or 0 for table, newest in cursor.fetchall()}


def steps(intake: Intake, *, is_first: bool) -> Iterator[Step]:
    """Give the steps in the order in which kinds point to each other."""
    said = parameters(intake, tells_warnings=is_first)
    if is_first:
        yield partial(run, persons.JOIN_DEMOGRAPHICS, said)
        yield partial(run, persons.KEEP_LONE_DEMOGRAPHICS, said)
        yield partial(run, guardianships.GUESS, said)
    yield partial(judge_organisations, intake)
    for kind, select in WHOLE:
        yield partial(judge, kind, select, said)
    if is_first:
        yield partial(judge, "person", persons.TWINS, said)
    yield from in_ranges(intake, "person", persons.JUDGE, said)
    yield partial(judge, "person", persons.FOLLOW, said)
    yield from in_ranges(intake, "post", posts.JUDGE, said)
    yield partial(judge, "post", posts.CLASHES, said)
    for kind, select in IN_RANGES:
        yield from in_ranges(intake, kind, select, said)
    if is_first:
        yield partial(run, missing.FIND, said)


def in_ranges(intake: Intake, kind: str, select: str, said: dict[str, Any]) -> Iterator[Step]:
    """Give the steps that judge a kind part by part."""
    for first, last in ranges(intake, kind):
        yield partial(judge, kind, select, said, first=first, last=last)


def run(statement: str, said: dict[str, Any]) -> int:
    """Run a statement that needs no verdict."""
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
    return 0


def count(intake: Intake) -> dict[str, Any]:
    """Return how many rows of each kind do what, how many are missing, and how many lines are bad."""
    told: dict[str, Any] = {"kinds": {}, "missing": {}}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT kind, CASE WHEN line = 0 THEN 'MISSING' ELSE outcome END, count(*) FROM registry_intakerow
            WHERE intake_id = %s AND kind NOT IN ('demographics', 'family') GROUP BY 1, 2 ORDER BY 1, 2
            """,
            [intake.pk],
        )
        for kind, outcome, number in cursor.fetchall():
            place = told["missing"] if outcome == "MISSING" else told["kinds"].setdefault(kind, {})
            place[kind if outcome == "MISSING" else outcome] = number
    faults = IntakeFault.objects.filter(intake=intake)
    told["bad_lines"] = faults.filter(is_warning=False).values("file", "line").distinct().count()
    told["warnings"] = faults.filter(is_warning=True).count()
    return told
