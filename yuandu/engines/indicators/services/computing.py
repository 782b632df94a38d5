"""Computing the values of a day: each measure is counted once for all units."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yuandu.engines.activity import api as activity
from yuandu.engines.indicators.models import Value
from yuandu.engines.indicators.queries import counts_of, indicators_of
from yuandu.engines.indicators.rules import evaluate, measures_in
from yuandu.engines.registry import api as registry

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation


@transaction.atomic
def compute(*, key: str, city: "Organisation", on: date, at: datetime) -> int:
    """Compute every indicator of the tree for the city and its units on the day; return how many values.

    A unit where a formula divides by nothing (no rural school, say) has an empty value. Computing a day
    again replaces its values.
    """
    indicators = [indicator for indicator in indicators_of(key) if indicator.formula]
    measures = sorted(set().union(*(measures_in(indicator.formula) for indicator in indicators)))
    counted = {measure: counts_of(measure, city=city.path, on=on) for measure in measures}
    places = [city, *registry.units(on=on)]
    values = [
        value_of(indicator, place, counted, on=on, at=at) for indicator in indicators for place in places
    ]
    Value.objects.bulk_create(
        values,
        update_conflicts=True,
        unique_fields=["organisation", "indicator", "on"],
        update_fields=["value", "counts", "computed_at"],
    )
    activity.record(
        verb="indicators.computed",
        about=f"registry.Organisation:{city.pk}",
        path=city.path,
        by=None,
        at=at,
        data={"key": key, "on": on.isoformat(), "values": len(values)},
    )
    return len(values)


def value_of(indicator, place: "Organisation", counted: dict, *, on: date, at: datetime) -> Value:
    counts = {measure: figure_at(place.path, counted[measure]) for measure in measures_in(indicator.formula)}
    return Value(
        indicator=indicator,
        organisation=place,
        on=on,
        value=evaluate(indicator.formula, counts),
        counts={measure: None if count is None else int(count) for measure, count in sorted(counts.items())},
        computed_at=at,
    )


def figure_at(path: str, counts: dict) -> int | None:
    """Return the figure of a place: 0 where others have some, None where nobody ever had any."""
    is_unknown = None in counts.values()
    return None if is_unknown else counts.get(path, 0)
