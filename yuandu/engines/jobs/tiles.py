"""What jobs show on the workbench, and how a page draws one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from yuandu.engines.jobs import queries
from yuandu.engines.jobs.enums import State
from yuandu.engines.jobs.models import Job
from yuandu.engines.jobs.rules import length_in_words, percent_done, seconds_left
from yuandu.kernel.drawing.words import moment

LIGHTS = {State.DONE: "ok", State.PARTLY: "warn", State.FAILED: "bad"}  # the others wait: idle
MOST = 5


def running_now(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the person's jobs of the hour; None where there are none."""
    jobs = list(queries.running_jobs_of(user, at=at)[:MOST])
    return {"jobs": [drawn(job, at=at) for job in jobs], "moving": any_moves(jobs)} if jobs else None


def any_moves(jobs: list[Job]) -> bool:
    """Say whether the page must look again soon."""
    return any(not job.is_over for job in jobs)


def drawn(job: Job, *, at: datetime) -> dict[str, Any]:
    """Return what {% progress %} needs: a running job has a share and a rest, an ended one a light."""
    share = percent_done(done=job.done, total=job.total)
    plain = {"title": job.title, "url": job.get_absolute_url(), "unit": job.unit, "share": share}
    if job.state == State.RUNNING:
        return plain | {
            "done": job.done,
            "total": job.total,
            "kind": "",
            "word": "",
            "note": rest_of(job, at=at),
        }
    word = job.get_state_display()
    if job.state in LIGHTS:
        word = _("%(state)s，%(when)s") % {"state": word, "when": moment(job.ended_at)}
    links = [{"title": _("看结果"), "url": job.result_url}] if job.result_url else []
    return (
        plain | {"kind": LIGHTS.get(job.state, "idle"), "word": word, "note": "", "links": links} | ended(job)
    )


def ended(job: Job) -> dict[str, Any]:
    """Return the bar of a job that does not run: full where all was done, none where nobody counts."""
    counts = {"done": job.done, "total": job.total}
    return counts if job.state in (State.DONE, State.PARTLY) else {"done": None, "total": None}


def rest_of(job: Job, *, at: datetime) -> str:
    """Return how long the job still takes, and that nobody need wait for it."""
    left = seconds_left(done=job.done, total=job.total, seconds=job.seconds_at(at))
    if left is None:
        return _("可以离开本页")
    return _("大约还要%(time)s，可以离开本页") % {"time": length_in_words(left)}
