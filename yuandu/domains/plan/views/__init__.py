"""The pages of the plan."""

from yuandu.domains.plan.views.board import board
from yuandu.domains.plan.views.clauses import clause, clauses, counted
from yuandu.domains.plan.views.wall import wall

__all__ = ["board", "clause", "clauses", "counted", "wall"]
