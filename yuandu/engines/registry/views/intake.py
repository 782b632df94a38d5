"""Rosters: hand in, look at what would happen, confirm, download what is bad, take back; and hand out."""

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.registry import services
from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.forms import intake as forms
from yuandu.engines.registry.queries import intake as queries
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import exact, moment
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Intake

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIGHTS = {
    IntakeState.CHECKED: "warn",
    IntakeState.APPLIED: "ok",
    IntakeState.UNREADABLE: "bad",
}
KINDS = {
    "organisation": gettext_lazy("机构和班级"),
    "term": gettext_lazy("学期"),
    "course": gettext_lazy("课程"),
    "group": gettext_lazy("教学班"),
    "person": gettext_lazy("人员"),
    "post": gettext_lazy("岗位（学生的班级也在内）"),
    "makeshift": gettext_lazy("没有分班的学生"),
    "membership": gettext_lazy("教学班成员"),
    "guardianship": gettext_lazy("监护关系"),
}
FILES = {
    "oneroster-1.2": "OneRoster 1.2",
    "oneroster-1.1": "OneRoster 1.1",
    "organisations": gettext_lazy("学校与机构"),
    "staff": gettext_lazy("教职工"),
    "pupils": gettext_lazy("学生与监护人"),
}
STEPS = (gettext_lazy("交文件"), gettext_lazy("检查"), gettext_lazy("确认"), gettext_lazy("写入"))
PLACES_IN_STEPS = {
    IntakeState.READING: 2,
    IntakeState.UNREADABLE: 2,
    IntakeState.CHECKED: 3,
    IntakeState.APPLYING: 4,
}


def light_of(intake: "Intake") -> SafeString:
    light = lights.light(LIGHTS.get(intake.state, "idle"), intake.get_state_display())
    return render_to_string("ui/light.html", light)


def who(intake: "Intake") -> str:
    return intake.handed_in_by.name if intake.handed_in_by else _("命令行")


def kind_of(intake: "Intake") -> str:
    return str(FILES.get(intake.kind, ""))


INTAKES = Table(
    name="registry.intakes",
    title=gettext_lazy("名册导入"),
    columns=(
        Column(name="file", title=gettext_lazy("文件"), value="file.name", sort="file__name", link=True),
        Column(
            name="state", title=gettext_lazy("状态"), value="get_state_display", draw=light_of, sort="state"
        ),
        Column(name="kind", title=gettext_lazy("格式"), value=kind_of, sort="kind"),
        Column(name="place", title=gettext_lazy("机构"), value="organisation.called", sort="path"),
        Column(name="who", title=gettext_lazy("提交人"), value=who, sort="handed_in_by__name"),
        Column(
            name="at",
            title=gettext_lazy("提交时间"),
            value="handed_in_at",
            draw=lambda intake: moment(intake.handed_in_at),
            sort="handed_in_at",
        ),
    ),
    filters=(Filter(name="state", title=gettext_lazy("状态"), options=IntakeState.choices),),
    search=lambda rows, text: rows.filter(file__name__icontains=text),
    search_hint=gettext_lazy("按文件名找"),
    order=("-handed_in_at", "-pk"),
)
FAULTS = Table(
    name="registry.intake_faults",
    title=gettext_lazy("有误的行"),
    columns=(
        Column(name="cause", title=gettext_lazy("原因"), value="cause_said", sort="cause"),
        Column(name="cure", title=gettext_lazy("怎么改"), value="cure_said"),
        Column(name="file", title=gettext_lazy("文件"), sort="file"),
        Column(
            name="line",
            title=gettext_lazy("行"),
            value=lambda fault: fault.line or "",
            sort="line",
            align="right",
        ),
        Column(name="field", title=gettext_lazy("列"), sort="field"),
        Column(name="value", title=gettext_lazy("值")),
    ),
    filters=(
        Filter(
            name="is_warning",
            title=gettext_lazy("轻重"),
            options=(("false", gettext_lazy("有误，没有读取")), ("true", gettext_lazy("仅提醒"))),
            apply=lambda rows, value: rows.filter(is_warning=value == "true"),
        ),
    ),
    search=lambda rows, text: rows.filter(value__icontains=text),
    search_hint=gettext_lazy("按值找"),
    order=("is_warning", "file", "line", "pk"),
)


