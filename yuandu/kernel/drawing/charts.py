"""ECharts options as plain data, built here so that they can be tested.

A colour is the name of a token ("--c1"); the island puts its value in when it draws, so that one
option serves every theme.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

COLOURS = ("--c1", "--c2", "--c3", "--c4", "--c5", "--c6")
BAR_HEIGHT = 34  # pixels a bar of a horizontal chart takes
MOST_SERIES = len(COLOURS)

Option = dict[str, Any]


def trajectory(points: Sequence[dict[str, Any]], *, unit: str = "%", low: float = 0) -> Option:
    """Draw actual against target, with the forecast dotted.

    A point is {at, actual, target, forecast}, in order of time, None where there is no value; `low` is
    where the axis begins. Both ends are labelled, so there is no legend.
    """
    series = [
        straight(_("目标"), [point.get("target") for point in points], kind="dashed", colour="--ink-3"),
        actual(_("实际"), [point.get("actual") for point in points]),
        straight(
            _("预测"), [point.get("forecast") for point in points], kind="dotted", colour="--c1", unit=unit
        ),
    ]
    return {
        **ground(),
        "grid": {"left": 44, "right": 88, "top": 18, "bottom": 26},
        "xAxis": category([point["at"] for point in points], gap=False),
        "yAxis": value_axis(unit, low=low, high=100 if unit == "%" else None),
        "series": [line for line in series if any(value is not None for value in line["data"])],
    }


def bars(rows: Sequence[dict[str, Any]], *, unit: str = "") -> Option:
    """Draw horizontal bars from 0 of [{name, value}], in the order given, the first on top."""
    names = [str(row["name"]) for row in rows]
    label = {"show": True, "position": "right", "color": "--ink-2", "formatter": f"{{c}}{unit}"}
    return {
        **ground(),
        "height": max(len(rows), 1) * BAR_HEIGHT + 16,
        "grid": {"left": 8, "right": 72, "top": 4, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": category(names) | {"inverse": True},
        "series": [
            {
                "type": "bar",
                "data": [number(row["value"]) for row in rows],
                "barMaxWidth": 18,
                "itemStyle": {"color": "--c1", "borderRadius": 2},
                "label": label,
            }
        ],
    }


def stacked(rows: Sequence[dict[str, Any]], *, series: Sequence[str], unit: str = "") -> Option:
    """Draw bars in parts: a row is {name, values}, its values in the order of `series` (at most six).

    Raises ValueError for more series than there are colours.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} series, at most {MOST_SERIES} can be told apart")
    return {
        **ground(),
        "height": max(len(rows), 1) * BAR_HEIGHT + 40,
        "grid": {"left": 8, "right": 24, "top": 4, "bottom": 8, "containLabel": True},
        "xAxis": value_axis(unit, low=0),
        "yAxis": category([str(row["name"]) for row in rows]) | {"inverse": True},
        "series": [
            {
                "type": "bar",
                "name": name,
                "stack": "all",
                "barMaxWidth": 18,
                "data": [number(row["values"][index]) for row in rows],
                "itemStyle": {"color": COLOURS[index], "borderColor": "--surface", "borderWidth": 1},
            }
            for index, name in enumerate(series)
        ],
    }


def legend(option: Option) -> list[dict[str, str]]:
    """Return [{name, colour}] where a chart has more than two series; fewer are labelled in place."""
    if len(option["series"]) <= 2 or any("endLabel" in line for line in option["series"]):
        return []
    return [{"name": line["name"], "colour": line["itemStyle"]["color"]} for line in option["series"]]


def ground() -> Option:
    """Return what all charts share."""
    pointer = {"lineStyle": {"color": "--line-strong"}, "type": "line"}
    return {
        "animationDuration": 300,
        "aria": {"enabled": True},
        "textStyle": {"fontFamily": "--font-sans", "color": "--ink-2", "fontSize": 12},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "backgroundColor": "--raised",
            "borderColor": "--line",
            "textStyle": {"color": "--ink", "fontSize": 13},
            "axisPointer": pointer,
        },
    }


def category(names: Sequence[str], *, gap: bool = True) -> Option:
    return {
        "type": "category",
        "data": list(names),
        "boundaryGap": gap,
        "axisLine": {"lineStyle": {"color": "--line-strong"}},
        "axisTick": {"show": False},
        "axisLabel": {"color": "--ink-2", "fontSize": 12, "hideOverlap": not gap},
    }


def value_axis(unit: str, *, low: float, high: float | None = None) -> Option:
    axis = {
        "type": "value",
        "min": low,
        "splitNumber": 3,
        "axisLabel": {"color": "--ink-3", "fontSize": 12, "formatter": f"{{value}}{unit}"},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }
    return axis if high is None else axis | {"max": high}


def actual(name: str, values: Sequence[float | None]) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": [number(value) for value in values],
        "symbol": "circle",
        "symbolSize": 5,
        "itemStyle": {"color": "--c1"},
        "lineStyle": {"width": 2.5, "color": "--c1"},
        "areaStyle": {"color": "--c1", "opacity": 0.08},
    }


def straight(
    name: str, values: Sequence[float | None], *, kind: str, colour: str, unit: str | None = None
) -> Option:
    known = [value for value in values if value is not None]
    end = f"{name} {known[-1]:g}{unit}" if unit is not None and known else name
    return {
        "type": "line",
        "name": name,
        "data": [number(value) for value in values],
        "symbol": "none",
        "animation": False,  # an end label cannot travel over a gap
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "type": kind, "width": 2 if kind == "dotted" else 1.5},
        "endLabel": {"show": True, "formatter": end, "color": colour, "fontWeight": 600, "distance": 6},
    }


def number(value: Any) -> float | None:
    """Return a number that JSON can carry; unknown stays unknown."""
    return None if value is None else float(value)
