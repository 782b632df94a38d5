"""Rosters that go out: a place as a OneRoster file or as our own templates filled in; the same bytes for the same day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from yuandu.engines.registry.gateways import write_roster, write_workbook
from yuandu.engines.registry.models import Organisation
from yuandu.engines.registry.services.export.rows import Export
from yuandu.engines.registry.services.export.templates import TEMPLATE_ROWS
from yuandu.engines.registry.services.intake.reading import code_lists, own_code
from yuandu.engines.registry.services.trail import record

FORMS = ("oneroster", "organisations", "staff", "pupils")
LARGEST = 4 * 1024**3  # bytes


def write_export(target: Path, *, form: str, place: Organisation, on: date) -> None:
    """Write a place into a new file: `form` is oneroster (a .zip), or one of our templates (an .xlsx)."""
    with one_picture():
        if form == "oneroster":
            tables = Export(place, on=on).tables()
            write_roster(target, tables, system_name="鸢都", system_code=own_code())
        else:
            write_workbook(target, form, TEMPLATE_ROWS[form](place, on=on), code_lists=code_lists())


@contextmanager
def one_picture(*, writes: bool = False) -> Iterator[None]:
    """See the same rows in every statement, whatever others write meanwhile; write none unless it `writes`."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                mode = "READ WRITE" if writes else "READ ONLY"
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, {mode}")
        yield


def note_written(*, place: Organisation, form: str, at: datetime) -> None:
    """Record that the operator of the machine wrote a place into a file: no account did, and nobody was asked."""
    record(place, verb="registry.exported", path=place.path, by=None, at=at, data={"form": form})
