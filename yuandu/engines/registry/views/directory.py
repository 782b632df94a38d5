"""Looking at organisations: the public directory, the tree in scope, one organisation as of a day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuandu.engines.registry.queries import directory, units
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs, public
from yuandu.kernel.tables import Column, Filter, Table


def day_of(request: HttpRequest) -> date:
    """Return the day that the address names, today for none."""
    return day_in(request.GET)


def day_in(query: QueryDict) -> date:
    """Return the day that `as_of` names, today for anything else."""
    try:
        return date.fromisoformat(query.get("as_of", ""))
    except ValueError:
        return timezone.localdate()


def kinds_used(_user: Any) -> list[tuple[str, str]]:
    return [
        (code.code, str(code)) for code in codes_of("school_kind").values() if code.extra.get("is_school")
    ]


def places(_user: Any) -> list[tuple[str, str]]:
    return [(unit.pk, unit.called) for unit in units(on=timezone.localdate())]


def sides(_user: Any) -> list[tuple[str, str]]:
    return [(code.code, str(code)) for code in codes_of("urban_rural").values() if not code.parent_code]


def by_name(rows, text: str):
    """Narrow to a beginning of pinyin or initials, else to a part of the name."""
    if text.isascii():
        key = text.lower().replace(" ", "")
        return rows.filter(organisation__pinyin__startswith=key) | rows.filter(
            organisation__initials__startswith=key
        )
    return rows.filter(name__contains=text)


NAME = Column(name="name", title=gettext_lazy("名称"), sort="organisation__pinyin", link=True)
KIND = Column(
    name="kind",
    title=gettext_lazy("类别"),
    value=lambda row: title_of("school_kind" if row.level == "school" else "organisation_kind", row.kind),
    sort="kind",
)
SIDE = Column(
    name="urban_rural",
    title=gettext_lazy("城乡类型"),
    value=lambda row: title_of("urban_rural", row.urban_rural),
)
UNIT = Column(
    name="unit",
    title=gettext_lazy("管理单元"),
    value=lambda row: row.organisation.unit.called if row.organisation.unit else "",
    sort="organisation__unit__path",
)
AREA = Column(name="area", title=gettext_lazy("所在地"), value=lambda row: row.area or "")
CODE = Column(name="identifier", title=gettext_lazy("标识码"), value="organisation.identifier")
FILTERS = (
    Filter(
        name="unit",
        title=gettext_lazy("管理单元"),
        options=places,
        apply=lambda rows, value: rows.filter(organisation__unit=value),
    ),
    Filter(name="kind", title=gettext_lazy("办学类型"), options=kinds_used),
    Filter(
        name="side",
        title=gettext_lazy("城乡"),
        options=sides,
        apply=lambda rows, value: rows.filter(urban_rural__startswith=value),
    ),
)
SCHOOLS = Table(
    name="registry.schools",
    title=gettext_lazy("学校名录"),
    columns=(NAME, KIND, UNIT, AREA, SIDE, CODE),
    filters=FILTERS,
    search=by_name,
    search_hint=gettext_lazy("校名或拼音"),
    order=("organisation__pinyin", "pk"),
)
ORGANISATIONS = Table(
    name="registry.organisations",
    title=gettext_lazy("学校与机构"),
    columns=(
        NAME,
        Column(
            name="level",
            title=gettext_lazy("层级"),
            value=lambda row: title_of("organisation_level", row.level),
            sort="level",
        ),
        KIND,
        UNIT,
        AREA,
        SIDE,
        Column(name="from_on", title=gettext_lazy("登记起"), sort="from_on"),
    ),
    filters=(
        Filter(
            name="level",
            title=gettext_lazy("层级"),
            options=lambda user: [(code.code, str(code)) for code in codes_of("organisation_level").values()],
        ),
        *FILTERS,
    ),
    search=by_name,
    search_hint=gettext_lazy("名称或拼音"),
    order=("path", "pk"),
)


@public
def schools(request: HttpRequest) -> HttpResponse:
    """Show the schools of the city to everyone, as of a day."""
    on = day_of(request)
    context = {"on": on, "shell": shell_of(request), "subtitle": _("截至{day}开办的学校").format(day=on)}
    rows = directory.directory(on=on)
    return pages.listing(
        request, table=SCHOOLS, rows=rows, template="registry/schools.html", context=context, kept=60
    )


@needs("registry.view")
def organisations(request: HttpRequest) -> HttpResponse:
    """Show the organisations in the person's scope, as of a day; classes only where they are asked for."""
    rows = directory.organisations_seen_by(request.user, on=day_of(request))
    if not request.GET.get("level") and not request.GET.get("q"):
        rows = rows.exclude(level__in=("grade", "class"))
    return pages.listing(request, table=ORGANISATIONS, rows=rows, template="registry/organisations.html")


