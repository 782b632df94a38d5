"""Where a figure leads at its pace, and the pace that its target needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import combinations
from math import ceil
from statistics import median
from typing import Literal

Direction = Literal["up", "down"]

POINTS = 8
FEWEST_POINTS = 4
SHORTEST_SPAN = timedelta(days=180)
QUARTER = Decimal("365.25") / 4
FINEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The value on a day at the present pace, the pace per quarter, and the day that reaches the target."""

    value: Decimal
    per_quarter: Decimal
    reaches_on: date | None


def forecast(
    points: Sequence[tuple[date, Decimal]],
    *,
    until: date,
    ceiling: Decimal | None,
    target: Decimal | None = None,
    direction: Direction = "up",
) -> Forecast | None:
    """Lead a figure on from its last point at its pace, never beyond the ceiling nor below 0.

    The pace is the median slope between any two of the last 8 points, so one odd point does not bend
    it; the last point itself is a count and is taken as it is. None with fewer than 4 points or less
    than 180 days between the first and the last of them. Values are rounded to 4 decimals.
    Source: Theil 1950; Sen 1968, doi:10.1080/01621459.1968.10480934.
    """
    known = sorted(dict(points).items())[-POINTS:]
    if len(known) < FEWEST_POINTS or known[-1][0] - known[0][0] < SHORTEST_SPAN:
        return None
    pace = median(slope(earlier, later) for earlier, later in combinations(known, 2))
    last_on, last = known[-1]
    value = max(Decimal(0), last + pace * max(0, (until - last_on).days))
    return Forecast(
        value=(value if ceiling is None else min(ceiling, value)).quantize(FINEST),
        per_quarter=(pace * QUARTER).quantize(FINEST),
        reaches_on=reached_on(last_on, last, pace=pace, target=target, ceiling=ceiling, direction=direction),
    )


def slope(earlier: tuple[date, Decimal], later: tuple[date, Decimal]) -> Decimal:
    """Return the change per day between two points."""
    return Decimal(later[1] - earlier[1]) / (later[0] - earlier[0]).days


def reached_on(
    last_on: date,
    last: Decimal,
    *,
    pace: Decimal,
    target: Decimal | None,
    ceiling: Decimal | None,
    direction: Direction,
) -> date | None:
    """Return the first day that reaches the target at this pace; the last point's day if it has; else None."""
    if target is None:
        return None
    sign = 1 if direction == "up" else -1
    gap, speed = sign * (target - last), sign * pace
    if gap <= 0:
        return last_on
    if speed <= 0 or target < 0 or (ceiling is not None and target > ceiling):
        return None
    days = ceil(gap / speed)
    return last_on + timedelta(days=days) if days <= (date.max - last_on).days else None


def needed_per_quarter(
    *, value: Decimal, target: Decimal, on: date, due: date, direction: Direction = "up"
) -> Decimal | None:
    """Return the pace per quarter, towards the target, that reaches it in time, rounded up to 4 decimals.

    0 when it is reached; None when the day is past.
    """
    gap = target - value if direction == "up" else value - target
    if gap <= 0:
        return Decimal(0)
    if due <= on:
        return None
    return (gap * QUARTER / (due - on).days).quantize(FINEST, rounding=ROUND_CEILING)
