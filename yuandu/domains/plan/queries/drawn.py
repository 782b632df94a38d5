"""Standings as the pages draw them: words, bars, lights and the places where most is missing."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuandu.domains.plan import rules
from yuandu.domains.plan.queries.board import Row, board, counted, edition, numbered
from yuandu.engines.indicators import api as indicators
from yuandu.engines.indicators.api import LABELS, Standing, Status

KINDS = {
    Status.MET: "ok",
    Status.NEAR: "warn",
    Status.BEHIND: "bad",
    Status.NOT_DUE: "idle",
    Status.NO_DATA: "idle",
    Status.TRACKED: "idle",
}
HEADROOM = Decimal("1.12")  # a bar ends a little beyond its target, so that the tick can be seen


def words(text: rules.Words) -> str:
    """Return the text in the language of the moment."""
    return text.en if text.en and (get_language() or "").startswith("en") else text.zh


def figure(standing: Standing) -> dict[str, Any]:
    """Return how one standing is drawn: value, target, bar, light and past values."""
    target, unit = standing.judgement.target, standing.indicator.unit_title
    length = Decimal(100) if unit == "%" else max(target or 0, standing.value or 0) * HEADROOM
    return {
        "standing": standing,
        "title": str(standing.indicator),
        "value": None if standing.value is None else shown(standing.value, standing),
        "unit": unit,
        "target": None if target is None else shown(target, standing),
        "due": standing.judgement.due,
        "share": share(standing.value, length),
        "target_share": share(target, length),
        "kind": KINDS[standing.judgement.status],
        "word": str(LABELS[standing.judgement.status]),
        "trend": [float(value) for _on, value in standing.points],
    }


def shown(value: Decimal, standing: Standing) -> str:
    """Write a value so that rounding never makes a target look reached."""
    return indicators.display(value, decimals=1 if standing.indicator.is_share else 0)


def share(value: Decimal | None, length: Decimal) -> float | None:
    return None if value is None or not length else float(value * 100 / length)


def action_row(row: Row, *, suffix: str) -> dict[str, Any]:
    """Return one line of the board; `suffix` is the query string that its link keeps."""
    url = reverse("plan:action", args=[row.action.number]) + suffix
    return figure(row.standing) | {"number": row.action.number, "name": words(row.action.title), "url": url}


def segments(rows: Sequence[Row], *, suffix: str = "") -> list[dict[str, Any]]:
    """Return the numbered actions as segments of the kite."""
    drawn = []
    for row in numbered(list(rows)):
        line = figure(row.standing)
        value = f"{line['title']} {line['value'] or '—'}{line['unit'] if line['value'] else ''}"
        detail = f"{value}，{_('目标')} {line['target']}{line['unit']}" if line["target"] else value
        drawn.append(
            {
                "number": row.action.number,
                "title": words(row.action.title),
                "kind": line["kind"],
                "word": line["word"],
                "detail": detail,
                "url": reverse("plan:action", args=[row.action.number]) + suffix,
            }
        )
    return drawn


def missing(standing: Standing) -> int | None:
    """Return how many more are needed to reach the target, None where that is not a count.

    A share is `part / whole * 100`: what is missing is counted in the whole's own unit, rounded up.
    """
    target = standing.judgement.target
    if target is None or standing.value is None:
        return None
    if not standing.indicator.is_share:
        return max(0, int((target - standing.value).to_integral_value(ROUND_CEILING)))
    part, whole = parts(standing)
    if whole is None:
        return None
    needed = (target * whole / 100).to_integral_value(ROUND_CEILING)
    return max(0, int(needed) - int(part))


def parts(standing: Standing) -> tuple[int, int | None]:
    """Return part and whole of a share by the order in its formula, (figure, None) for a plain count."""
    figures = [figure for _measure, figure in standing.figures]
    if "/" not in standing.indicator.formula or len(figures) != 2:
        return (figures[0] if figures else 0), None
    return figures[0], figures[1]


def most_pressing(rows: Sequence[Row]) -> Row | None:
    """Return the row to look at first: past its date, then running late, then near; the widest gap of these."""
    order = [Status.BEHIND, Status.NOT_DUE, Status.NEAR]

    def urgency(row: Row) -> tuple[int, Decimal]:
        judged = row.standing.judgement
        return order.index(judged.status), -(judged.gap or 0) / (judged.target or 1)

    pressing = [row for row in rows if row.status in order]
    return min(pressing, key=urgency, default=None)


def figure_of(value: Decimal) -> float:
    """Return the value as charts take it: to one decimal."""
    return round(float(value), 1)


def trajectory_points(standing: Standing, *, on: date) -> list[dict[str, Any]]:
    """Return the points of the chart: what was, what should be, and where it leads."""
    known = [{"at": day.strftime("%y-%m"), "actual": figure_of(value)} for day, value in standing.points]
    target, due = standing.judgement.target, standing.judgement.due
    if target is not None:
        for point in known:
            point["target"] = figure_of(target)
    if standing.forecast and due and due > on and known:
        known[-1]["forecast"] = known[-1]["actual"]
        ahead = {"at": due.strftime("%y-%m"), "forecast": figure_of(standing.forecast.value)}
        known.append(ahead | ({"target": figure_of(target)} if target is not None else {}))
    return known


def kite(*, on: date | None = None, today: date) -> dict[str, Any] | None:
    """Return the city's kite: {segments, counts by status, on}; None where no plan is loaded.

    Without `on` it is the day on which the plan's pages open.
    """
    loaded = edition()
    if loaded is None:
        return None
    on = on or loaded.opens_on or today
    rows = board(loaded, organisation=loaded.city, on=on)
    counts = {status.value: number for status, number in counted(numbered(rows)).items()}
    return {"segments": segments(rows), "counts": counts, "on": on, "opens_on": loaded.opens_on}
