"""From a cell of a workbook, typed or text, to the text that its column asks for."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches

from yuandu.engines.registry.gateways.names import normalised
from yuandu.engines.registry.gateways.values import BLANK, iso_date, lost_digits, phone, serial_date
from yuandu.engines.registry.gateways.workbooks.templates import Column

Cell = str | int | float | bool | date | datetime | time | None

PRECISE_DIGITS = 15  # a workbook keeps no more of a number
FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
SUGGESTED = 3
LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


class Misfit(ValueError):
    """The cell has not the form that its column asks for; `code` says why."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Choices:
    """The values of a code column, found whatever their spaces and width."""

    def __init__(self, options: Sequence[str]) -> None:
        self.options = list(options)
        self.by_key = {normalised(option): option for option in reversed(self.options)}

    def chosen(self, text: str) -> str:
        """Return the option that the text means; raises Misfit with the nearest ones."""
        option = text if text in self.options else self.by_key.get(normalised(text))
        if option is None:
            near = get_close_matches(text, self.options, n=SUGGESTED, cutoff=0.3)
            raise Misfit("not_in_list", allowed="、".join(near or self.options[:SUGGESTED]))
        return option


def choices_of(code_lists: Mapping[str, Sequence[str]]) -> dict[str, Choices]:
    """Return the choices by code table."""
    return {table: Choices(options) for table, options in code_lists.items()}


def is_blank(cell: Cell) -> bool:
    """Say whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANK))


def shown(cell: Cell) -> str:
    """Return the cell as a person sees it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**PRECISE_DIGITS else repr(cell)
    return "" if cell is None else str(cell)


def text_of(cell: Cell, column: Column, *, choices: Mapping[str, Choices], epoch: int = 1900) -> str | None:
    """Return the text of the cell in the form of its column, None for a blank one; raises Misfit."""
    if is_blank(cell):
        return None
    if column.kind == "date":
        return date_of(cell, epoch=epoch)
    text = plain_text(cell)
    if column.kind in ("paper", "phone"):
        text = "".join(unicodedata.normalize("NFKC", text).split()).strip(BLANK + "'’‘")
    if column.kind == "phone" and phone(text) is None:
        raise Misfit("not_a_phone")
    if column.code_table in choices:
        text = choices[column.code_table].chosen(text)
    if len(text) > column.length:
        raise Misfit("too_long_value", limit=str(column.length))
    return text or None


def date_of(cell: Cell, *, epoch: int) -> str:
    """Return the ISO date of a cell that holds a date, a number of days or a text; raises Misfit."""
    text = cell.strftime("%Y-%m-%d") if isinstance(cell, date) else shown(cell).strip(BLANK)
    on = iso_date(text) or serial_date(text, epoch=epoch)
    if on is None:
        raise Misfit("formula_error" if text in FORMULA_ERRORS else "not_a_date")
    return on


def plain_text(cell: Cell) -> str:
    """Return the cell as one line of text; raises Misfit where Excel has changed what was typed."""
    if isinstance(cell, date | time):
        raise Misfit("turned_into_date")
    if isinstance(cell, int | float) and not isinstance(cell, bool) and has_lost_digits(cell):
        raise Misfit("digits_lost")
    text = LINE_BREAKS.sub(" ", shown(cell).strip(BLANK))
    if text in FORMULA_ERRORS:
        raise Misfit("formula_error")
    if lost_digits(text):
        raise Misfit("digits_lost")
    return text


def has_lost_digits(number: float) -> bool:
    """Say whether the last digits of a long number are lost: a workbook keeps the first fifteen."""
    digits = len(str(abs(int(number))))
    if digits <= PRECISE_DIGITS:
        return False
    return isinstance(number, float) or number % 10 ** (digits - PRECISE_DIGITS) == 0
