"""Writing what was found in the dry run: part by part, each part with its marks in one transaction."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection, transaction

from yuandu.engines.registry.models import Intake
from yuandu.engines.registry.services.intake.judging import COMPARED, parameters, ranges, refresh_statistics
from yuandu.engines.registry.services.intake.writes import KNOW, MARK, Write, persons, posts, study
from yuandu.engines.registry.services.intake.writes.organisations import (
    close_organisations,
    write_organisations,
)

WRITES: tuple[tuple[str, Write], ...] = (
    ("term", study.TERM),
    ("course", study.COURSE),
    ("group", study.GROUP),
    ("person", persons.WRITE),
    ("post", posts.WRITE),
    ("makeshift", posts.WRITE),
    ("membership", study.MEMBERSHIP),
    ("guardianship", study.GUARDIANSHIP),
)
MEMORY = "96MB"  # for the hashes and sorts of one statement
MANY = 5_000  # rows written, after which the planner's picture of the tables is old
AT_ONCE = 50_000  # ids of rows in one part


def write_all(intake: Intake, *, advance: Callable[[int], object]) -> None:
    """Write every good row, going on after the last part that committed."""
    written = 0
    for number, act in enumerate(parts(intake), start=1):
        if number > intake.progress.get("written", 0):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
                done = act()
                intake.progress["written"] = number
                intake.save(update_fields=["progress"])
            advance(done)
            written += done
    if written >= MANY:
        refresh_statistics(*COMPARED)


def parts(intake: Intake) -> Iterator[Callable[[], int]]:
    """Give the parts in the order in which kinds point to each other; what ends comes last."""
    said = parameters(intake) | {"ends": intake.progress.get("ends", [])}
    for first, last in ranges(intake, "organisation"):
        yield partial(write_organisations, intake, first=first, last=last)
        yield partial(know, said, "organisation", first=first, last=last)
    for kind, write in WRITES:
        for first, last in ranges(intake, kind, size=AT_ONCE):
            yield partial(write_part, write, {**said, "kind": kind, "first": first, "last": last})
    yield partial(close_organisations, intake)


def write_part(write: Write, said: dict[str, Any]) -> int:
    """Mark the rows of a part, keep what stood there, and write them; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(MARK.replace("{before}", write.before), said)
        done = cursor.rowcount
        if done:
            for statement in write.statements:
                cursor.execute(statement, said)
        if said["source"]:
            cursor.execute(KNOW, said)
    return done


def know(said: dict[str, Any], kind: str, *, first: int, last: int) -> int:
    """Remember what the source calls the rows of this part."""
    if said["source"]:
        with connection.cursor() as cursor:
            cursor.execute(KNOW, {**said, "kind": kind, "first": first, "last": last})
    return 0
