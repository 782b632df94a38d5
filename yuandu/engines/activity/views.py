"""Who did what, when and why; and which reactions are still owed."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.activity import queries, services
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.apps import titles
from yuandu.kernel.drawing.words import moment
from yuandu.kernel.tables import Action, Column, Filter, Table, chosen_rows

if TYPE_CHECKING:
    from yuandu.engines.activity.models import Fact

DAYS = (("1", gettext_lazy("一天内")), ("7", gettext_lazy("七天内")), ("30", gettext_lazy("三十天内")))


def within_days(rows: QuerySet, days: str) -> QuerySet:
    return rows.filter(at__gte=timezone.now() - timedelta(days=int(days)))


def who_of(fact: "Fact") -> str:
    return _("平台") if fact.by_id is None else fact.who


FACTS = Table(
    name="activity.facts",
    title=gettext_lazy("操作记录"),
    columns=(
        Column(name="verb", title=gettext_lazy("动作"), value="verb_title", link=True),
        Column(name="who", title=gettext_lazy("谁"), value=who_of),
        Column(name="about", title=gettext_lazy("对象"), value="about_title"),
        Column(name="path", title=gettext_lazy("所在机构"), sort="path"),
        Column(name="because", title=gettext_lazy("理由")),
        Column(name="at", title=gettext_lazy("时间"), draw=lambda fact: moment(fact.at, "year"), sort="at"),
    ),
    filters=(
        Filter(name="days", title=gettext_lazy("时间"), options=DAYS, apply=within_days),
        Filter(name="verb", title=gettext_lazy("动作"), options=lambda user: list(titles("verbs").items())),
    ),
    search=queries.found_in,
    search_hint=gettext_lazy("按谁做的找"),
    order=("-at", "-pk"),
)
DELIVERIES = Table(
    name="activity.deliveries",
    title=gettext_lazy("没有做成的响应"),
    columns=(
        Column(name="fact", title=gettext_lazy("起因"), value="fact.verb_title"),
        Column(name="reaction", title=gettext_lazy("响应")),
        Column(name="at", title=gettext_lazy("发生时间"), draw=lambda row: moment(row.fact.at, "year")),
        Column(name="tries", title=gettext_lazy("试过"), align="right"),
        Column(name="fault", title=gettext_lazy("原因")),
    ),
    actions=(
        Action(
            name="retry",
            title=gettext_lazy("再试一次"),
            view="activity:retry",
            permission="activity.deliver",
        ),
    ),
)


@needs("activity.view")
@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    rows = queries.facts_for(request.user)
    tools = [{"title": DELIVERIES.title, "url": reverse("activity:deliveries"), "icon": "history"}]
    offered = tools if request.user.holds("activity.deliver") else []
    return pages.listing(request, table=FACTS, rows=rows, context={"tools": offered})


@needs("activity.view")
@require_safe
def fact(request: HttpRequest, pk: int) -> HttpResponse:
    fact = get_object_or_404(queries.facts_for(request.user), pk=pk)
    context = {
        "title": fact.verb_title,
        "subtitle": moment(fact.at, "year"),
        "trail": [(str(FACTS.title), reverse("activity:facts")), str(fact.verb_title)],
        "facts": about(fact),
        "changes": changes_in(fact.data),
        "history": queries.history_for(request.user, fact)[:20],
    }
    return render(request, "activity/fact.html", context)


def about(fact: "Fact") -> list[tuple[str, str | int | None]]:
    """Return what the page says of a fact."""
    return [
        (_("谁"), who_of(fact) or None),
        (_("身份"), fact.seat or None),
        (_("对象"), f"{fact.about_title}（{fact.about}）"),
        (_("所在机构"), fact.path),
        (_("理由"), fact.because or None),
        (_("涉及的人"), len(fact.people) or None),
        (_("可信等级"), fact.get_grade_display()),
    ]


def changes_in(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, before, after) for each entry: a pair is a change, anything else is only an after."""
    pairs = ((name, value if is_change(value) else (None, value)) for name, value in sorted(data.items()))
    return [(name, shown(before), shown(after)) for name, (before, after) in pairs]


def is_change(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def shown(value: Any) -> str:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@needs("activity.deliver")
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    trail = [(str(FACTS.title), reverse("activity:facts")), str(DELIVERIES.title)]
    return pages.listing(
        request, table=DELIVERIES, rows=queries.overdue_for(request.user), context={"trail": trail}
    )


@needs("activity.deliver")
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    rows = chosen_rows(request, DELIVERIES, queries.overdue_for(request.user))
    count = services.retry(rows)
    said = ngettext("%(count)s项正在再试，过一会儿来看。", "%(count)s项正在再试，过一会儿来看。", count)
    messages.info(request, said % {"count": count} if count else _("没有选中要再试的，请先勾选。"))
    return redirect("activity:deliveries")
