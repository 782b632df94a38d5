"""A plan as data: its shapes, and the reading of its file."""

from yuandu.domains.plan.rules.entry import PlanFileFault
from yuandu.domains.plan.rules.reading import read_plan
from yuandu.domains.plan.rules.shapes import (
    Action,
    Clause,
    IndicatorSpec,
    Order,
    Part,
    Plan,
    TargetSpec,
    Words,
)

__all__ = [
    "Action",
    "Clause",
    "IndicatorSpec",
    "Order",
    "Part",
    "Plan",
    "PlanFileFault",
    "TargetSpec",
    "Words",
    "read_plan",
]
