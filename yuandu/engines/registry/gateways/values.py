"""The forms that values may take in files, brought to one text form each; None where a text has not the form."""

import csv
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

BLANK = " \t\r\n\v\f\u00a0\u3000\u200b\u200e\u200f\u2060\ufeff"  # what people leave around a value
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
LONGEST_DATE = 40  # characters
TRUE = frozenset({"true", "1", "yes", "y", "是", "有"})
FALSE = frozenset({"false", "0", "no", "n", "否", "无"})

WRITTEN_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+0?0:00(?::00(?:\.0+)?)?)?"
)
PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL_DATE = re.compile(r"\d{5}(?:\.0+)?")
SERIAL_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}  # ECMA-376 part 1, 18.17.4.1
PHONE = re.compile(r"\+?[\d()\s-]{3,24}(?:(?:转|[x#])\d{1,6})?")
LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,3}")


def iso_date(text: str) -> str | None:
    """Return the date as YYYY-MM-DD; reads 2015-09-01, 2015-9-1, 2015/9/1, 20150901 and 2015年9月1日."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return dated(text[:4], text[5:7], text[8:])
    if len(text) > LONGEST_DATE:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    match = WRITTEN_DATE.fullmatch(plain) or PACKED_DATE.fullmatch(plain)
    return dated(*match.groups()) if match else None


def dated(year: str, month: str, day: str) -> str | None:
    """Return the ISO date of the three numbers, or None if there is no such day between 1900 and 2100."""
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return on.isoformat() if EARLIEST <= on <= LATEST else None


def serial_date(text: str, *, epoch: int = 1900) -> str | None:
    """Return the date that a workbook stores as a number of days; five digits, from 1927 on."""
    if not SERIAL_DATE.fullmatch(text):
        return None
    on = SERIAL_EPOCHS[epoch] + timedelta(days=int(text[:5]))
    return on.isoformat() if EARLIEST <= on <= LATEST else None


@lru_cache(maxsize=64)
def iso_moment(text: str) -> str | None:
    """Return the moment in UTC as YYYY-MM-DDTHH:MM:SS.mmmZ; one without an offset is taken as UTC."""
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z" if at.year >= 1900 else None


def year(text: str) -> str | None:
    """Return the four digits of a year."""
    return text if len(text) == 4 and text.isascii() and text.isdigit() and "1900" <= text <= "2100" else None


@lru_cache(maxsize=64)
def boolean(text: str) -> str | None:
    """Return "true" or "false"."""
    word = text.casefold()
    return "true" if word in TRUE else "false" if word in FALSE else None


def items(text: str) -> list[str] | None:
    """Return the items of a list that is written with commas, and with quotes about items that hold one."""
    if '"' not in text:
        return [item for part in text.split(",") if (item := part.strip(BLANK))]
    try:
        parts = next(csv.reader([text], strict=True, skipinitialspace=True))
    except (csv.Error, StopIteration):
        return None
    return [item for part in parts if (item := part.strip(BLANK))]


def listed(values: list[str]) -> str:
    """Return the list as one text that `items` reads back."""
    return ",".join(
        '"' + item.replace('"', '""') + '"' if set(item) & set(',"\r\n') else item for item in values
    )


def phone(text: str) -> str | None:
    """Return the number in plain digits and signs, if it could be one at all."""
    plain = unicodedata.normalize("NFKC", text).strip(BLANK)
    return plain if PHONE.fullmatch(plain) else None


def lost_digits(text: str) -> bool:
    """Say whether the text is a number in scientific notation, as 3.70705E+17 for an identity number."""
    return bool(LOST_DIGITS.fullmatch(text))
