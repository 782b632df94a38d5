"""The filter of a OneRoster request: read by the grammar of the standard, and said in SQL by a list of fields.

Source: 1EdTech OneRoster 1.2 Rostering REST binding: field, predicate, quoted value; AND or OR between them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime
from typing import Any

FIELD = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)\s*(!=|>=|<=|=|>|<|~)\s*")
VALUE = re.compile(r"'((?:[^']|'')*)'")
WORD = re.compile(r"\s+(AND|OR)\s+", re.IGNORECASE)
SOURCED_ID = re.compile(r"([A-Z])([1-9][0-9]{0,17})?")
LONGEST, MOST_CLAUSES = 2_000, 10  # characters, clauses
EQUALITIES = ("=", "!=", "~")


class BadFilter(Exception):
    """The filter is not one: its text says why, in words for the person who wrote the other system."""


@dataclass(frozen=True)
class Clause:
    """One comparison. `joined` is the word before it: OR, or AND, which binds closer."""

    field: str
    predicate: str
    value: str
    joined: str = "AND"


def read_filter(text: str) -> list[Clause]:
    """Return the clauses of the filter; raises BadFilter where it does not follow the grammar."""
    if len(text) > LONGEST or "\0" in text:
        raise BadFilter(f"The filter is longer than {LONGEST} characters, or has a null character.")
    clauses, place, joined = [], 0, "AND"
    while True:
        head = FIELD.match(text, place)
        value = VALUE.match(text, head.end()) if head else None
        if value is None:
            raise BadFilter(f"Expected field, predicate and 'value' at character {place}.")
        clauses.append(Clause(head[1], head[2], value[1].replace("''", "'"), joined))
        place = value.end()
        if not text[place:].strip():
            break
        word = WORD.match(text, place)
        if word is None or len(clauses) == MOST_CLAUSES:
            raise BadFilter(f"Expected AND or OR at character {place}; at most {MOST_CLAUSES} comparisons.")
        joined, place = word[1].upper(), word.end()
    return clauses


@dataclass(frozen=True)
class Field:
    """What a field of the answer is in SQL, and the form of its values: text, id, moment, date or choice.

    Of an id the letter is named, of a choice the conditions of its words; `within` is a condition around the
    comparison, with {} for it, for fields of which a row has several.
    """

    sql: str
    form: str = "text"
    letter: str = ""
    within: str = ""
    choices: Mapping[str, str] = dataclass_field(default_factory=dict)


def in_sql(clauses: list[Clause], fields: Mapping[str, Field]) -> tuple[str, dict[str, Any]]:
    """Return the condition and its parameters; raises BadFilter for an unknown field or a bad value."""
    groups: list[list[str]] = [[]]
    said: dict[str, Any] = {}
    for number, clause in enumerate(clauses):
        if clause.field not in fields:
            raise BadFilter(f"There is no field {clause.field} to filter by.")
        if clause.joined == "OR" and groups[-1]:
            groups.append([])
        groups[-1].append(compared(clause, fields[clause.field], name=f"f{number}", said=said))
    return " OR ".join(f"({' AND '.join(group)})" for group in groups), said


def compared(clause: Clause, field: Field, *, name: str, said: dict[str, Any]) -> str:
    """Return the SQL of one clause, and put its value among the parameters."""
    if field.within and clause.predicate not in EQUALITIES:
        raise BadFilter(f"{clause.field} is compared by =, != or ~ only.")
    is_negated = bool(field.within) and clause.predicate == "!="
    predicate = "=" if is_negated else clause.predicate
    if field.form == "choice" and predicate in ("=", "!="):
        chosen = field.choices.get(clause.value, "FALSE")
        inner = chosen if predicate == "=" else f"NOT ({chosen})"
    elif field.form == "id" and predicate != "~":
        inner = compared_id(field, predicate, clause.value, name=name, said=said)
    elif predicate == "~":
        said[name] = f"%{clause.value.translate(LITERALLY)}%"
        text = f"'{field.letter}' || {field.sql}" if field.form == "id" else f"({field.sql})::text"
        inner = f"{text} LIKE %({name})s"
    else:
        said[name] = FORMS[field.form](clause)
        collation = ' COLLATE "C"' if field.form in TEXTS and predicate not in EQUALITIES else ""
        inner = f"({field.sql}){collation} {SIGNS[predicate]} %({name})s"
    if not field.within:
        return inner
    return ("NOT " if is_negated else "") + field.within.format(inner)


def compared_id(field: Field, predicate: str, value: str, *, name: str, said: dict[str, Any]) -> str:
    """Return the SQL that compares a sourced id: by its letter, then by its number."""
    known = SOURCED_ID.fullmatch(value)
    if known and known[1] == field.letter:
        said[name] = int(known[2] or 0)
        return f"{field.sql} {SIGNS[predicate]} %({name})s"
    is_before = field.letter < value
    return {"=": "FALSE", "!=": "TRUE"}.get(predicate, str(is_before == ("<" in predicate)).upper())


def moment(clause: Clause) -> datetime:
    """Return the moment that the clause names, a date being its first moment; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(clause.value)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadFilter(f"{clause.field} is compared with a time such as 2026-09-01T00:00:00Z.") from None


def day(clause: Clause) -> date:
    """Return the day that the clause names."""
    try:
        return date.fromisoformat(clause.value)
    except ValueError:
        raise BadFilter(f"{clause.field} is compared with a date such as 2026-09-01.") from None


SIGNS = {"=": "=", "!=": "IS DISTINCT FROM", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
TEXTS = ("text", "choice")
FORMS = {form: lambda clause: clause.value for form in TEXTS} | {"moment": moment, "date": day}
LITERALLY = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