@needs("registry.import")
@require_safe
def intakes(request: HttpRequest) -> HttpResponse:
    tools = [
        {"url": reverse("registry:ask_roster"), "title": _("导出名册"), "icon": "download"},
        {"url": reverse("registry:hand_in"), "title": _("交一份名册"), "icon": "upload", "primary": True},
    ]
    return pages.listing(
        request, table=INTAKES, rows=queries.intakes_for(request.user), context={"tools": tools}
    )


@needs("registry.import")
def hand_in(request: HttpRequest) -> HttpResponse:
    form = forms.HandIn(request.POST or None, request.FILES or None, places=queries.places_for(request.user))
    return pages.form(
        request,
        form=form,
        title=_("交一份名册"),
        verb=_("交上去检查"),
        save=lambda said: services.hand_in(
            content=said["file"],
            name=said["file"].name,
            organisation=said["organisation"],
            by=request.user,
            at=timezone.now(),
        ),
        done=lambda intake: intake.get_absolute_url(),
        cancel=reverse("registry:intakes"),
        template="registry/intake_new.html",
        context={
            "trail": [(INTAKES.title, reverse("registry:intakes")), _("交一份名册")],
            "templates": templates(),
        },
    )


def templates() -> list[dict[str, str]]:
    """Return the templates that are handed out."""
    return [
        {"title": str(title), "url": reverse("registry:intake_template", args=[kind])}
        for kind, title in FILES.items()
        if not kind.startswith("oneroster")
    ]


@needs("registry.import")
@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """Hand out an empty template with the code lists of the day."""
    if kind not in FILES or kind.startswith("oneroster"):
        raise Http404
    return FileResponse(
        services.empty_template(kind), as_attachment=True, filename=f"{FILES[kind]}.xlsx", content_type=XLSX
    )


@needs("registry.import")
@require_safe
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    intake = found(request, pk)
    context = {
        "intake": intake,
        "title": intake.file.name,
        "subtitle": " · ".join(filter(None, (intake.organisation.called, kind_of(intake)))),
        "trail": [(INTAKES.title, reverse("registry:intakes")), intake.file.name],
        "steps": STEPS,
        "step": PLACES_IN_STEPS.get(intake.state, 0),
        "sentence": sentence(intake),
        "counts": counts(intake),
        "missing": missing(intake),
        "facts": facts(intake),
        "good": sum(row["new"] + row["changed"] + row["gone"] for row in counts(intake)),
    } | moving(intake)
    rows = queries.faults_of(intake)
    return pages.listing(request, table=FAULTS, rows=rows, template="registry/intake.html", context=context)


@needs("registry.import")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the bar alone; once the step is over, have the whole page drawn again."""
    intake = found(request, pk)
    answer = render(request, "registry/intake_progress.html", {"intake": intake} | moving(intake))
    if intake.state not in queries.MOVING or (intake.job and intake.job.is_over):
        answer["HX-Refresh"] = "true"
    return answer


@needs("registry.import")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    ends = [kind for kind in request.POST.getlist("ends") if kind in KINDS]
    intake = services.confirm_intake(intake=found(request, pk), ends=ends, by=request.user, at=timezone.now())
    return redirect(intake)


@needs("registry.import")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, and say what stands in the way."""
    intake = found(request, pk)
    url = intake.get_absolute_url()
    return pages.form(
        request,
        form=forms.Undo(request.POST if request.method == "POST" else None),
        title=_("撤销这次导入？"),
        verb=_("撤销"),
        save=lambda said: services.ask_undo(intake=intake, by=request.user, at=timezone.now()),
        done=url,
        cancel=url,
        template="registry/intake_undo.html",
        context={
            "intake": intake,
            "danger": True,
            "trail": [(INTAKES.title, reverse("registry:intakes")), (intake.file.name, url), _("撤销")],
        },
    )


