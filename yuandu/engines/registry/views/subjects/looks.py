"""Who saw the data of a person: as a calm list, and as a picture for those who would rather look than read."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.views.subjects.mine import framed, subject_of
from yuandu.kernel import pages
from yuandu.kernel.access import signed_in
from yuandu.kernel.drawing import charts
from yuandu.kernel.drawing.words import day, local

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Person
    from yuandu.engines.registry.queries.subjects import Subject

PER_PAGE = 30
MOST_SEATS = 8  # of a picture
MOST_EYES = 10  # drawn for one of them
MONTHS_DRAWN = 6
DAYS = (("30", gettext_lazy("三十天内")), ("365", gettext_lazy("一年内")))
KINDS = {
    "look": gettext_lazy("查看"),
    "export": gettext_lazy("导出"),
    "system": gettext_lazy("别的系统"),
    "emergency": gettext_lazy("应急"),
}
ICONS = {"look": "eye", "export": "download", "system": "monitor", "emergency": "alarm-clock"}
OPENED = {
    "name": gettext_lazy("姓名"),
    "birth": gettext_lazy("出生日期和民族"),
    "contact": gettext_lazy("联系方式"),
    "papers": gettext_lazy("证件号码"),
}


@signed_in
@require_safe
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who looked at or exported a person's data, when and why, newest first."""
    subject = subject_of(request, pk)
    with queries.seeing_all_of(subject.person.pk):
        context = told_of(subject, request.GET)
    return render(request, "registry/subjects/looks.html", framed(subject, "looks", **context))


def told_of(subject: "Subject", query: QueryDict) -> dict[str, Any]:
    """Return what the page tells of the looks that the query asks for."""
    every = queries.looks_at(subject.person)
    found = narrowed(every, query)
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    return {
        "total": page.paginator.count,
        "days": by_day(page, subject.person),
        "pages": pages.turning(page, query),
        "chips": chips(query),
        "views": views(query),
        "seats": drawn_seats(found) if query.get("view") == "picture" else None,
        **counted(every),
    }


def narrowed(rows: QuerySet, query: QueryDict) -> QuerySet:
    """Return the looks of the kind and the time that were chosen; what is not offered narrows nothing."""
    kind = query.get("kind")
    if kind in KINDS:
        rows = queries.looks_of_kind(rows, kind)
    if query.get("days") in dict(DAYS):
        rows = rows.filter(at__gte=timezone.now() - timedelta(days=int(query["days"])))
    return rows


def chips(query: QueryDict) -> list[dict[str, Any]]:
    """Return the filters by kind and time."""
    offered = ((_("方式"), "kind", list(KINDS.items())), (_("时间"), "days", list(DAYS)))
    return [
        {"title": title, "options": pages.choices(name, options, chosen, query)}
        for title, name, options in offered
        for chosen in [query.get(name, "") if query.get(name, "") in dict(options) else ""]
    ]


def views(query: QueryDict) -> list[dict[str, Any]]:
    """Return the two ways to look at looks."""
    is_picture = query.get("view") == "picture"
    return [
        {
            "title": _("列表"),
            "url": pages.changed(query, view=None),
            "icon": "list",
            "current": not is_picture,
        },
        {
            "title": _("图画"),
            "url": pages.changed(query, view="picture", page=None),
            "icon": "image",
            "current": is_picture,
        },
    ]


def by_day(facts: Iterable[Any], person: "Person") -> list[dict[str, Any]]:
    """Return the looks under the day on which they were; what a system read again that day is one line."""
    days = groupby(facts, key=lambda fact: local(fact.at).date())
    return [{"day": day(on, "year"), "looks": lines_of(rows, person)} for on, rows in days]


def lines_of(facts: Iterable[Any], person: "Person") -> list[dict[str, Any]]:
    """Return the lines of one day, the newest first."""
    lines: dict[Any, dict[str, Any]] = {}
    for fact in facts:
        key = fact.pk if fact.by_id else (who_of(fact), fact.verb)
        line = lines.setdefault(key, line_of(fact, person) | {"times": 0})
        line["times"] += 1
    return list(lines.values())


def line_of(fact: Any, person: "Person") -> dict[str, Any]:
    """Return one look as the page tells it."""
    return {
        "at": f"{local(fact.at):%H:%M}",
        "who": who_of(fact),
        "seat": fact.seat,
        "what": what_of(fact),
        "why": why_of(fact),
        "icon": ICONS[queries.kind_of_look(fact)],
        "url": f"{reverse('registry:make_claim', args=[person.pk, 'question'])}?look={fact.pk}",
    }


def who_of(fact: Any) -> str:
    """Return who looked, as they were called then: a person, another system by its name, or the platform."""
    return fact.who or fact.data.get("client") or _("平台")


def what_of(fact: Any) -> str:
    """Return what was done, and what was seen by it."""
    seen = [str(OPENED[name]) for name in fact.data.get("fields", ()) if name in OPENED]
    number = fact.data.get("number")
    if seen:
        return _("{verb}：{what}").format(verb=fact.verb_title, what=_("、").join(seen))
    return (
        _("{verb}（编号{number}）").format(verb=fact.verb_title, number=number) if number else fact.verb_title
    )


def why_of(fact: Any) -> str:
    """Return the purpose and the words to it; "" where none was asked for."""
    purpose = codes_of("look_purpose").get(fact.data.get("purpose", ""))
    words = fact.because.removeprefix(purpose.title).lstrip("：") if purpose else fact.because
    return _("：").join(part for part in (str(purpose) if purpose else "", words) if part)


def counted(every: QuerySet) -> dict[str, Any]:
    """Return how many looks there were by month, as a chart and as the table behind it."""
    months = queries.looks_by_month(every, on=timezone.localdate())
    rows = [{"name": day(month, "month"), "value": n} for month, n in months]
    return {
        "year": sum(n for _month, n in months),
        "months": rows,
        "chart": charts.bars(rows[-MONTHS_DRAWN:], unit=_("次")),
    }


def drawn_seats(found: QuerySet) -> list[dict[str, Any]]:
    """Return for a picture who looked most often: an icon, as what they acted, and an eye for each look."""
    seats = queries.looks_by_seat(found, most=MOST_SEATS)
    most = max((row["n"] for row in seats), default=1)
    return [
        {
            "icon": "user-round" if row["by_id"] else "monitor",
            "who": row["who"] or row["client"] or _("平台"),
            "seat": row["seat"],
            "n": row["n"],
            "eyes": range(min(row["n"], MOST_EYES)),
            "is_more": row["n"] > MOST_EYES,
            "is_most": row["n"] == most,
        }
        for row in seats
    ]


def look_said(fact: Any) -> str:
    """Return a look in one line, as a request about it shows it."""
    parts = (
        day(local(fact.at).date(), "year"),
        f"{local(fact.at):%H:%M}",
        who_of(fact),
        fact.seat,
        what_of(fact),
    )
    return " ".join(part for part in parts if part)
