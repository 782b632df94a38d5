"""Rosters that go out: a place as a OneRoster file or as our own templates filled in; the same bytes for the same day."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from yuandu.engines.files import api as files
from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry.gateways import write_roster, write_workbook
from yuandu.engines.registry.models import Organisation, User
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
def one_picture() -> Iterator[None]:
    """See the same rows in every statement, whatever others write meanwhile."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@transaction.atomic
def ask_export(*, place: Organisation, form: str, by: User, at: datetime) -> Any:
    """Have a place exported as a job, whose result is a link for this person; return the job."""
    title = _("导出“%(name)s”的名册") % {"name": place.name}
    return jobs.ask(
        title=title,
        task="registry.export_roster",
        by=by.pk,
        at=at,
        organisation_id=place.pk,
        form=form,
        by_id=by.pk,
    )


def export_roster(*, organisation_id: int, form: str, by_id: int, on: date, at: datetime) -> str:
    """Write the file, keep it, record the fact, and return the link that its owner may open for a week."""
    place, by = Organisation.objects.get(pk=organisation_id), User.objects.get(pk=by_id)
    ending = "zip" if form == "oneroster" else "xlsx"
    folder = Path(settings.HOME) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        path = Path(draft) / f"export.{ending}"
        write_export(path, form=form, place=place, on=on)
        with path.open("rb") as content:
            return kept(content, f"{place.name}-{form}-{on}.{ending}", place=place, form=form, by=by, at=at)


@transaction.atomic
def kept(content: BinaryIO, name: str, *, place: Organisation, form: str, by: User, at: datetime) -> str:
    """Keep the file and record that it went out; return its link."""
    allowed = frozenset({name.rpartition(".")[2]})
    file = files.keep(
        content=content,
        name=name,
        path=place.path,
        by=by.pk,
        at=at,
        allowed=allowed,
        limit=LARGEST,
        grade="L4",
    )
    data = {"form": form, "file": file.name, "sha256": file.sha256, "size": file.size}
    record(place, verb="registry.exported", path=place.path, by=by, at=at, data=data)
    return files.link_to(file, user_id=by.pk, minutes=7 * 24 * 60)
