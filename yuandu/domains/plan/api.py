"""The front door of the plan."""

from yuandu.domains.plan.queries import board, counted, edition, kite, numbered, standings_by_code
from yuandu.domains.plan.services import FaultyPlan, load_plan

__all__ = ["FaultyPlan", "board", "counted", "edition", "kite", "load_plan", "numbered", "standings_by_code"]
