"""What authorities issue: designations granted, code tables with how sure each value is, the calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuandu.engines.registry import services
from yuandu.engines.registry.forms import organisations as forms
from yuandu.engines.registry.queries import directory
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs, public
from yuandu.kernel.tables import Column, Filter, Table

DESIGNATIONS = Table(
    name="registry.designations",
    title=gettext_lazy("认定"),
    columns=(
        Column(name="holder", title=gettext_lazy("获得者"), value=str, link=True),
        Column(
            name="kind",
            title=gettext_lazy("认定类别"),
            value=lambda row: title_of("designation_kind", row.kind),
            sort="kind",
        ),
        Column(name="authority", title=gettext_lazy("认定单位")),
        Column(name="document", title=gettext_lazy("文号")),
        Column(name="from_on", title=gettext_lazy("认定日期"), sort="from_on"),
        Column(name="to_on", title=gettext_lazy("有效期至"), sort="to_on"),
    ),
    filters=(
        Filter(
            name="kind",
            title=gettext_lazy("类别"),
            options=lambda user: [(code.code, str(code)) for code in codes_of("designation_kind").values()],
        ),
        Filter(
            name="held",
            title=gettext_lazy("是否有效"),
            options=[("now", gettext_lazy("现在有效")), ("past", gettext_lazy("已经结束"))],
            apply=lambda rows, value: rows.filter(to_on__isnull=value == "now"),
        ),
    ),
    order=("-from_on", "pk"),
)
CODE_TABLES = Table(
    name="registry.codes",
    title=gettext_lazy("代码表"),
    columns=(
        Column(name="title", title=gettext_lazy("代码表"), value=str, sort="title", link=True),
        Column(name="standard", title=gettext_lazy("依据")),
        Column(name="version", title=gettext_lazy("版本")),
        Column(name="tag", title=gettext_lazy("核对情况"), value="get_tag_display", sort="tag"),
        Column(name="valid_from", title=gettext_lazy("启用"), sort="valid_from"),
        Column(name="size", title=gettext_lazy("代码数"), align="r", sort="size"),
    ),
    order=("name", "pk"),
)


@needs("registry.view")
def designations(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=DESIGNATIONS, rows=directory.designations_seen_by(request.user))


@needs("registry.view")
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one designation with its authority, document and evidence."""
    shown = directory.designations_seen_by(request.user).filter(pk=pk).first()
    if shown is None:
        raise Http404(_("没有这项认定，或者您看不到它。"))
    holder = shown.organisation or shown.person
    facts = [
        (_("获得者"), str(holder), holder.get_absolute_url()),
        (_("认定类别"), title_of("designation_kind", shown.kind)),
        (_("认定单位"), shown.authority),
        (_("文号"), shown.document or None),
        (_("认定日期"), shown.from_on),
        (_("有效期至"), shown.to_on),
        (_("说明"), shown.note or None),
    ]
    context = {
        "title": title_of("designation_kind", shown.kind),
        "facts": facts,
        "shown": shown,
        "may_end": may_end(request, shown),
    }
    return render(request, "registry/designation.html", context)


def may_end(request: HttpRequest, shown) -> bool:
    return request.user.holds("registry.designate") and shown.to_on is None


@needs("registry.designate")
def end_designation(request: HttpRequest, pk: int) -> HttpResponse:
    shown = directory.designations_seen_by(request.user).filter(pk=pk, to_on=None).first()
    if shown is None:
        raise Http404(_("没有这项认定，或者已经结束。"))
    url = shown.get_absolute_url()
    return pages.form(
        request,
        form=forms.EndDesignation(request.POST or None, today=timezone.localdate()),
        title=_("终止{holder}的认定").format(holder=shown),
        verb=_("终止"),
        save=lambda data: services.end_designation(
            designation=shown, by=request.user, at=timezone.now(), **data
        ),
        done=url,
        cancel=url,
        context={"danger": True},
    )


@needs("registry.view")
def codes(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=CODE_TABLES, rows=directory.code_tables())


@needs("registry.view")
def code_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition with every code, and which values nobody has checked against the standard."""
    try:
        shown = directory.code_table(pk)
    except directory.CodeTable.DoesNotExist as missing:
        raise Http404(_("没有这张代码表。")) from missing
    values = sorted(shown.code_set.all(), key=lambda code: code.order)
    return render(request, "registry/code_table.html", {"table": shown, "codes": values, "title": str(shown)})


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the official holidays and make-up workdays of a year."""
    asked, this = request.GET.get("year", ""), timezone.localdate().year
    year = int(asked) if asked.isdigit() and len(asked) == 4 else this
    years = [
        {"title": str(each), "url": f"?year={each}", "current": each == year}
        for each in range(2019, this + 1)
    ]
    context = {"year": year, "years": years, "days": list(directory.calendar_of(year))}
    return render(request, "registry/calendar.html", context)
