"""A table as a file: exactly the rows that are filtered, the columns in their order, unknown left empty."""

import csv
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from yuandu.kernel.apps import titles
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import Table

FORMS = ("csv", "xlsx")
XLSX_ROWS = 20_000  # above this a workbook takes longer than a person waits; CSV has no bound
CHUNK = 2_000  # rows read from the database at once
LINES = 500  # lines sent at once
PIECE = 1 << 18  # bytes of a file sent at once
LONGEST_SHEET_TITLE = 31  # what workbooks allow
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection
log = logging.getLogger("yuandu.export")


class CannotBeAsked(Refusal):
    """The table is of people, and no app says how to make it again for a file."""


class TooManyRows(Refusal):
    """A workbook of so many rows is not made while somebody waits."""


def forms_of(table: Table) -> tuple[str, ...]:
    """Return the forms in which the rows can be had: people only where their list can be made again later."""
    return FORMS if not table.is_guarded or table.name in titles("listings") else ()


def asking_for(table: Table, query: QueryDict, *, form: str) -> str:
    """Return the address where a file of people is asked for; raises CannotBeAsked where there is none."""
    if not forms_of(table):
        raise CannotBeAsked(_("这张表里有个人信息，不能导出。"))
    asked = query.copy()
    for name in ("export", "page"):
        asked.pop(name, None)
    for name, value in table.given.items():
        asked[name] = value
    said = {"listing": table.name, "form": form, "query": asked.urlencode()}
    return f"{reverse(settings.ASK_EXPORT)}?{urlencode(said)}"


def download(request: HttpRequest, table: Table, rows: QuerySet, *, form: str) -> HttpResponseBase:
    """Answer with the file of rows that are nobody's; raises TooManyRows for a workbook above 20,000 rows."""
    answer = workbook(table, rows) if form == "xlsx" else comma_separated(request, table, rows)
    name = f"{table.title}.{'xlsx' if form == 'xlsx' else 'csv'}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def lines(table: Table, rows: QuerySet) -> Iterator[list[Any]]:
    """Yield the headings, then each row's values."""
    yield [str(column.title) for column in table.columns]
    for row in rows.iterator(chunk_size=CHUNK):
        yield [plain(column.of(row)) for column in table.columns]


def plain(value: Any) -> Any:
    """Return the value as files hold it: dates in ISO form, times in local time, unknown empty.

    A text that a spreadsheet would take for a formula is kept from being one, by an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) and len(text) > 1 else text


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def comma_separated(request: HttpRequest, table: Table, rows: QuerySet) -> StreamingHttpResponse:
    """Stream the rows as CSV in UTF-8 with a byte-order mark, so that spreadsheets read 汉字."""
    writer = csv.writer(Echo())
    body = with_mark(writer.writerow(line) for line in lines(table, rows))
    piecewise = in_pieces(body) if isinstance(request, ASGIRequest) else body
    return StreamingHttpResponse(piecewise, content_type="text/csv; charset=utf-8")


async def in_pieces(body: Iterator[str]) -> AsyncIterator[str]:
    """Yield some lines at a time: Django would read a plain iterator whole before it answers.

    What fails on the way breaks the file off, which the browser sees; the log names the request.
    """
    take = sync_to_async(lambda: "".join(islice(body, LINES)))
    try:
        while piece := await take():
            yield piece
    except Exception as error:
        log.error("a file broke off: %s", error)
        raise


def handed_out(request: HttpRequest, content: BinaryIO, *, kind: str, name: str) -> StreamingHttpResponse:
    """Answer with a file to be saved, piece by piece, that no browser runs and nobody keeps on the way."""
    body = read_async(content) if isinstance(request, ASGIRequest) else iter(lambda: content.read(PIECE), b"")
    answer = StreamingHttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


async def read_async(content: BinaryIO) -> AsyncIterator[bytes]:
    """Yield the bytes piece by piece, and close the file."""
    try:
        while piece := await sync_to_async(content.read, thread_sensitive=False)(PIECE):
            yield piece
    finally:
        content.close()


def with_mark(body: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from body


def workbook(table: Table, rows: QuerySet) -> HttpResponse:
    """Return the rows as one sheet."""
    if rows[XLSX_ROWS : XLSX_ROWS + 1].exists():
        raise TooManyRows(_("超过2万行，请先筛选，或者导出CSV。"))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(INVALID_TITLE_REGEX.sub(" ", str(table.title))[:LONGEST_SHEET_TITLE])
    for line in lines(table, rows):
        sheet.append([writable(value) for value in line])
    file = BytesIO()
    book.save(file)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(file.getvalue(), content_type=kind)


def writable(value: Any) -> Any:
    """Return the value without the control characters that no workbook may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
