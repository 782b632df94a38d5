"""The front door of the indicators."""

from yuandu.engines.indicators.queries import (
    Standing,
    data_state,
    days_counted,
    indicators_of,
    known_measures,
    rows_counted,
    standings,
    standings_of_units,
)
from yuandu.engines.indicators.rules import (
    LABELS,
    RULES,
    Status,
    display,
    largest_shortfalls,
    measures_in,
    needed_per_quarter,
)
from yuandu.engines.indicators.services import IndicatorSpec, TargetSpec, compute, load_tree

__all__ = [
    "LABELS",
    "RULES",
    "IndicatorSpec",
    "Standing",
    "Status",
    "TargetSpec",
    "compute",
    "data_state",
    "days_counted",
    "display",
    "indicators_of",
    "known_measures",
    "largest_shortfalls",
    "load_tree",
    "measures_in",
    "needed_per_quarter",
    "rows_counted",
    "standings",
    "standings_of_units",
]
