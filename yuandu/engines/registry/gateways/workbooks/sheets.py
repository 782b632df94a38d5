"""Opening workbooks safely, and reading their sheets row by row, merged cells told apart."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook as Book

from yuandu.engines.registry.gateways.archives import GIGABYTE, WORKBOOK_LIMITS, contents, gigabytes
from yuandu.engines.registry.gateways.faults import Unreadable
from yuandu.engines.registry.gateways.workbooks.cells import Cell, is_blank

HIDDEN_SHEET = "_yuandu"  # the name and version of the template, and the lists to choose from
OLD_WORKBOOK = bytes.fromhex("D0CF11E0A1B11AE1")  # also of an encrypted new one
STRINGS = "xl/sharedStrings.xml"  # held in memory as a whole
STRINGS_LIMIT = GIGABYTE // 8
MAX_ROWS, MAX_COLUMNS = 1_048_576, 200
HEADING_ROWS = 15  # the heading is looked for in so many
MERGES_LIMIT = 10_000
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
LONGEST_MERGE = 200  # bytes
BLOCK = 1024 * 1024

# What openpyxl raises on files that are not as they should be.
BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were merged, by row and column from 1."""

    reference: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Sheet:
    """One sheet of a workbook, read from the file anew on each call."""

    path: Path
    title: str
    head: list[tuple[Cell, ...]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    epoch: int = 1900

    def rows(self, *, width: int) -> Iterator[tuple[int, list[Cell]]]:
        """Give the number and the first cells of each row with text, merged cells filled from their top."""
        starts: dict[int, list[Merge]] = {}
        for merge in self.merges:
            starts.setdefault(merge.top, []).append(merge)
        open_merges: list[tuple[Merge, Cell]] = []
        with book_of(self.path) as book:
            for line, cells in enumerate(rows_of(book, self.title, width=width), start=1):
                row = list(cells)
                if all(map(is_blank, row)):
                    continue
                open_merges = [(merge, value) for merge, value in open_merges if merge.bottom >= line]
                for merge, value in open_merges:
                    if merge.left <= width:
                        row[merge.left - 1] = value
                open_merges += [
                    (merge, row[merge.left - 1]) for merge in starts.get(line, ()) if merge.left <= width
                ]
                yield line, row


def kind_of_file(path: Path) -> str:
    """Return "workbook" or "text" by the first bytes; raises Unreadable for what is neither."""
    if not path.is_file():
        raise Unreadable("not_found", name=path.name)
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(OLD_WORKBOOK):
        raise Unreadable("old_workbook")
    if start.startswith(b"PK"):
        return "workbook"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"{")):
        raise Unreadable("not_a_workbook")
    return "text"


def sheets_of(path: Path) -> tuple[list[Sheet], tuple[str, str]]:
    """Return the visible sheets with their first rows, and the template's name and version if it says so."""
    refuse_unsafe(path)
    made_by = ("", "")
    sheets = []
    with book_of(path) as book:
        epoch = 1904 if book.epoch.year == 1904 else 1900  # of old Macintosh workbooks, and of all others
        for sheet in book.worksheets:
            head = list(islice(rows_of(book, sheet.title, width=MAX_COLUMNS), HEADING_ROWS))
            if sheet.title == HIDDEN_SHEET:
                made_by = template_named(head)
            elif sheet.sheet_state == "visible":
                merges = merges_of(path, sheet._worksheet_path)
                sheets.append(Sheet(path, sheet.title, head=head, merges=merges, epoch=epoch))
    return sheets, made_by


def refuse_unsafe(path: Path) -> None:
    """Refuse a packed file that is no workbook, or one too large to be read safely; raises Unreadable."""
    try:
        infos = {info.filename: info for info in contents(path, limits=WORKBOOK_LIMITS)}
    except Unreadable as reason:
        raise (Unreadable("not_a_workbook") if reason.code == "broken_zip" else reason) from None
    if "[Content_Types].xml" not in infos:
        raise Unreadable("not_a_workbook")
    if STRINGS in infos and infos[STRINGS].file_size > STRINGS_LIMIT:
        raise Unreadable("too_large", limit=gigabytes(STRINGS_LIMIT))


@contextmanager
def book_of(path: Path) -> Iterator[Book]:
    """Open the workbook for streaming, formulas by their last results; raises Unreadable, also while it is read."""
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        with closing(book):
            yield book
    except BROKEN:
        raise Unreadable("not_a_workbook") from None


def rows_of(book: Book, title: str, *, width: int) -> Iterator[tuple[Cell, ...]]:
    """Give the first cells of all rows of the sheet, whatever size it says that it has."""
    sheet = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_row=MAX_ROWS, max_col=width, values_only=True)


def template_named(head: list[tuple[Cell, ...]]) -> tuple[str, str]:
    """Return name and version of the template from the hidden sheet."""
    first = [str(cell or "") for cell in head[0][:2]] if head else []
    return (first[0], first[1]) if len(first) == 2 else ("", "")


def merges_of(path: Path, member: str) -> list[Merge]:
    """Return the merged cells of a sheet, which stand in its file after all rows."""
    found: list[Merge] = []
    rest = b""
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        while (block := file.read(BLOCK)) and len(found) < MERGES_LIMIT:
            text = rest + block
            end = 0
            for match in MERGE.finditer(text):
                end = match.end()
                left, top, right, bottom = range_boundaries(match[1].decode())
                found.append(Merge(match[1].decode(), left, top, right, bottom))
            rest = text[max(end, len(text) - LONGEST_MERGE) :]
    return sorted(found, key=lambda merge: (merge.top, merge.left))
