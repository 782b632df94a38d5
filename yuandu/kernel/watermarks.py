"""A table as a file that says for whom it was made, on every line: written row by row, however many there are."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from yuandu.kernel.exports import CHUNK, LONGEST_SHEET_TITLE, plain, writable
from yuandu.kernel.tables import Column, Table

PROPERTY = "Yuandu"  # of a workbook, which its sheets do not show


@dataclass(frozen=True, kw_only=True)
class Watermark:
    """What a file says of itself: `number` of the request, `words` above and below, `trace` beside each row.

    `trace` returns the mark of a row, counted from 1.
    """

    number: str
    words: str
    trace: Callable[[int], str]


def write(
    target: Path,
    table: Table,
    rows: QuerySet,
    *,
    columns: Sequence[str],
    form: str,
    mark: Watermark,
    each: Callable[[Any], object],
) -> int:
    """Write the rows with the columns named, whole, into a new CSV or XLSX file; return how many there were.

    `each` is called with every row that is written. Memory does not grow with the rows.
    """
    chosen = [column for column in table.columns if column.name in columns]
    lines = marked_lines(chosen, rows, mark=mark, each=each)
    return write_workbook(target, table, lines, mark) if form == "xlsx" else write_text(target, lines, mark)


def marked_lines(
    columns: Sequence[Column], rows: QuerySet, *, mark: Watermark, each: Callable[[Any], object]
) -> Iterator[list[Any]]:
    """Yield the headings, then each row's values, with the mark at the end of the line."""
    yield [*(str(column.title) for column in columns), _("追溯码")]
    for number, row in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        each(row)
        yield [*(plain(column.of(row)) for column in columns), mark.trace(number)]


def write_text(target: Path, lines: Iterator[list[Any]], mark: Watermark) -> int:
    """Write CSV in UTF-8 with a byte-order mark; the words stand in the first and in the last line."""
    count = -1
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([plain(mark.words)])
        for line in lines:
            writer.writerow(line)
            count += 1
        writer.writerow([plain(mark.words)])
    return count


def write_workbook(target: Path, table: Table, lines: Iterator[list[Any]], mark: Watermark) -> int:
    """Write one sheet; the words stand in its first and last row and on every printed page, the number hidden."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(INVALID_TITLE_REGEX.sub(" ", str(table.title))[:LONGEST_SHEET_TITLE])
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = mark.words.replace("&", "&&")
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=mark.number))
    sheet.append([writable(mark.words)])
    count = -1
    for line in lines:
        sheet.append([writable(value) for value in line])
        count += 1
    sheet.append([writable(mark.words)])
    book.save(target)
    return count
