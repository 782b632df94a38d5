"""大屏: the plan on a wall, read from four metres, without a hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries import drawn
from yuandu.domains.plan.views.answer import sentence
from yuandu.domains.plan.views.depth import depth
from yuandu.domains.plan.views.fragments import fragment
from yuandu.domains.plan.views.moment import Moment, moment_of
from yuandu.engines.indicators.api import Status
from yuandu.kernel.access import public

DECISIONS = 3
REFRESH_MINUTES = 5


@public
def wall(request: HttpRequest) -> HttpResponse:
    """Show sentence, kite, map of the most pressing share, and at most three things to decide."""
    moment = moment_of(request)
    context = {
        "moment": moment,
        "now": timezone.localtime(),
        "refresh": REFRESH_MINUTES * 60,
        "body": fragment(moment, "plan/wall_body.html", lambda: body(moment)),
    }
    return render(request, "plan/wall.html", context)


def body(moment: Moment) -> dict[str, Any]:
    """Return what the wall shows of the whole city."""
    rows = queries.board(moment.edition, organisation=moment.edition.city, on=moment.on)
    actions = queries.numbered(rows)
    shares = [row for row in actions if row.standing.indicator.is_share and row.standing.value is not None]
    shown = drawn.most_pressing(shares) or (shares[0] if shares else None)
    pressing = [row for row in rows if row.status in (Status.BEHIND, Status.NEAR)]
    return {
        "sentence": sentence(actions, moment),
        "segments": drawn.segments(rows, suffix=moment.link()),
        "behind": [row.action.number for row in actions if row.status == Status.BEHIND],
        "chosen": depth(shown, moment) if shown else None,
        "decisions": [decision(row, suffix=moment.link()) for row in pressing[:DECISIONS]],
        "figures": [
            drawn.action_row(row, suffix=moment.link()) for row in actions if row.standing.value is not None
        ],
    }


def decision(row: queries.Row, *, suffix: str) -> dict[str, Any]:
    """Return an action that needs somebody's word, with how much it misses."""
    return drawn.action_row(row, suffix=suffix) | {"gap": drawn.missing(row.standing)}
