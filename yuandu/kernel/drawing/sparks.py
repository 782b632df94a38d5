"""Small lines and bars drawn on the server."""

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 100, 28, 3


def spark(values: Sequence[float | None], target: float | None = None) -> dict[str, object]:
    """Return what ui/spark.html draws of a series in order of time; a None is a gap.

    A series with fewer than two values has no line.
    """
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return {"paths": [], "target": None, "first": None, "last": None}
    limits = [*known, float(target)] if target is not None else known
    low, high = min(limits), max(limits)

    def height(value: float) -> float:
        return round(HEIGHT - MARGIN - (value - low) / ((high - low) or 1) * (HEIGHT - 2 * MARGIN), 1)

    step = WIDTH / (len(values) - 1)
    return {
        "paths": [path for path in runs(values, step, height) if path],
        "target": height(float(target)) if target is not None else None,
        "first": known[0],
        "last": known[-1],
    }


def runs(values, step, height) -> list[str]:
    """Return a path for each stretch without a gap."""
    paths, points = [], []
    for index, value in enumerate([*values, None]):
        if value is not None:
            points.append(f"{index * step:.1f} {height(float(value))}")
        elif points:
            paths.append("M" + "L".join(points))
            points = []
    return paths


def share(value: float | None) -> float | None:
    """Return a percentage as a bar can show it, between 0 and 100; None stays unknown."""
    return None if value is None else round(min(max(float(value), 0), 100), 1)
