"""The files of people that were asked for: a list, and the page of each."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.forms.intake import FORMS
from yuandu.engines.registry.forms.privacy import Refuse
from yuandu.engines.registry.queries import privacy
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.services import privacy as services
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import day, exact, moment
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import ExportRequest

LOOK = "registry.look"
LIGHTS = {"WAITING": "warn", "ALLOWED": "idle", "MADE": "ok", "REFUSED": "bad", "WITHDRAWN": "idle"}
NAMES = {
    "registry.pupils": gettext_lazy("学生名册"),
    "registry.staff": gettext_lazy("教职工名册"),
    "registry.class": gettext_lazy("一个班的学生"),
    services.ROSTER: gettext_lazy("整个机构的名册"),
}


def what_is(row: "ExportRequest") -> str:
    """Return what is asked for: the list, and the form of a whole place."""
    name = str(NAMES.get(row.listing, row.listing))
    return f"{name} · {dict(FORMS).get(row.form, row.form.upper())}"


def light_of(row: "ExportRequest") -> SafeString:
    return render_to_string("ui/light.html", lights.light(LIGHTS[row.state], row.get_state_display()))


EXPORTS = Table(
    name="registry.exports",
    title=gettext_lazy("导出审批"),
    columns=(
        Column(name="number", title=gettext_lazy("编号"), link=True),
        Column(name="what", title=gettext_lazy("导出什么"), value=what_is),
        Column(name="asker", title=gettext_lazy("申请人")),
        Column(name="place", title=gettext_lazy("机构"), value="organisation.called"),
        Column(name="count", title=gettext_lazy("行数"), align="r", sort="count"),
        Column(
            name="purpose",
            title=gettext_lazy("用途"),
            value=lambda row: title_of("look_purpose", row.purpose),
        ),
        Column(
            name="state", title=gettext_lazy("状态"), value="get_state_display", draw=light_of, sort="state"
        ),
        Column(
            name="asked",
            title=gettext_lazy("申请时间"),
            value="asked_at",
            draw=lambda row: moment(row.asked_at),
            sort="asked_at",
        ),
    ),
    filters=(Filter(name="state", title=gettext_lazy("状态"), options=ExportState.choices),),
    order=("-asked_at", "-pk"),
)


@needs(LOOK)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """List what one asked for, and what was asked for where one decides."""
    tools = []
    if request.user.holds("registry.import"):
        tools = [{"url": reverse("registry:ask_roster"), "title": _("导出整个机构"), "icon": "download"}]
    return pages.listing(
        request,
        table=EXPORTS,
        rows=privacy.exports_for(request.user).select_related("organisation"),
        context={
            "subtitle": _("含个人信息的文件，要另一位负责人批准才能生成。"),
            "tools": tools,
        },
    )


@needs(LOOK)
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request: what it is for, what became of it, and what the reader can do now."""
    shown, at = found(request, pk), timezone.now()
    is_mine = shown.asked_by_id == request.user.pk
    context = {
        "export": shown,
        "title": _("导出{number}").format(number=shown.number),
        "trail": [(EXPORTS.title, reverse("registry:exports")), shown.number],
        "facts": facts_of(shown),
        "light": LIGHTS[shown.state],
        "is_mine": is_mine,
        "may_decide": privacy.decidable_by(request.user).filter(pk=pk).exists(),
        "may_withdraw": is_mine and shown.state == ExportState.WAITING,
        "refuse": Refuse(),
    }
    if is_mine and shown.can_be_downloaded(at):
        context["file_url"] = reverse("registry:export_file", args=[services.token_of(shown)])
        context["left"] = shown.most_downloads - shown.downloads
    return render(request, "registry/export.html", context)


def found(request: HttpRequest, pk: int, **more: Any) -> "ExportRequest":
    """Return the request; what the person may not see is not there."""
    rows = privacy.exports_for(request.user).select_related("organisation", "job")
    return get_object_or_404(rows, pk=pk, **more)


def facts_of(row: "ExportRequest") -> list[tuple[Any, ...]]:
    """Return what is said of a request."""
    rows, columns = services.content_of(row)
    said = [
        (_("导出什么"), what_is(row)),
        (_("机构"), row.organisation.called),
        *([(_("条件"), rows), (_("列"), columns)] if columns else []),
        (_("行数"), exact(row.count if row.made is None else row.made)),
        (_("级别"), f"{row.grade} {title_of('data_grade', row.grade)}"),
        (_("用途"), "：".join(part for part in (title_of("look_purpose", row.purpose), row.words) if part)),
        (_("交给谁用"), row.recipient),
        (_("用到哪天"), day(row.needed_until, "year")),
        (_("申请"), f"{row.asker}，{moment(row.asked_at, 'year')}"),
    ]
    if row.decided_at:
        said.append((_("审批"), f"{row.decider}，{moment(row.decided_at, 'year')}"))
    if row.refusal:
        said.append((_("不同意的理由"), row.refusal))
    if row.expires_at:
        said.append((_("可以下载到"), moment(row.expires_at, "year")))
        said.append((_("已下载"), _("{n}次，最多{most}次").format(n=row.downloads, most=row.most_downloads)))
    return said
