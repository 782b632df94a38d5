"""What is measured, and how it stands."""

from yuandu.engines.indicators.queries.counting import counts_of, known_measures, rows_counted
from yuandu.engines.indicators.queries.standing import (
    Standing,
    data_state,
    days_counted,
    indicators_of,
    standings,
    standings_of_units,
    tree_keys,
)

__all__ = [
    "Standing",
    "counts_of",
    "data_state",
    "days_counted",
    "indicators_of",
    "known_measures",
    "rows_counted",
    "standings",
    "standings_of_units",
    "tree_keys",
]
