"""What the plan says, clause by clause, and the rows behind every figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries import drawn
from yuandu.domains.plan.views.board import shell
from yuandu.domains.plan.views.depth import counted_links
from yuandu.domains.plan.views.fragments import fragment
from yuandu.domains.plan.views.moment import Moment, moment_of, years_of
from yuandu.engines.indicators import api as indicators
from yuandu.engines.indicators.api import Status
from yuandu.engines.registry import api as registry
from yuandu.kernel import pages
from yuandu.kernel.access import public
from yuandu.kernel.tables import Column, Table

COUNTED = Table(
    name="plan.counted",
    title=gettext_lazy("计入的记录"),
    columns=(
        Column(name="name", title=gettext_lazy("名称"), value=str, link=True),
        Column(name="kind", title=gettext_lazy("类别"), value=lambda row: kind_title(row)),
        Column(name="from_on", title=gettext_lazy("起"), sort="from_on"),
        Column(name="document", title=gettext_lazy("文号"), value=lambda row: getattr(row, "document", "")),
    ),
    order=("path", "pk"),
)


def kind_title(row: Any) -> str:
    """Return the kind of an organisation or of a designation in words."""
    table = "school_kind" if hasattr(row, "urban_rural") else "designation_kind"
    return registry.title_of(table, row.kind)


@public
def clauses(request: HttpRequest) -> HttpResponse:
    """Show every clause of the plan with its indicators."""
    moment = moment_of(request)
    body = fragment(moment, "plan/clauses_body.html", lambda: clauses_body(moment))
    return render(request, "plan/clauses.html", {"body": body, "shell": shell(request)})


def clauses_body(moment: Moment) -> dict[str, Any]:
    """Return every action with its clauses and their figures."""
    plan = queries.plan_of(moment.edition)
    standings = queries.standings_by_code(moment.edition, organisation=moment.place, on=moment.on)
    groups = [
        {
            "number": action.number,
            "title": drawn.words(action.title),
            "clauses": [clause_line(clause, standings, moment) for clause in plan.clauses_of(action)],
        }
        for action in plan.actions
    ]
    return {"groups": groups, "years": years_of(moment)}


def clause_line(clause, standings, moment: Moment) -> dict[str, Any]:
    return {
        "clause": clause,
        "what": drawn.words(clause.what),
        "url": reverse("plan:clause", args=[clause.id]) + moment.link(),
        "figures": [drawn.figure(standings[spec.code]) for spec in clause.indicators],
    }


@public
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Show one clause: the plan's own sentence in both scripts, its indicators, targets and their orders."""
    moment = moment_of(request)
    plan = queries.plan_of(moment.edition)
    try:
        found = plan.clause(clause_id)
    except KeyError as missing:
        raise Http404(_("计划里没有这一条。")) from missing
    body = fragment(moment, "plan/clause_body.html", lambda: clause_body(found, moment), clause_id)
    context = {"clause": found, "what": drawn.words(found.what), "body": body, "shell": shell(request)}
    return render(request, "plan/clause.html", context)


def clause_body(found, moment: Moment) -> dict[str, Any]:
    """Return the clause's words, whom it serves, and how its indicators stand."""
    plan = queries.plan_of(moment.edition)
    standings = queries.standings_by_code(moment.edition, organisation=moment.place, on=moment.on)
    action = next(action for action in plan.actions if action.number == found.action)
    return {
        "clause": found,
        "what": drawn.words(found.what),
        "people": [drawn.words(plan.people[key]) for key in found.people],
        "action": drawn.words(action.title),
        "action_url": reverse("plan:action", args=[action.number]) + moment.link(),
        "figures": [indicator_of(spec, standings[spec.code], moment) for spec in found.indicators],
        "years": years_of(moment),
    }


def indicator_of(spec, standing, moment: Moment) -> dict[str, Any]:
    """Return an indicator of the clause with its definition, counts and targets."""
    return drawn.figure(standing) | {
        "definition": drawn.words(spec.definition) if spec.definition else "",
        "reason": standing.indicator.reason,
        "targets": [target_of(target, standing) for target in spec.targets],
        "counts": counted_links(standing, moment),
        "is_counted": standing.judgement.status != Status.NO_DATA,
    }


def target_of(target, standing) -> dict[str, Any]:
    """Return a target with the order that set it, and whether it is the one that judges today."""
    judged = standing.judgement
    return {
        "value": drawn.shown(target.value, standing),
        "due": target.due,
        "holds_from": target.holds_from,
        "order": drawn.words(target.order.title),
        "note": drawn.words(target.note) if target.note else "",
        "is_official": target.source_tag == "V",
        "is_judged": (target.value, target.due) == (judged.target, judged.due),
    }


@public
def counted(request: HttpRequest, code: str, measure: str) -> HttpResponse:
    """Show the very rows that make a figure; they are schools and public honours, open to everyone."""
    moment = moment_of(request)
    if measure not in indicators.known_measures() or moment.data_on is None:
        raise Http404(_("没有这个计量。"))
    rows = indicators.rows_counted(measure, path=moment.place.path, on=moment.data_on)
    title = indicators.known_measures()[measure][1].title
    place = moment.place.called
    context = {
        "moment": moment,
        "title": _("{place}的{title}").format(place=place, title=title),
        "subtitle": _("数到{day}，一行一个").format(day=f"{moment.data_on:%Y-%m-%d}"),
        "shell": shell(request),
        "board_url": reverse("plan:board") + moment.link(),
    }
    return pages.listing(
        request, table=COUNTED, rows=rows, template="plan/counted.html", context=context, kept=60
    )
