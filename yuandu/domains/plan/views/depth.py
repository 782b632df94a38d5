"""One action in depth: its figure, its way to the target, its units and the rows that it counts."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries import drawn
from yuandu.domains.plan.views.answer import count_unit
from yuandu.domains.plan.views.moment import Moment
from yuandu.engines.indicators import api as indicators
from yuandu.kernel.drawing.charts import trajectory

LOWEST = 5


def depth(row: queries.Row, moment: Moment) -> dict[str, Any]:
    """Return what the sheet beside the list shows of one action."""
    standing = row.standing
    points = drawn.trajectory_points(standing, on=moment.on)
    units = tiles(row, moment) if standing.indicator.formula else []
    part, whole = drawn.parts(standing)
    return drawn.action_row(row, suffix=moment.link()) | {
        "clause": row.clause,
        "what": drawn.words(row.clause.what),
        "sentence": drawn.words(row.clause.sentence),
        "part": part,
        "whole": whole,
        "gap": drawn.missing(standing),
        "count_unit": count_unit(row) if standing.counts else "",
        "points": points,
        "trajectory": trajectory(points, unit=standing.indicator.unit_title) if len(points) > 1 else None,
        "forecast": standing.forecast,
        "forecast_shown": drawn.shown(standing.forecast.value, standing) if standing.forecast else "",
        "tiles": units,
        "lowest": lowest(units),
        "cuts": [20, 40, 60, 80] if standing.indicator.is_share else cuts(units),
        "counts": counted_links(standing, moment),
        "clause_url": reverse("plan:clause", args=[row.clause.id]) + moment.link(),
        "reason": standing.indicator.reason,
    }


def tiles(row: queries.Row, moment: Moment) -> list[dict[str, Any]]:
    """Return the units as tiles of the map, with the light of each; units without a place have no tile."""
    indicator = row.standing.indicator
    standings = indicators.standings_of_units(indicator, organisations=moment.units, on=moment.on)
    drawn_units = []
    for unit in moment.units:
        standing, place = standings[unit.pk], unit.marks.get("tile")
        if not place:
            continue
        is_share = indicator.is_share
        drawn_units.append(
            {
                "name": unit.called,
                "short": unit.called.rstrip("县市区"),
                "column": place["x"] + 1,
                "row": place["y"] + 1,
                "value": None if standing.value is None else float(standing.value),
                "shown": "—" if standing.value is None else drawn.shown(standing.value, standing),
                "kind": drawn.KINDS[standing.judgement.status] if is_share else "idle",
                "url": reverse("plan:action", args=[row.action.number]) + moment.link(unit=unit.pk),
                "gap": drawn.missing(standing) if is_share else None,
                "target": float(standing.judgement.target or 0) if is_share else None,
            }
        )
    return drawn_units


def lowest(units: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the units with the lowest shares, the lowest first."""
    known = [unit for unit in units if unit["value"] is not None and unit["target"] is not None]
    return sorted(known, key=lambda unit: unit["value"])[:LOWEST]


def cuts(units: Sequence[dict[str, Any]]) -> list[float]:
    """Return four even steps up to the largest count."""
    most = max((unit["value"] or 0 for unit in units), default=0) or 1
    return [most * step / 5 for step in range(1, 5)]


def counted_links(standing: indicators.Standing, moment: Moment) -> list[dict[str, Any]]:
    """Return the measures of the formula with their figures, each leading to the very rows."""
    known = indicators.known_measures()
    return [
        {
            "title": known[measure][1].title,
            "unit": known[measure][1].unit,
            "source": known[measure][1].source,
            "figure": figure,
            "url": reverse("plan:counted", args=[standing.indicator.code, measure]) + moment.link(),
        }
        for measure, figure in standing.figures
    ]
