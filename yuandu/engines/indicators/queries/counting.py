"""Counting the measures that apps register: one query each, for every unit at once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import CharField, Count, F, Func, QuerySet, Sum, Value

from yuandu.engines.registry import api as registry
from yuandu.kernel.apps import App, Measure, declared

Counts = dict[str, int | Decimal | None]


def known_measures() -> Mapping[str, tuple[App, Measure]]:
    """Return the registered measures by their full name (`registry.schools`)."""
    return {f"{app.label}.{measure.name}": (app, measure) for app, measure in declared("measures")}


def rows_counted(measure: str, *, path: str, on: date) -> QuerySet:
    """Return the very rows that make the figure of the unit on the day; raises KeyError for no measure."""
    app, entry = known_measures()[measure]
    return app.load(entry.function)(on=on).filter(registry.at_or_below(path))


def counts_of(measure: str, *, city: str, on: date) -> Counts:
    """Return the figure of the city and of each path one step below it, in one query (two at most).

    Rows of organisations that the city runs itself count for the city, under a path that is no unit's.
    Where nothing of the kind was ever registered in the city, nobody knows the figure: it is None.
    """
    app, entry = known_measures()[measure]
    if entry.ever and not app.load(entry.ever)(entry.name).filter(registry.at_or_below(city)).exists():
        return {city: None}
    rows = rows_counted(measure, path=city, on=on)
    step = beginning_of("path", places=city.count(".") + 1)
    figure = Sum(entry.field) if entry.field else Count("pk")
    grouped = rows.order_by().annotate(step=step).values("step").annotate(figure=figure)
    counts: Counts = {row["step"]: row["figure"] for row in grouped.values("step", "figure")}
    total = sum(counts.values())
    return counts | {city: total}


def beginning_of(field: str, *, places: int) -> Func:
    """Return the first codes of a path, each ended by a dot ("370700.370705." for two)."""
    return Func(
        F(field),
        Value(rf"^((?:[^.]+\.){{1,{places}}}).*$"),
        Value(r"\1"),
        function="regexp_replace",
        output_field=CharField(db_collation="C"),
    )
