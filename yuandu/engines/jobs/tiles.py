"""What jobs show on the workbench, and how a page draws one."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yuandu.engines.jobs import queries
from yuandu.engines.jobs.enums import State
from yuandu.engines.jobs.models import Job
from yuandu.engines.jobs.rules import length_in_words, seconds_left

LIGHTS = {State.DONE: "ok", State.PARTLY: "warn", State.FAILED: "bad"}  # one that was cancelled: idle
MOST = 5


def running_now(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the person's jobs of the hour; None where there are none."""
    jobs = list(queries.running_jobs_of(user, at=at)[:MOST])
    if not jobs:
        return None
    return {
        "jobs": [drawn(job, at=at) | {"links": links_of(job) or page_of(job)} for job in jobs],
        "moving": any(not job.is_over for job in jobs),
        "url": reverse("jobs:jobs"),
        "link": _("全部任务"),
    }


def drawn(job: Job, *, at: datetime) -> dict[str, Any]:
    """Return what {% progress %} draws: bar and rest of a job under way, the light of one that ended."""
    said = {"title": job.title, "links": links_of(job)} | bar_of(job)
    if not job.is_over:
        return said | {"note": note_of(job, at=at), "kind": "", "word": ""}
    return said | {"note": "", "kind": LIGHTS.get(job.state, "idle"), "word": job.get_state_display()}


def bar_of(job: Job) -> dict[str, Any]:
    """Return the bar of a job that runs or did what it could; the others have none."""
    has_bar = job.state in (State.RUNNING, State.CANCELLING, State.DONE, State.PARTLY)
    return {"done": job.done, "total": job.total, "unit": job.unit} if has_bar else {"unit": job.unit}


def links_of(job: Job) -> list[dict[str, str]]:
    """Return where the outcome is, and the rows that are to be mended."""
    links = [{"title": _("看结果"), "url": job.result_url}] if job.result_url else []
    if job.state == State.PARTLY:
        links.insert(0, {"title": _("下载有误的行"), "url": reverse("jobs:faults", args=[job.pk])})
    return links


def page_of(job: Job) -> list[dict[str, str]]:
    """Return the way to the job itself."""
    return [{"title": _("查看"), "url": job.get_absolute_url()}]


def note_of(job: Job, *, at: datetime) -> str:
    """Return how long the job still takes, and that nobody need wait for it."""
    if job.state == State.WAITING:
        return _("排队中，轮到就办，可以离开本页")
    if job.state == State.CANCELLING:
        return _("正在取消，做完手上这一步就停")
    left = seconds_left(done=job.done, total=job.total, seconds=job.seconds_at(at))
    if left is None:
        return _("可以离开本页")
    return _("大约还要%(time)s，可以离开本页") % {"time": length_in_words(left)}
