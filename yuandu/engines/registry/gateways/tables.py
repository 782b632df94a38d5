"""Reading delimited text as it comes: several encodings, stray quotes, endless fields, in bounded memory.

A record that cannot be read costs only itself: reading goes on with the line after the one it begins on.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

from yuandu.engines.registry.gateways.codings import Opener, coding_of
from yuandu.engines.registry.gateways.faults import Fault, Unreadable, fault
from yuandu.engines.registry.gateways.lines import Lines, Runaway, TooLong
from yuandu.engines.registry.gateways.values import BLANK

FIELD_LIMIT = 64 * 1024  # characters
COLUMN_LIMIT = 500
DELIMITERS = ",;\t|，；"

Record = tuple[int, list[str]]  # the line it begins on, counted from 1, and its fields


class Table:
    """One file of delimited text: its heading, and its records, read anew on each call."""

    def __init__(self, open_bytes: Opener, *, name: str) -> None:
        """Look through the file once for its encoding, and read its heading; raises Unreadable."""
        self.name = name
        self.open_bytes = open_bytes
        self.coding = coding_of(open_bytes, name=name)
        with self.lines() as lines:
            self.delimiter = delimiter_of(lines, name=name)
            heading = next(read_records(lines, delimiter=self.delimiter, header=[], name=name))
        if isinstance(heading, Fault) or len(heading[1]) > COLUMN_LIMIT:
            raise Unreadable("heading_too_long", name=name)
        self.header_line, self.header = heading

    @contextmanager
    def lines(self) -> Iterator[Lines]:
        """Open the file and give its lines."""
        errors = "replace" if self.coding.is_damaged else "strict"
        with (
            self.open_bytes() as raw,
            io.TextIOWrapper(raw, self.coding.name, errors=errors, newline="") as text,
        ):
            yield Lines(text)

    def records(self) -> Iterator[Record | Fault]:
        """Read the records below the heading, blank ones left out, each exactly as wide as the heading."""
        width = len(self.header)
        is_doubtful = self.coding.has_nul or self.coding.is_damaged
        with self.lines() as lines:
            for record in read_records(lines, delimiter=self.delimiter, header=self.header, name=self.name):
                if type(record) is Fault:
                    if record.line > self.header_line:
                        yield record
                elif record[0] > self.header_line:
                    if len(record[1]) != width or is_doubtful:
                        yield self.judged(record)
                    else:
                        yield record

    def judged(self, record: Record) -> Record | Fault:
        """Return the record, cut to the width of the heading, or what keeps it out."""
        line, fields = record
        width = len(self.header)
        if len(fields) > width and not any(fields[width:]):
            fields = fields[:width]
        if len(fields) != width:
            return fault(
                "width", file=self.name, line=line, value=fields[0], found=len(fields), expected=width
            )
        for code, sign in (("nul", "\0"), ("damaged_text", "\ufffd")):
            for name, text in zip(self.header, fields, strict=True):
                if sign in text:
                    return fault(code, file=self.name, line=line, field=name, value=text)
        return line, fields

    def notes(self) -> list[Fault]:
        """Return what is unusual about the file as a whole."""
        codes = {
            "damaged_encoding": self.coding.is_damaged,
            "chinese_encoding": self.coding.name == "gb18030",
            "odd_delimiter": self.delimiter != ",",
        }
        shown = "Tab" if self.delimiter == "\t" else self.delimiter
        return [
            fault(code, file=self.name, line=self.header_line, severity="warning", delimiter=shown)
            for code, is_so in codes.items()
            if is_so
        ]


def delimiter_of(lines: Lines, *, name: str) -> str:
    """Return the sign that divides the first line with text, and leave that line to be read next."""
    try:
        for line in lines:
            lines.pulled.clear()
            if line.lower().startswith("sep=") or not line.strip(BLANK + DELIMITERS + '"'):
                continue
            lines.returned.appendleft(line)
            lines.number -= 1
            return max(DELIMITERS, key=line.count)
    except TooLong:
        raise Unreadable("heading_too_long", name=name) from None
    raise Unreadable("empty", name=name)


def read_records(lines: Lines, *, delimiter: str, header: list[str], name: str) -> Iterator[Record | Fault]:
    """Read records by RFC 4180; a lost quote, an endless line or field is a fault at the line it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    pulled = lines.pulled
    while True:
        pulled.clear()
        line = lines.number + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except TooLong:
            yield fault("too_long_line", file=name, line=line)
            continue
        except (csv.Error, Runaway) as error:
            code = "too_long_value" if "field limit" in str(error) else "unbalanced_quote"
            yield fault(code, file=name, line=line, value=pulled[0], limit=FIELD_LIMIT)
            lines.give_back()
            continue
        if len(pulled) > 1 and has_swallowed(pulled, delimiter=delimiter, width=len(header)):
            yield fault("unbalanced_quote", file=name, line=line, value=pulled[0])
            lines.give_back()
        elif len(pulled[0]) > FIELD_LIMIT or len(pulled) > 1:
            yield within_limit((line, fields), header=header, name=name)
        elif any(fields):
            yield line, fields


def has_swallowed(pulled: list[str], *, delimiter: str, width: int) -> bool:
    """Say whether a record of several lines took in a whole record, which a lost quote does."""
    return width >= 3 and any(
        line.count(delimiter) == width - 1 and not line.startswith(delimiter) for line in pulled[1:]
    )


def within_limit(record: Record, *, header: list[str], name: str) -> Record | Fault:
    """Return the record, or the fault of a field that is too long."""
    line, fields = record
    for place, text in enumerate(fields):
        if len(text) > FIELD_LIMIT:
            field = header[place] if place < len(header) else ""
            return fault("too_long_value", file=name, line=line, field=field, value=text, limit=FIELD_LIMIT)
    return record