def shell_of(request: HttpRequest) -> str:
    is_at_work = request.user.is_authenticated and request.user.holds("registry.view")
    return "kernel/work.html" if is_at_work else "kernel/portal.html"


@public
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an organisation: what it is, was and became; those in whose scope it lies see who is there."""
    try:
        shown = directory.organisation_for(request.user, pk)
    except directory.Organisation.DoesNotExist as missing:
        raise Http404(_("没有这个机构，或者您看不到它。")) from missing
    context = basics_of(request, shown) | (
        insights_of(request, shown) if is_within(request.user, shown) else {}
    )
    return render(request, "registry/organisation.html", context)


def basics_of(request: HttpRequest, shown: Any) -> dict[str, Any]:
    """Return what everybody sees of an organisation."""
    today = timezone.localdate()
    return {
        "organisation": shown,
        "title": str(shown),
        "facts": facts_of(shown),
        "history": list(directory.history_of(shown)),
        "successions": list(directory.successions_of(shown)),
        "designations": [
            {"row": row, "title": title_of("designation_kind", row.kind)}
            for row in directory.designations_at(shown, on=today)
        ],
        "children": list(directory.open_children(shown)) if shown.level in ("city", "unit") else [],
        "shell": shell_of(request),
    }


def insights_of(request: HttpRequest, shown: Any) -> dict[str, Any]:
    """Return what those see besides in whose scope the organisation lies."""
    return {
        "children": list(directory.open_children(shown)),
        "people": people_of(shown, on=timezone.localdate()),
        "doings": doings_of(request.user, shown),
        "is_ours": True,
    }


def is_within(user: Any, shown: Any) -> bool:
    paths = user.paths("registry.view") if user.is_authenticated else []
    return any(shown.path.startswith(path) for path in paths)


def facts_of(shown: Any) -> list[tuple[Any, ...]]:
    """Return what the organisation is; what is not known is None and shows as —."""
    table = "school_kind" if shown.level == "school" else "organisation_kind"
    parent = (str(shown.parent), shown.parent.get_absolute_url()) if shown.parent else (None, "")
    return [
        (_("层级"), title_of("organisation_level", shown.level)),
        (_("类别"), title_of(table, shown.kind) or None),
        (_("主管机构"), *parent),
        (_("所在地"), shown.area),
        (_("城乡类型"), title_of("urban_rural", shown.urban_rural) or None),
        (_("标识码"), shown.identifier or None),
        (_("统一社会信用代码"), shown.uscc or None),
        (_("设立"), shown.opened_on),
        (_("撤销"), shown.closed_on),
    ]


def people_of(shown: Any, *, on: date) -> list[tuple[str, int]]:
    """Return how many people hold which kind of post at or below the organisation."""
    counts = directory.headcount(shown, on=on)
    kinds = codes_of("post_kind")
    return [(str(kinds[kind]), counts[kind]) for kind in kinds if kind in counts]


def doings_of(user: Any, shown: Any) -> list[dict[str, str]]:
    """Return what the person may do with the organisation."""
    offered = []
    if shown.level == "class":
        offered.append(("registry:class", _("看学生"), "users"))
    if user.holds("registry.manage") and not shown.closed_on:
        offered.append(("registry:add_person", _("登记人员"), "user-plus"))
    if user.holds("registry.manage") and not shown.closed_on:
        offered += [
            ("registry:change_organisation", _("更改登记"), "pencil"),
            ("registry:open_below", _("新设下级机构"), "plus"),
            ("registry:move_organisation", _("调整主管机构"), "chevrons-up-down"),
            ("registry:merge_organisation", _("合并"), "copy"),
            ("registry:close_organisation", _("撤销"), "x"),
        ]
    if user.holds("registry.designate") and not shown.closed_on:
        offered.append(("registry:designate", _("办理认定"), "award"))
    return [
        {"url": reverse(view, args=[shown.pk]), "title": title, "icon": icon} for view, title, icon in offered
    ]
