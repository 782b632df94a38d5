"""The bad rows of a file as they came, with what is wrong beside each, so that they can be mended and sent again."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet as Worksheet

from yuandu.engines.registry.gateways import TEMPLATES, Fault, open_roster, open_workbook, write_template
from yuandu.engines.registry.models import Intake
from yuandu.engines.registry.services.intake.reading import code_lists, on_disk
from yuandu.kernel.exports import plain

MARK = "\ufeff"  # so that spreadsheets read 汉字
IN_MEMORY = 8 * 1024 * 1024  # bytes
Told = dict[int, tuple[str, str]]  # cause and cure by line


def rejects_of(intake: Intake) -> tuple[str, BinaryIO]:
    """Return a name and a file with the bad rows: in the form in which they came, two columns wider."""
    told = complaints_of(intake)
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    with on_disk(intake) as path:
        name = f"{path.stem}-{_('有误的行')}{path.suffix}"
        if path.suffix == ".zip":
            write_roster_rows(target, path, told)
        else:
            write_template_rows(target, path, told)
    target.seek(0)
    return name, target


def complaints_of(intake: Intake) -> dict[str, Told]:
    """Return what is wrong by file and line; several complaints about one line are joined."""
    told: dict[str, Told] = {}
    for fault in intake.faults.filter(is_warning=False).order_by("file", "line", "pk").iterator():
        lines = told.setdefault(fault.file, {})
        cause, cure = lines.get(fault.line, ("", ""))
        field = f"{fault.field}：" if fault.field else ""
        lines[fault.line] = (cause + field + fault.cause_said, cure + fault.cure_said)
    return told


def write_roster_rows(target: BinaryIO, path: Path, told: dict[str, Told]) -> None:
    """Write the bad rows of each table as a CSV of its own, in one zip file."""
    roster = open_roster(path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in roster.kinds:
            table, _plan = roster.tables[kind]
            if lines := told.get(table.name):
                with (
                    archive.open(table.name, "w") as member,
                    io.TextIOWrapper(member, "utf-8", newline="") as text,
                ):
                    write_text(text, rows_told(table.header, table.records(), lines))


def write_text(text: TextIO, rows: Iterable[list]) -> None:
    """Write rows as CSV that a spreadsheet opens safely."""
    text.write(MARK)
    csv.writer(text).writerows(map(plain, row) for row in rows)


def rows_told(header: list, records: Iterator, lines: Told) -> Iterator[list]:
    """Give the heading, then each bad record with cause and cure; of one that could not be read, only these."""
    width = len(header)
    yield [*header, _("原因"), _("怎么改")]
    for record in records:
        line, cells = (record.line, [record.value]) if isinstance(record, Fault) else record
        if line in lines:
            yield [*list(cells)[:width], *[None] * (width - len(cells)), *lines[line]]


def write_template_rows(target: BinaryIO, path: Path, told: dict[str, Told]) -> None:
    """Write the bad rows of a workbook as a workbook, of a text file as a text file."""
    workbook = open_workbook(path)
    rows = rows_told(workbook.heading.names, workbook.records(), told.get(workbook.file, {}))
    if path.suffix == ".csv":
        text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
        write_text(text, rows)
        text.detach()
        return
    book = Book(write_only=True)
    sheet = book.create_sheet(workbook.template.title)
    for row in rows:
        sheet.append([as_text(sheet, cell) for cell in row])
    book.save(target)


def as_text(sheet: Worksheet, cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str) or not cell.startswith("="):
        return cell
    kept = WriteOnlyCell(sheet, value=cell)
    kept.data_type = "s"
    return kept


def empty_template(kind: str) -> BinaryIO:
    """Return one of our templates, with the code lists of the day."""
    target = io.BytesIO()
    write_template(target, TEMPLATES[kind].kind, code_lists=code_lists())
    target.seek(0)
    return target
