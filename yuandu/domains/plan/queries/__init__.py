"""The plan and how it stands, as data and as the pages draw it."""

from yuandu.domains.plan.queries.board import (
    Row,
    board,
    counted,
    edition,
    numbered,
    plan_of,
    standings_by_code,
)
from yuandu.domains.plan.queries.drawn import kite

__all__ = ["Row", "board", "counted", "edition", "kite", "numbered", "plan_of", "standings_by_code"]
