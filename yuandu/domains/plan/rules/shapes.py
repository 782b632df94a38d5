"""What a plan is made of: orders, parts, actions, clauses, indicators and targets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["T", "S"]
Direction = Literal["up", "down"]
DueSource = Literal["order", "plan period"]
Reliability = Literal["A", "B", "C"]
SourceTag = Literal["V", "P", "M", "D"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in Simplified Chinese, with its English and its Traditional source where there are any."""

    zh: str
    en: str = ""
    zh_hant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document that sets targets: the plan itself, or a later one that moves them."""

    key: str
    title: Words
    holds_from: date
    source: Words
    address: str
    reliability: Reliability
    summary: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter of the plan (I-1 … II): its own heading, and the short title of the dashboard."""

    key: str
    heading: Words
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action (1 … 20) or a safeguard (G1 …), and the id of the clause that stands for it."""

    number: str
    part: str
    heading: Words
    title: Words
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSpec:
    """A value to reach by the end of a day, in the indicator's unit.

    due_source says whether the order names the day's year, or the end of the plan is taken.
    """

    value: Decimal
    due: date
    due_source: DueSource
    order: Order
    source_tag: SourceTag
    note: Words | None

    @property
    def holds_from(self) -> date:
        """The day from which it holds, until a later order sets the indicator's targets anew."""
        return self.order.holds_from


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """What a clause counts: by a formula and its definition, or not yet, and then what it waits for."""

    code: str
    title: Words
    unit: Words
    direction: Direction
    source_tag: SourceTag
    formula: str | None
    definition: Words | None
    waits_for: Words | None
    targets: tuple[TargetSpec, ...]

    @property
    def ceiling(self) -> Decimal | None:
        """What it can never pass: 100 for a share in percent."""
        return Decimal(100) if self.unit.zh == "%" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that the plan asks for: a number by a date (T), or a system to operate (S).

    people are keys of the plan's people; the first indicator stands for the clause.
    """

    id: str
    action: str
    kind: Kind
    what: Words
    people: tuple[str, ...]
    sentence: Words
    indicators: tuple[IndicatorSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A city's plan, in the order of its file."""

    key: str
    title: Words
    issuer: Words
    first_year: int
    last_year: int
    people: Mapping[str, Words]
    orders: tuple[Order, ...]
    parts: tuple[Part, ...]
    actions: tuple[Action, ...]
    clauses: tuple[Clause, ...] = field(repr=False)

    def clause(self, clause_id: str) -> Clause:
        """Return the clause with this id; raises KeyError when the plan has none."""
        return {clause.id: clause for clause in self.clauses}[clause_id]

    def clauses_of(self, action: Action) -> tuple[Clause, ...]:
        """Return the clauses of an action."""
        return tuple(clause for clause in self.clauses if clause.action == action.number)

    def headline_of(self, action: Action) -> Clause:
        """Return the clause that stands for the whole action."""
        return self.clause(action.headline)

    def indicators(self) -> Iterator[tuple[Clause, IndicatorSpec]]:
        """Go through all indicators, each with its clause."""
        return ((clause, indicator) for clause in self.clauses for indicator in clause.indicators)
