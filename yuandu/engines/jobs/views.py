"""The jobs that people asked for: a list, a page of each, and what a person can do about one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.jobs import queries, services, tiles
from yuandu.engines.jobs.enums import State
from yuandu.engines.jobs.rules import length_in_words
from yuandu.kernel import exports, pages
from yuandu.kernel.access import signed_in
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import exact, moment
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.jobs.models import Job


def light_of(job: "Job") -> SafeString:
    light = lights.light(tiles.LIGHTS.get(job.state, "idle"), job.get_state_display())
    return render_to_string("ui/light.html", light)


def amount_of(job: "Job") -> str:
    if job.total is None:
        return f"{exact(job.done)}{job.unit}" if job.done else ""
    return f"{exact(job.done)} / {exact(job.total)}{job.unit}"


JOBS = Table(
    name="jobs.jobs",
    title=_("任务"),
    columns=(
        Column(name="title", title=_("名称"), sort="title", link=True),
        Column(name="state", title=_("状态"), value="get_state_display", draw=light_of),
        Column(name="amount", title=_("进度"), value=amount_of, align="right"),
        Column(name="asked_at", title=_("发起时间"), draw=lambda job: moment(job.asked_at), sort="asked_at"),
        Column(name="ended_at", title=_("结束时间"), draw=lambda job: moment(job.ended_at), sort="ended_at"),
    ),
    filters=(Filter(name="state", title=_("状态"), options=State.choices),),
    search=lambda rows, text: rows.filter(title__icontains=text),
    search_hint=_("按名称找"),
    order=("-asked_at", "-pk"),
)
EVERYBODYS = replace(JOBS, columns=(*JOBS.columns, Column(name="who", title=_("发起人"), value="who")))
FAULTS = Table(
    name="jobs.faults",
    title=_("有误的行"),
    columns=(
        Column(name="line", title=_("行"), sort="line"),
        Column(name="field", title=_("列")),
        Column(name="value", title=_("值")),
        Column(name="cause", title=_("原因"), sort="cause"),
        Column(name="cure", title=_("怎么改")),
    ),
    order=("line", "pk"),
)


@signed_in
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    table = EVERYBODYS if request.user.holds("jobs.oversee") else JOBS
    return pages.listing(request, table=table, rows=queries.with_names(queries.jobs_for(request.user)))


@signed_in
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """Answer with the jobs of the workbench, which ask again while something moves."""
    return render(request, "jobs/running.html", tiles.running_now(request.user, at=timezone.now()) or {})


@signed_in
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    job = found(request, pk)
    context = {
        "job": job,
        "drawn": on_its_page(job),
        "facts": facts_about(job),
        "topic": queries.topic_of(job),
        "title": job.title,
        "trail": [(str(JOBS.title), reverse("jobs:jobs")), job.title],
    }
    rows = queries.faults_of(job)
    return pages.listing(request, table=FAULTS, rows=rows, template="jobs/job.html", context=context)


@signed_in
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the bar alone; once the job is over, have the whole page drawn again."""
    job = found(request, pk)
    context = {"job": job, "drawn": on_its_page(job)}
    answer = render(request, "jobs/progress.html", context)
    if job.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@signed_in
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(services.cancel(job=found(request, pk), at=timezone.now()))


@signed_in
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(services.try_again(job=found(request, pk), at=timezone.now()))


@signed_in
@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponseBase:
    rows = queries.faults_of(found(request, pk)).order_by("line", "pk")
    return exports.download(request, FAULTS, rows, form="csv")


def on_its_page(job: "Job") -> dict[str, object]:
    """Return the bar as it stands under the job's own title: headed by the state, or by when it ended."""
    ended = gettext("%(when)s结束") % {"when": moment(job.ended_at)}
    head = ended if job.is_over else job.get_state_display()
    return tiles.drawn(job, at=timezone.now()) | {"title": head}


def facts_about(job: "Job") -> list[tuple[str, str]]:
    """Return what the page says of the job beside its bar."""
    lasted = job.lasted.total_seconds() if job.lasted else None
    return [
        (_("发起时间"), moment(job.asked_at, "year")),
        (_("用时"), length_in_words(lasted) or None),
    ]


def found(request: HttpRequest, pk: int) -> "Job":
    """Return the job; what the person may not see is not there."""
    return get_object_or_404(queries.jobs_for(request.user), pk=pk)
