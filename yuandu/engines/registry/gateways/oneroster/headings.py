"""From the heading of a OneRoster table to a plan: which places to read, and how to judge what stands there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from yuandu.engines.registry.gateways.faults import Fault, fault
from yuandu.engines.registry.gateways.names import Match, match_names
from yuandu.engines.registry.gateways.oneroster.columns import (
    MODIFIED,
    SOURCED_ID,
    STATUS,
    TABLES,
    Column,
    Mode,
    Version,
)
from yuandu.engines.registry.gateways.tables import Table
from yuandu.engines.registry.gateways.values import boolean, iso_date, items, year

METADATA = "metadata."
OWN = "metadata.yuandu."

Convert = Callable[[str], str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Check:
    """How a value is brought to its form, and the fault if it has not the form."""

    name: str
    convert: Convert
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the records of one table: `pick` takes the cells whose `names` these are."""

    pick: Callable[[list[str]], tuple[str, ...]]
    names: tuple[str, ...]
    required: tuple[str, ...]
    checks: tuple[Check, ...]
    lists: tuple[str, ...]
    blank: Mapping[str, None]
    lengths: Mapping[str, int]
    needs_status: bool


class Choices(dict[str, str]):
    """The allowed values by their case-folded spelling; 1.2 allows extensions by the prefix "ext:"."""

    def __init__(self, choices: tuple[str, ...], *, version: Version) -> None:
        super().__init__((choice.casefold(), choice) for choice in choices)
        super().update((choice, choice) for choice in choices)
        self.may_extend = version == "1.2"

    def __missing__(self, text: str) -> str | None:
        if self.may_extend and text.startswith("ext:"):
            return text
        return self.get(text.casefold())


def plan_of(table: Table, *, kind: str, version: Version, mode: Mode) -> tuple[Plan | None, list[Fault]]:
    """Return how to read the table, or None where a required column is missing, and what there is to note."""
    columns = {column.name: column for column in TABLES[kind]}
    places, notes = places_of(table, columns)
    required = [name for name, column in columns.items() if version in column.required]
    if mode == "delta":
        required += [STATUS.name, MODIFIED.name]
    missing = [name for name in required if name not in places]
    if missing:
        notes.append(at_heading(table, "missing_columns", severity="error", columns="、".join(missing)))
        return None, notes
    read = [columns.get(name, Column(name)) for name in places]
    head = {SOURCED_ID.name, STATUS.name, MODIFIED.name}
    plan = Plan(
        pick=picker(list(places.values())),
        names=tuple(places),
        required=tuple(name for name in required if name not in head),
        checks=tuple(check_of(column, version=version) for column in read if column.form != "text"),
        lists=tuple(column.name for column in columns.values() if column.form == "list"),
        blank={name: None for name, column in columns.items() if not column.is_secret},
        lengths={column.name: column.length for column in read},
        needs_status=mode == "delta",
    )
    return plan, notes


def places_of(table: Table, columns: Mapping[str, Column]) -> tuple[dict[str, int], list[Fault]]:
    """Return the place of each column that is read, and what there is to note about the heading."""
    found = [name.strip() for name in table.header]
    former = {old: column.name for column in columns.values() for old in column.former}
    matches = [
        match or extension(name)
        for name, match in zip(found, match_names(found, known=columns, former=former), strict=True)
    ]
    surest_first = sorted(
        range(len(found)), key=lambda place: bool(matches[place] and matches[place].is_guessed)
    )
    chosen: dict[str, int] = {}
    for place in surest_first:
        if matches[place]:
            chosen.setdefault(matches[place].name, place)
    notes = [
        note
        for place, (name, match) in enumerate(zip(found, matches, strict=True))
        if (note := note_of(table, name, match, is_chosen=bool(match) and chosen[match.name] == place))
    ]
    secret = {column.name for column in columns.values() if column.is_secret}
    return {name: place for name, place in chosen.items() if name not in secret}, notes


def note_of(table: Table, name: str, match: Match | None, *, is_chosen: bool) -> Fault | None:
    """Return what the person should know about one name in the heading, if anything."""
    if match is None:
        return at_heading(table, "unknown_column", field=name) if name else None
    if not is_chosen:
        return at_heading(table, "doubled_column", field=name, taken=match.name)
    if match.name == "password":
        return at_heading(table, "secret_column", field=name)
    if match.is_guessed:
        return at_heading(table, "guessed_column", field=name, found=name, taken=match.name)
    return None


def extension(name: str) -> Match | None:
    """Return the extension column that carries others' fields, kept under its own name."""
    return Match(name, is_guessed=False) if name.startswith(METADATA) and name != METADATA else None


def at_heading(
    table: Table, code: str, *, severity: str = "warning", field: str = "", **parameters: str
) -> Fault:
    """Return the fault at the table's heading."""
    return fault(
        code,
        file=table.name,
        line=table.header_line,
        field=field,
        value=field,
        severity=severity,
        **parameters,
    )


def picker(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return the function that takes the cells at these places."""
    if len(places) == 1:
        place = places[0]
        return lambda fields: (fields[place],)
    return itemgetter(*places)


def check_of(column: Column, *, version: Version) -> Check:
    """Return how the values of the column are judged."""
    if column.form == "choice":
        choices = Choices(column.choices, version=version)
        return Check(column.name, choices.__getitem__, "not_allowed", {"allowed": "、".join(column.choices)})
    convert, code = {
        "date": (iso_date, "not_a_date"),
        "year": (year, "not_a_year"),
        "boolean": (boolean, "not_a_boolean"),
        "list": (items, "not_a_list"),
    }[column.form]
    return Check(column.name, convert, code)
