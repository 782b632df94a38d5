"""Formulas of the indicators: what a figure is made of, what it means, and where it leads."""

from yuandu.engines.indicators.rules.forecast import Forecast, forecast, needed_per_quarter
from yuandu.engines.indicators.rules.formula import FormulaFault, evaluate, measures_in, measures_in_order
from yuandu.engines.indicators.rules.shortfall import Shortfalls, largest_shortfalls
from yuandu.engines.indicators.rules.status import (
    LABELS,
    RULES,
    Direction,
    Judgement,
    Status,
    TargetPoint,
    display,
    status_of,
    targets_in_force,
)

__all__ = [
    "LABELS",
    "RULES",
    "Direction",
    "Forecast",
    "FormulaFault",
    "Judgement",
    "Shortfalls",
    "Status",
    "TargetPoint",
    "display",
    "evaluate",
    "forecast",
    "largest_shortfalls",
    "measures_in",
    "measures_in_order",
    "needed_per_quarter",
    "status_of",
    "targets_in_force",
]
