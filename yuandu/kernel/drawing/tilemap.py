"""A map of equal tiles: every unit is as readable as any other, and no boundary is claimed."""

from collections.abc import Sequence
from typing import Any

from yuandu.kernel.drawing import lights


def tilemap(
    tiles: Sequence[dict[str, Any]], *, cuts: Sequence[float], unit: str = "%", current: str | None = None
) -> list[dict[str, Any]]:
    """Return what ui/tilemap.html draws, row by row.

    A tile is {name, short, column, row (from 1), value or None, kind (ok, warn, bad, idle), url};
    `cuts` are the four values at which the shade deepens; `current` is the name of the chosen tile.
    """
    ordered = sorted(tiles, key=lambda tile: (tile["row"], tile["column"]))
    return [tile | drawn(tile, cuts, unit) | {"current": tile["name"] == current} for tile in ordered]


def drawn(tile: dict[str, Any], cuts: Sequence[float], unit: str) -> dict[str, Any]:
    kind, value = tile["kind"], tile["value"]
    shown = "—" if value is None else f"{value:.0f}"
    return {
        "shade": step(value, cuts),
        "shown": shown,
        "mark": lights.SHAPES[kind] if kind in ("warn", "bad") else "",
        "label": f"{tile['name']} {'—' if value is None else f'{value:g}{unit}'} {lights.WORDS[kind]}",
    }


def step(value: float | None, cuts: Sequence[float]) -> int:
    """Return the shade of a value, 1 to 5, or 0 for an unknown one."""
    return 0 if value is None else sum(value >= cut for cut in cuts) + 1
