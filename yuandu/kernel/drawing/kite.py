"""The signature of the product: a dragon-head centipede kite, one segment for each of the city's actions.

The segments hang on three Bézier curves, the first behind the head and each smaller than the one before.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import atan2, degrees, dist
from typing import Any

Point = tuple[float, float]
CURVES: tuple[tuple[Point, Point, Point, Point], ...] = (
    ((556, 96), (452, 8), (226, 40), (206, 158)),
    ((206, 158), (186, 282), (380, 330), (452, 258)),
    ((452, 258), (510, 200), (600, 250), (580, 360)),
)
STEPS = 200  # points on each curve
FIRST, LESS = 25, 0.56  # radius of the first segment, and how much smaller each next one is
NECK = 42  # from the head to the first segment
OVERLAP = 0.93
TAIL = 70

COLOURS = {  # fill, ink
    "ok": ("var(--ok)", "var(--on-status)"),
    "warn": ("var(--warn-fill)", "#1B2430"),
    "bad": ("var(--bad)", "var(--on-status)"),
    "idle": ("var(--paper)", "var(--ink-2)"),
}


def kite(segments: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what ui/kite.html draws.

    Each segment is {number, title, kind, word, detail, url}, kind one of ok, warn, bad, idle.
    The last comes first, so that each lies upon the one behind it.
    """
    radii = [FIRST - LESS * index for index in range(len(segments))]
    length, hung = float(NECK), []
    for segment, radius in zip(segments, radii, strict=True):
        hung.append(segment | hang(length + radius * OVERLAP, radius, segment["kind"]))
        length += 2 * radius * OVERLAP
    return {"segments": hung[::-1], "line": line(length + TAIL)}


def hang(length: float, radius: float, kind: str) -> dict[str, Any]:
    """Return where a segment hangs and how large its parts are."""
    x, y, angle = at(length)
    fill, ink = COLOURS[kind]
    return {
        "x": round(x, 1),
        "y": round(y, 1),
        "angle": round(angle),
        "radius": round(radius, 1),
        "feather": round(radius * 1.62, 1),
        "feather_x": round(radius * 0.13, 1),
        "feather_y": round(radius * 0.26, 1),
        "letter": round(max(11, radius * 0.66), 1),
        "fill": fill,
        "ink": ink,
        "mark": mark(kind, radius),
    }


def mark(kind: str, radius: float) -> str:
    """Return the path inside a segment: its shape repeats the state, so that colour is never the only cue."""
    if kind == "warn":
        r = round(radius * 0.84, 1)
        return f"M0 {-r}L{r} 0 0 {r} {-r} 0Z"
    if kind == "bad":
        r = radius * 0.86
        return f"M0 {-r:.1f}L{r * 0.87:.1f} {r * 0.5:.1f}H{-r * 0.87:.1f}Z"
    r = round(radius * 0.74, 1)
    return f"M{-r} 0A{r} {r} 0 1 1 {r} 0A{r} {r} 0 1 1 {-r} 0Z"


def line(length: float) -> str:
    """Return the path of the string on which the segments hang, so many units long."""
    points = [point for point, run in zip(*track(), strict=True) if run <= length]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[::5])


def at(length: float) -> tuple[float, float, float]:
    """Return x, y and the angle in degrees at so many units from the head."""
    points, runs = track()
    index = next((index for index, run in enumerate(runs) if run >= length), len(runs) - 1) - 1
    (x, y), (next_x, next_y) = points[max(index, 0)], points[max(index, 0) + 1]
    share = (length - runs[max(index, 0)]) / (dist((x, y), (next_x, next_y)) or 1)
    angle = degrees(atan2(next_y - y, next_x - x))
    return x + (next_x - x) * share, y + (next_y - y) * share, angle


@cache
def track() -> tuple[list[Point], list[float]]:
    """Return the points of the curves and how far each is from the head."""
    points = [bezier(curve, step / STEPS) for curve in CURVES for step in range(STEPS)] + [CURVES[-1][3]]
    runs = [0.0]
    for here, there in pairwise(points):
        runs.append(runs[-1] + dist(here, there))
    return points, runs


def bezier(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    a, b, c, d = curve
    u = 1 - t
    x, y = (u**3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t**3 * d[k] for k in (0, 1))
    return x, y
