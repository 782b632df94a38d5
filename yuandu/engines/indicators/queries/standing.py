"""How indicators stand on a day: value, target, status, trend and forecast, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet, Subquery

from yuandu.engines.indicators.models import Indicator, Target, Tree, Value
from yuandu.engines.indicators.rules import (
    Forecast,
    Judgement,
    TargetPoint,
    forecast,
    measures_in_order,
    status_of,
    targets_in_force,
)

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One indicator at one organisation on a day. `points` are (day, value), the oldest first."""

    indicator: Indicator
    organisation_id: int
    value: Decimal | None
    counts: dict[str, int]
    value_on: date | None
    judgement: Judgement
    targets: list[Target]
    points: list[tuple[date, Decimal]] = field(default_factory=list)
    forecast: Forecast | None = None

    @property
    def figures(self) -> list[tuple[str, int]]:
        """The measures that the value came from with their counts, in the order of the formula."""
        if not self.counts:
            return []
        return [(measure, self.counts[measure]) for measure in measures_in_order(self.indicator.formula)]


def newest(key: str) -> Tree:
    """Return the edition in force; raises Tree.DoesNotExist before one is loaded."""
    return Tree.objects.filter(key=key).latest("edition")


def indicators_of(key: str) -> QuerySet[Indicator]:
    """Return the indicators of the edition in force, in their order."""
    return Indicator.objects.filter(tree=newest(key)).order_by("order")


def days_counted(key: str) -> list[date]:
    """Return the days for which values are kept, oldest first."""
    rows = Value.objects.filter(indicator__tree=newest(key)).order_by("on")
    return list(rows.values_list("on", flat=True).distinct())


def data_state(key: str, *, on: date) -> tuple[date | None, datetime | None]:
    """Return the last day up to `on` for which values are kept, and when any of those was last computed."""
    tree = Tree.objects.filter(key=key).order_by("-edition").values("pk")[:1]
    kept = Value.objects.filter(indicator__tree=Subquery(tree), on__lte=on)
    state = kept.aggregate(day=Max("on"), computed_at=Max("computed_at"))
    return state["day"], state["computed_at"]


def standings(key: str, *, organisation: "Organisation", on: date) -> list[Standing]:
    """Return every indicator of the tree at the organisation, with trend and forecast: three queries.

    A target of so many schools or teachers is the whole city's: below it only shares are judged.
    """
    is_whole = organisation.level == "city"
    return drawn_up(list(indicators_of(key)), [organisation.pk], on=on, is_whole=is_whole)


def standings_of_units(
    indicator: Indicator, *, organisations: Iterable["Organisation"], on: date
) -> dict[int, Standing]:
    """Return one indicator at many organisations, by the organisation's id: two queries."""
    places = [organisation.pk for organisation in organisations]
    drawn = drawn_up([indicator], places, on=on, is_whole=False)
    return {standing.organisation_id: standing for standing in drawn}


def drawn_up(
    indicators: Sequence[Indicator], places: Sequence[int], *, on: date, is_whole: bool
) -> list[Standing]:
    targets = defaultdict(list)
    judged = [indicator for indicator in indicators if is_whole or indicator.is_share]
    for target in Target.objects.filter(indicator__in=judged).order_by("due"):
        targets[target.indicator_id].append(target)
    values = defaultdict(list)
    kept = Value.objects.filter(indicator__in=indicators, organisation__in=places, on__lte=on)
    for value in kept.order_by("on"):
        values[value.indicator_id, value.organisation_id].append(value)
    return [
        standing(indicator, place, targets[indicator.pk], values[indicator.pk, place], on=on)
        for place in places
        for indicator in indicators
    ]


def standing(
    indicator: Indicator, place: int, targets: list[Target], values: list[Value], *, on: date
) -> Standing:
    last = values[-1] if values else None
    points = [
        TargetPoint(value=target.value, due=target.due, holds_from=target.holds_from) for target in targets
    ]
    judged = status_of(
        value=last.value if last else None, targets=points, direction=indicator.direction, on=on
    )
    known = [(value.on, value.value) for value in values if value.value is not None]
    until = last_due(points, on=on)
    return Standing(
        indicator=indicator,
        organisation_id=place,
        value=last.value if last else None,
        counts=last.counts if last else {},
        value_on=last.on if last else None,
        judgement=judged,
        targets=targets,
        points=known,
        forecast=until
        and forecast(
            known,
            until=until,
            ceiling=indicator.ceiling,
            target=judged.target,
            direction=indicator.direction,
        ),
    )


def last_due(points: list[TargetPoint], *, on: date) -> date | None:
    """Return the day of the next target that is not due yet, else None: what is past needs no forecast."""
    ahead = [point.due for point in targets_in_force(points, on=on) if point.due > on]
    return min(ahead, default=None)


def tree_keys() -> list[str]:
    """Return the names of all trees."""
    return list(Tree.objects.order_by("key").values_list("key", flat=True).distinct())
