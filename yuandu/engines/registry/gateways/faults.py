"""What the gateways hand over: rows that can be taken in, and faults that say where, why and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from yuandu.engines.registry.gateways.sentences import SENTENCES, UNREADABLE

SHOWN = 40  # characters of an offending value that a person is shown
DETAIL = 130  # characters of a detail within a sentence
FILE, FIELD = 60, 80  # characters of the name of a file (its end) and of a column

Severity = Literal["error", "warning"]


class Unreadable(Exception):
    """The whole file cannot be read; its text is the sentence for the person."""

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters = {name: str(value) for name, value in parameters.items()}
        super().__init__(UNREADABLE[code] % self.parameters)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong at one place; an error keeps its row out, a warning does not.

    `cause` and `cure` are Chinese sentences. `code` and `parameters` say the same, for `translated`.
    """

    file: str
    line: int
    field: str
    value: str
    cause: str
    cure: str
    severity: Severity
    code: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One good row; `values` are still text (dates ISO, lists split), by the names of the columns.

    `line` counts from 1, the heading included; `sourced_id` is empty for rows of a workbook.
    """

    kind: str
    line: int
    sourced_id: str
    status: Literal["active", "tobedeleted"]
    modified: str | None
    values: dict[str, str | list[str] | None]


def fault(
    code: str,
    *,
    file: str,
    line: int,
    field: str = "",
    value: str = "",
    severity: Severity = "error",
    **parameters: object,
) -> Fault:
    """Return the fault with the sentences of its code; the value is shortened."""
    texts = {name: shortened(str(parameter), DETAIL) for name, parameter in parameters.items()}
    cause, cure = SENTENCES[code]
    return Fault(
        file=file[-FILE:],
        line=line,
        field=shortened(field, FIELD - 1),
        value=shortened(value),
        cause=cause % texts,
        cure=cure % texts,
        severity=severity,
        code=code,
        parameters=tuple(texts.items()),
    )


def shortened(value: str, length: int = SHOWN) -> str:
    """Return the value on one line and short enough to be shown."""
    flat = " ".join(value[: length * 4].replace("\0", "␀").split())
    return flat if len(flat) <= length and len(value) <= length * 4 else flat[:length] + "…"


def translated(said: Fault | Unreadable) -> tuple[str, str]:
    """Return cause and cure in the active language; the cure of an unreadable file is empty."""
    parameters: Mapping[str, str] = dict(said.parameters)
    if isinstance(said, Unreadable):
        return gettext(UNREADABLE[said.code]) % parameters, ""
    cause, cure = SENTENCES[said.code]
    return gettext(cause) % parameters, gettext(cure) % parameters
