"""查看统计 for those who watch over looks, and 数据分级: the grades of fields, for who works with them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.queries import grades as book
from yuandu.engines.registry.queries import privacy
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.views.sight import sight_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing.words import moment
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Look, User

DAYS = {
    "1": gettext_lazy("今天"),
    "7": gettext_lazy("7天"),
    "30": gettext_lazy("30天"),
    "180": gettext_lazy("半年"),
}
USUAL = "30"
GROUPS = {
    "name": gettext_lazy("姓名"),
    "birth": gettext_lazy("出生日期"),
    "contact": gettext_lazy("电话和邮箱"),
    "papers": gettext_lazy("证件号码"),
}
NEAR = {
    "everyone": gettext_lazy("看得到这一行的人"),
    "school": gettext_lazy("本校任教和管理的人"),
    "purpose": gettext_lazy("说明用途才能看"),
    "nobody": gettext_lazy("谁也看不到"),
}
MODELS = {  # those that no manifest declares as data sets
    "registry.Activation": gettext_lazy("激活码"),
    "registry.ExportedPeople": gettext_lazy("导出文件里的人"),
    "registry.Grant": gettext_lazy("授权"),
    "registry.IntakeFault": gettext_lazy("导入时有误的值"),
    "registry.IntakeRow": gettext_lazy("导入的行"),
    "registry.Membership": gettext_lazy("教学班成员"),
    "registry.Merger": gettext_lazy("合并过的记录"),
    "registry.User": gettext_lazy("账号"),
}
MASKS = {
    "none": gettext_lazy("不遮"),
    "name": gettext_lazy("只留姓：李**"),
    "number": gettext_lazy("遮中间：138****2206"),
    "mail": gettext_lazy("只留首字母：w***@"),
    "day": gettext_lazy("只留年份"),
    "hidden": gettext_lazy("全遮"),
}


def purposes(_user: Any) -> list[tuple[str, str]]:
    return [(code.code, str(code)) for code in codes_of("look_purpose").values()]


def link_of(row: "User") -> SafeString:
    url = reverse("registry:looks_of", args=[row.pk])
    return format_html('<a class="rowlink" href="{}">{}</a>', url, row.name)


LOOKERS = Table(
    name="registry.lookers",
    title=gettext_lazy("查看统计"),
    columns=(
        Column(name="name", title=gettext_lazy("查看人"), draw=link_of, sort="name"),
        Column(name="people", title=gettext_lazy("看过几个人"), align="r", sort="people"),
        Column(name="looks", title=gettext_lazy("看了几次"), align="r", sort="looks"),
        Column(
            name="last",
            title=gettext_lazy("最近一次"),
            value="last_at",
            draw=lambda row: moment(row.last_at),
            sort="last_at",
        ),
    ),
    filters=(
        Filter(
            name="days",
            title=gettext_lazy("时间"),
            options=list(DAYS.items()),
            apply=lambda rows, _value: rows,
        ),
        Filter(name="purpose", title=gettext_lazy("用途"), options=purposes, apply=lambda rows, _value: rows),
    ),
    order=("-people", "pk"),
)


def opened_by(row: "Look") -> str:
    """Return what the look opened, in words."""
    return _("、").join(str(GROUPS.get(group, group)) for group in row.opens)


def fact_of(row: "Look") -> SafeString:
    url = reverse("activity:fact", args=[row.fact_id])
    return format_html('<a href="{}">{}</a>', url, moment(row.at, "year"))


LOOKS = Table(
    name="registry.looks",
    title=gettext_lazy("看过的人"),
    columns=(
        Column(name="at", title=gettext_lazy("时间"), draw=fact_of, sort="at"),
        Column(
            name="person", title=gettext_lazy("看了谁"), value="person.name", field="registry.Person.name"
        ),
        Column(
            name="purpose",
            title=gettext_lazy("用途"),
            value=lambda row: title_of("look_purpose", row.purpose),
        ),
        Column(name="words", title=gettext_lazy("说明")),
        Column(name="opens", title=gettext_lazy("看到的内容"), value=opened_by),
        Column(name="seat", title=gettext_lazy("身份")),
    ),
    filters=(Filter(name="purpose", title=gettext_lazy("用途"), options=purposes),),
    order=("-at", "-pk"),
    grade="L3",
)


@needs(privacy.REVIEW)
@require_safe
def lookers(request: HttpRequest) -> HttpResponse:
    """List who looked at full data, at how many people, for what."""
    rows = privacy.lookers_for(
        request.user,
        since=since(request.GET.get("days", ""), at=timezone.now()),
        purpose=request.GET.get("purpose", ""),
    )
    words = _("谁看过完整信息、看了多少人。不选时间的，看最近30天。")
    return pages.listing(request, table=LOOKERS, rows=rows, context={"subtitle": words})


def since(days: str, *, at: datetime) -> datetime:
    """Return when the period begins; today begins at midnight."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=int(days if days in DAYS else USUAL) - 1)


@needs(privacy.REVIEW)
@require_safe
def looks_of(request: HttpRequest, pk: int) -> HttpResponse:
    """List the looks of one account; each leads to its entry in the trail."""
    rows = privacy.looks_for(request.user).filter(user=pk)
    first = rows.order_by("-pk").first()
    if first is None:
        raise Http404(_("没有查看记录，或者您看不到。"))
    sight = sight_of(request)
    return pages.listing(
        request,
        table=replace(LOOKS, columns=columns_for(request), tell=lambda _field, row: sight.called(row.person)),
        rows=rows,
        context={
            "title": _("{name}看过的人").format(name=first.user.name),
            "trail": [(LOOKERS.title, reverse("registry:looks")), first.user.name],
        },
    )


def columns_for(request: HttpRequest) -> list[Column]:
    """Return the columns, without the way to the trail for who may not read that."""
    at, *rest = LOOKS.columns
    if request.user.holds("activity.view"):
        return [at, *rest]
    return [replace(at, draw=lambda row: moment(row.at, "year")), *rest]


@needs("registry.view")
@require_safe
def grades(request: HttpRequest) -> HttpResponse:
    """Show the grade of every field that holds data of people, and where it comes from."""
    edition = book.editions_on(timezone.localdate())["registry"]
    by_model: dict[str, list[dict[str, Any]]] = {}
    for grade in edition.fields.values():
        if grade.is_personal:
            model, _dot, name = grade.field.rpartition(".")
            by_model.setdefault(model, []).append(line_of(grade, model, name))
    context = {
        "title": _("数据分级"),
        "edition": edition,
        "models": [
            (MODELS.get(model) or book.title_of_model(model), lines) for model, lines in by_model.items()
        ],
        "levels": codes_of("data_grade").values(),
        "child": edition.child_under,
        "child_grade": edition.child_grade,
    }
    return render(request, "registry/grades.html", context)


def line_of(grade: Any, model: str, name: str) -> dict[str, Any]:
    """Return a field as the page shows it."""
    return {
        "title": book.title_of_field(model, name),
        "grade": grade.grade,
        "kind": title_of("personal_data_kind", grade.kind),
        "mask": MASKS[grade.mask],
        "near": NEAR[grade.near],
        "staff": NEAR[grade.staff] if grade.staff else "",
    }
