"""Writing the templates, empty to be filled in or filled for export; the same bytes for the same content."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet as Page
from openpyxl.worksheet.datavalidation import DataValidation

from yuandu.engines.registry.gateways.workbooks.sheets import HIDDEN_SHEET, MAX_ROWS
from yuandu.engines.registry.gateways.workbooks.templates import GUIDE, TEMPLATES, Column, Template
from yuandu.engines.registry.rules.marking import marked as _

GUIDE_TITLE = _("填写说明")
GUIDE_HEADING = (_("列名"), _("必填"), _("怎么填"), _("示例"))
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIXED_MOMENT = b"1980-01-01T00:00:00Z"
TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
GUIDE_WIDTHS = (20, 8, 48, 28)  # characters

Target = Path | BinaryIO
CodeLists = Mapping[str, Sequence[str]]
Cells = Mapping[str, str | list[str] | None]


def write_template(target: Target, kind: str, *, code_lists: CodeLists) -> None:
    """Write the empty template of organisations, staff or pupils, with an example row and lists to choose from."""
    template = TEMPLATES[kind]
    write(target, template, [], code_lists=code_lists, has_example=True)


def write_workbook(target: Target, kind: str, rows: Iterable[Cells], *, code_lists: CodeLists) -> None:
    """Write rows, in the order given, into the template of their kind: what is exported can be read in again.

    Rows map names of columns to text; other names raise ValueError. Text is never taken for a formula.
    """
    template = TEMPLATES[kind]
    write(target, template, rows, code_lists=code_lists, has_example=False)


def write(
    target: Target, template: Template, rows: Iterable[Cells], *, code_lists: CodeLists, has_example: bool
) -> None:
    """Write the three sheets: how to fill it in, the data, and the hidden one."""
    book = Book(write_only=True)
    book.properties.creator = "鸢都"
    try:
        add_guide(book, template)
        page = add_data(book, template, code_lists=code_lists)
        if has_example:
            page.append([text_cell(page, column.example, style="example") for column in template.columns])
        for row in rows:
            page.append([text_cell(page, text, style="text") for text in texts_of(row, template)])
        add_hidden(book, template, code_lists=code_lists)
    except BaseException:
        discard(book)
        raise
    with tempfile.TemporaryFile() as draft:
        book.save(draft)
        repack(draft, target)


def discard(book: Book) -> None:
    """Remove the files in which the rows written so far are kept."""
    for page in book.worksheets:
        page.close()
        page._writer.cleanup()


def add_guide(book: Book, template: Template) -> None:
    """Add the sheet that says how to fill in the template."""
    page = book.create_sheet(GUIDE_TITLE)
    for place, width in enumerate(GUIDE_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.append([text_cell(page, f"{template.title}：{GUIDE_TITLE}", style="title")])
    for number, sentence in enumerate((*GUIDE, *template.advice), start=1):
        page.append([text_cell(page, f"{number}. {sentence}")])
    page.append([])
    page.append([text_cell(page, text, style="heading") for text in GUIDE_HEADING])
    for column in template.columns:
        required = _("是") if column.required else ""
        page.append(
            [text_cell(page, text) for text in (column.title, required, advice_for(column), column.example)]
        )


def advice_for(column: Column) -> str:
    """Return how the column is to be filled in."""
    by_kind = (
        _("从下拉列表里选。") if column.code_table else _("例如2015-09-01。") if column.kind == "date" else ""
    )
    return by_kind + column.hint


def add_data(book: Book, template: Template, *, code_lists: CodeLists) -> Page:
    """Add the sheet for the data, with its heading, formats and lists."""
    page = book.create_sheet(template.title)
    page.freeze_panes = "A2"
    hidden_place = 1
    for place, column in enumerate(template.columns, start=1):
        letter = get_column_letter(place)
        dimension = page.column_dimensions[letter]
        dimension.width = max(12, 2 * len(column.heading) + 4, len(column.example) + 6)
        dimension.number_format = DATE_FORMAT if column.kind == "date" else TEXT_FORMAT
        if options := code_lists.get(column.code_table):
            hidden_place += 1
            page.data_validations.append(
                chooser(letter, options_at=get_column_letter(hidden_place), count=len(options))
            )
    page.append(
        [
            text_cell(page, column.heading, style="required" if column.required else "heading")
            for column in template.columns
        ]
    )
    return page


def chooser(letter: str, *, options_at: str, count: int) -> DataValidation:
    """Return the list to choose from for one column of the data, which stands on the hidden sheet."""
    validation = DataValidation(
        type="list",
        formula1=f"'{HIDDEN_SHEET}'!${options_at}$3:${options_at}${count + 2}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("请从列表里选"),
        error=_("这一列只能从下拉列表里选。"),
    )
    validation.add(f"{letter}2:{letter}{MAX_ROWS}")
    return validation


def add_hidden(book: Book, template: Template, *, code_lists: CodeLists) -> None:
    """Add the hidden sheet: the template's name and version, and below them a column for each list."""
    page = book.create_sheet(HIDDEN_SHEET)
    page.sheet_state = "hidden"
    page.append([template.kind, str(template.version)])
    columns = [column for column in template.columns if code_lists.get(column.code_table)]
    page.append([None, *(column.code_table for column in columns)])
    lists = [code_lists[column.code_table] for column in columns]
    for place in range(max(map(len, lists), default=0)):
        page.append([None, *(options[place] if place < len(options) else None for options in lists)])


def texts_of(row: Cells, template: Template) -> list[str]:
    """Return the texts of a row in the order of the columns; raises ValueError for a name that is not there."""
    names = [column.name for column in template.columns]
    unknown = set(row).difference(names)
    if unknown:
        raise ValueError(f"there is no column {', '.join(sorted(unknown))}")
    values = (row.get(name) for name in names)
    return ["、".join(value) if isinstance(value, list) else value or "" for value in values]


def text_cell(page: Page, text: str, *, style: str = "") -> Cell | None:
    """Return a cell that holds the text as text, also where it begins like a formula; None for no text."""
    if not text:
        return None
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    if cell.data_type != "s":
        cell.data_type = "s"
        cell.quotePrefix = True
    if style:
        STYLES[style](cell)
    return cell


def as_text(cell: Cell) -> None:
    """Keep what is typed into the cell as text, so that long numbers keep their last digits."""
    cell.number_format = TEXT_FORMAT


def as_heading(cell: Cell, *, fill: str = "DCE6F1") -> None:
    """Make the cell a heading."""
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def as_required(cell: Cell) -> None:
    """Make the cell the heading of a column that must be filled in."""
    as_heading(cell, fill="FCE4D6")


def as_example(cell: Cell) -> None:
    """Make the cell part of the example row."""
    cell.font = Font(italic=True, color="808080")
    as_text(cell)


def as_title(cell: Cell) -> None:
    """Make the cell the title of its sheet."""
    cell.font = Font(bold=True, size=16)


STYLES = {
    "text": as_text,
    "heading": as_heading,
    "required": as_required,
    "example": as_example,
    "title": as_title,
}


def repack(draft: BinaryIO, target: Target) -> None:
    """Copy the workbook with all moments in it fixed, so that nothing depends on the day."""
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name == "docProps/core.xml":
                archive.writestr(info, MOMENT.sub(FIXED_MOMENT, source.read(name)))
                continue
            with source.open(name) as member, archive.open(info, "w") as copy:
                shutil.copyfileobj(member, copy, 1 << 16)
