"""行动计划进展: every action with its figure, and one of them in depth."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries import drawn
from yuandu.domains.plan.views.answer import sentence
from yuandu.domains.plan.views.depth import depth
from yuandu.domains.plan.views.fragments import fragment
from yuandu.domains.plan.views.moment import Moment, moment_of, years_of
from yuandu.engines.indicators.api import LABELS, RULES, Status
from yuandu.kernel.access import public

SHOWN = (Status.BEHIND, Status.NEAR, Status.MET, Status.NOT_DUE, Status.NO_DATA)


@public
def board(request: HttpRequest, number: str = "") -> HttpResponse:
    """Show the plan on a day, for the city or a unit; `number` chooses the action shown in depth."""
    moment = moment_of(request)
    drawn_body = fragment(moment, "plan/board_body.html", lambda: body(moment, number), number)
    return render(request, "plan/board.html", {"body": drawn_body, "shell": shell(request)})


def body(moment: Moment, number: str) -> dict[str, Any]:
    """Return what the page says: the sentence, every action, and one in depth."""
    rows = queries.board(moment.edition, organisation=moment.place, on=moment.on)
    actions = queries.numbered(rows)
    chosen = chosen_row(rows, number) or drawn.most_pressing(actions) or actions[0]
    return {
        "plan": drawn.words(queries.plan_of(moment.edition).title),
        "years": years_of(moment),
        "groups": groups(rows, moment),
        "chips": chips(actions, moment),
        "sentence": sentence(actions, moment),
        "chosen": depth(chosen, moment),
        "rules": [str(RULES[status]) for status in SHOWN],
    }


def shell(request: HttpRequest) -> str:
    """Return the workbench for those who work with the plan, the portal for everybody else."""
    user = request.user
    return "kernel/work.html" if user.is_authenticated and user.holds("plan.view") else "kernel/portal.html"


def chosen_row(rows: Sequence[queries.Row], number: str) -> queries.Row | None:
    if not number:
        return None
    for row in rows:
        if row.action.number == number:
            return row
    raise Http404(_("计划里没有这项行动。"))


def groups(rows: Sequence[queries.Row], moment: Moment) -> list[dict[str, Any]]:
    """Return the parts of the plan with those of their actions that the chips leave."""
    plan, wanted = queries.plan_of(moment.edition), moment.query.get("status", "")
    titles = {part.key: drawn.words(part.title) for part in plan.parts}
    kept = [row for row in rows if not wanted or row.status == wanted]
    return [
        {"title": titles[part], "rows": [drawn.action_row(row, suffix=moment.link()) for row in members]}
        for part, members in groupby(kept, key=lambda row: row.action.part)
    ]


def chips(rows: Sequence[queries.Row], moment: Moment) -> list[dict[str, Any]]:
    """Return the chips by status; a status that no action has is not offered."""
    wanted, counts = moment.query.get("status", ""), queries.counted(list(rows))
    every = {"text": _("全部 {n}").format(n=len(rows)), "url": moment.link(status=""), "on": not wanted}
    return [every] + [
        {
            "text": f"{LABELS[status]} {counts[status]}",
            "url": moment.link(status=status.value),
            "on": wanted == status,
            "kind": drawn.KINDS[status],
        }
        for status in SHOWN
        if counts[status]
    ]
