"""What messaging tells of by itself: facts that it reacts to, and long jobs that ended."""

from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuandu.engines.jobs import api as jobs
from yuandu.engines.messaging.services.notifying import notify
from yuandu.engines.registry import api as registry
from yuandu.kernel.apps import titles

ENDINGS = {
    "DONE": _("“{title}”办完了"),
    "PARTLY": _("“{title}”办完了，有几行要改"),
    "FAILED": _("“{title}”没有办完"),
    "CANCELLED": _("“{title}”已取消"),
}


def tell_of_grant(*, fact: Any, at: datetime) -> None:
    """Tell a person of a role that was granted or taken back; where the fact names nobody, nobody is told."""
    user_id, role = fact.data.get("user"), fact.data.get("role", "")
    if not user_id or user_id == fact.by_id:
        return
    granted = fact.verb == "registry.granted"
    title = _("您现在是{place}的{role}") if granted else _("您不再是{place}的{role}")
    text = _("在页面上方切换身份后就能用了。") if granted else _("如果不对，请找本单位的管理员。")
    place = registry.organisation_at(fact.path).name
    notify(
        users=[user_id],
        kind="registry.granted",
        title=format_lazy(title, place=place, role=titles("role_titles").get(role, role)),
        text=text,
        about=fact.about,
        at=at,
    )


def tell_of_job(*, job: Any, at: datetime) -> None:
    """Tell whoever asked for a job that it ended."""
    if job.owner_id is None or job.state not in ENDINGS:
        return
    notify(
        users=[job.owner_id],
        kind="jobs.ended",
        title=format_lazy(ENDINGS[job.state], title=job.title),
        text=job.fault,
        url=job.get_absolute_url(),
        about=f"jobs.Job:{job.pk}",
        at=at,
    )


def tell_of_job_by_id(*, job_id: int, at: datetime) -> None:
    """Tell of the job as it is now."""
    tell_of_job(job=jobs.job(job_id), at=at)
