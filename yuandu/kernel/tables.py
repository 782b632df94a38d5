"""Lists as data: an app says what a table shows, the kernel filters, sorts, pages and exports it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

PER_PAGE = 50
GUARDED_FROM = "L3"  # the grade from which a file needs a second person's word


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `value` is an attribute path (`school.name`) or a function of the row.

    `draw` is a function of the row that returns safe HTML where text is not enough; exports always take
    `value`. `sort` is the field to order by (`path`, `-at`); without it the column cannot be sorted. `field`
    names what it shows of a person ("app.Model.field"): a list then shows what the table's `tell` says.
    """

    name: str
    title: str
    value: str | Callable[[Any], Any] | None = None
    draw: Callable[[Any], str] | None = None
    sort: str | None = None
    align: str = ""
    link: bool = False
    field: str = ""

    def of(self, row: Any) -> Any:
        """Return the plain value of the cell, as exports write it."""
        value = self.value or self.name
        if callable(value):
            return value(row)
        for part in value.split("."):
            row = getattr(row, part, None)
            if callable(row) and not isinstance(row, Model):
                row = row()
        return row


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A chip: `options` are (value, title) pairs or a function of the person that returns them.

    `apply` narrows the rows; without it the field called `name` must equal the value.
    """

    name: str
    title: str
    options: Sequence[tuple[str, str]] | Callable[[Any], Sequence[tuple[str, str]]]
    apply: Callable[[QuerySet, str], QuerySet] | None = None

    def offered_to(self, user: Any) -> list[tuple[str, str]]:
        options = self.options(user) if callable(self.options) else self.options
        return [(str(value), str(title)) for value, title in options]

    def narrow(self, rows: QuerySet, value: str) -> QuerySet:
        return self.apply(rows, value) if self.apply else rows.filter(**{self.name: value})


@dataclass(frozen=True, kw_only=True)
class Action:
    """What can be done with the chosen rows at once: their form is sent to the page named `view`."""

    name: str
    title: str
    view: str
    permission: str
    danger: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list of one kind of row. `search` narrows the rows to a text; `order` must end in a unique field.

    `grade` is that of its rows, L1 to L4: from L3 on a file of them needs a second person (`is_guarded`), who
    is asked with the query string and what `given` adds to it; `person` returns the id of the person whom a row
    is about. `tell` says what the present reader may see of a person: (the column's field, the row) -> text.
    """

    name: str
    title: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    actions: Sequence[Action] = ()
    search: Callable[[QuerySet, str], QuerySet] | None = None
    search_hint: str = ""
    order: Sequence[str] = ("pk",)
    per_page: int = PER_PAGE
    grade: str = "L1"
    person: Callable[[Any], int] | None = None
    tell: Callable[[str, Any], Any] | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_guarded(self) -> bool:
        """Say whether a file of the rows needs a second person's word."""
        return self.grade >= GUARDED_FROM

    def shown(self, column: Column, row: Any) -> Any:
        """Return what a list shows in the cell; of a person nothing that nobody said may be seen."""
        if column.field:
            return self.tell(column.field, row) if self.tell else None
        return column.draw(row) if column.draw else column.of(row)

    def chosen_filters(self, query: QueryDict, user: Any) -> Iterator[tuple[Filter, list, str]]:
        """Yield each filter with its options and the chosen value ("" for none, or for one not offered)."""
        for chip in self.filters:
            options = chip.offered_to(user)
            value = query.get(chip.name, "")
            yield chip, options, value if value in dict(options) else ""

    def narrowed(self, rows: QuerySet, query: QueryDict, user: Any) -> QuerySet:
        """Return the rows that the query string asks for, in its order."""
        for chip, _options, value in self.chosen_filters(query, user):
            if value:
                rows = chip.narrow(rows, value)
        text = query.get("q", "").replace("\0", "").strip()  # PostgreSQL keeps no NUL
        if text and self.search:
            rows = self.search(rows, text)
        return rows.order_by(*self.ordering(query))

    def ordering(self, query: QueryDict) -> list[str]:
        """Return the fields to order by: the chosen column first, then the table's own order."""
        name, down = query.get("sort", "").lstrip("-"), query.get("sort", "").startswith("-")
        field = next((column.sort for column in self.columns if column.name == name and column.sort), None)
        return [reverse_of(field) if down else field, *self.order] if field else list(self.order)


def reverse_of(field: str) -> str:
    """Return the field in the opposite direction."""
    return field[1:] if field.startswith("-") else f"-{field}"


def chosen_rows(request: HttpRequest, table: Table, rows: QuerySet) -> QuerySet:
    """Return the rows that a bulk form names: those ticked, or all that its query string asks for."""
    if request.POST.get("all"):
        return table.narrowed(rows, QueryDict(request.POST.get("query", "")), request.user)
    ticked = [pk for pk in request.POST.getlist("pk") if pk.isdecimal()]
    return rows.filter(pk__in=ticked).order_by(*table.order)