@needs("registry.import")
@require_safe
def rejects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the bad rows as they came, with what is wrong beside each."""
    intake = found(request, pk)
    name, content = services.rejects_of(intake)
    return FileResponse(content, as_attachment=True, filename=name)


def found(request: HttpRequest, pk: int) -> "Intake":
    """Return the intake; what the person may not see is not there."""
    return get_object_or_404(queries.intakes_for(request.user), pk=pk)


def moving(intake: "Intake") -> dict[str, Any]:
    """Return what the bar shows while a job is at work, or why it is not."""
    job = intake.job
    if intake.state not in queries.MOVING or job is None:
        return {"job": None}
    title = {
        IntakeState.READING: _("正在检查，已看{done}行"),
        IntakeState.APPLYING: _("正在写入，已写{done}行"),
        IntakeState.UNDOING: _("正在撤销，已撤{done}行"),
    }[intake.state]
    return {"job": job, "working": title.format(done=exact(job.done)), "topic": f"job-{job.pk}"}


def sentence(intake: "Intake") -> list[Any]:
    """Say what the file would do, or did."""
    if intake.state in (IntakeState.READING, IntakeState.UNREADABLE):
        return []
    people = intake.counts.get("kinds", {}).get("person", {})
    new, changed, bad = people.get("NEW", 0), people.get("CHANGED", 0), intake.counts.get("bad_lines", 0)
    words = {
        IntakeState.CHECKED: _("将新增{new}人、更新{changed}人"),
        IntakeState.APPLYING: _("将新增{new}人、更新{changed}人"),
        IntakeState.UNDONE: _("这次导入已撤销；当时新增{new}人、更新{changed}人"),
    }.get(intake.state, _("新增了{new}人、更新了{changed}人"))
    said: list[Any] = [words.format(new=exact(new), changed=exact(changed))]
    if not (new or changed or any(row["new"] or row["changed"] or row["gone"] for row in counts(intake))):
        said = [_("和平台上的登记一样，没有要写入的")]
    if bad:
        said += [_("，"), (ngettext("%(n)s行有误", "%(n)s行有误", bad) % {"n": exact(bad)}, "warn")]
    return [*said, _("。")]


def counts(intake: "Intake") -> list[dict[str, Any]]:
    """Return how many rows of each kind do what."""
    told = intake.counts.get("kinds", {})
    return [
        {
            "title": title,
            "new": told[kind].get("NEW", 0),
            "changed": told[kind].get("CHANGED", 0),
            "same": told[kind].get("SAME", 0),
            "gone": told[kind].get("GONE", 0),
            "bad": told[kind].get("FAULT", 0),
        }
        for kind, title in KINDS.items()
        if kind in told and not (kind == "makeshift" and set(told[kind]) == {"SAME"})
    ]


def missing(intake: "Intake") -> list[dict[str, Any]]:
    """Return what earlier files of the same system had and this one has not, by kind."""
    told = intake.counts.get("missing", {})
    return [
        {"kind": kind, "title": KINDS[kind], "count": count, "on": kind in intake.progress.get("ends", ())}
        for kind, count in told.items()
    ]


def facts(intake: "Intake") -> list[tuple[str, Any]]:
    """Return what the page says beside."""
    said = [
        (_("机构"), intake.organisation.name, intake.organisation.get_absolute_url()),
        (_("提交"), f"{who(intake)}，{moment(intake.handed_in_at, 'year')}"),
    ]
    return [*said, (_("写入"), moment(intake.applied_at, "year"))] if intake.applied_at else said
