"""Asking for long work, and calling it off."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.jobs.enums import State
from yuandu.engines.jobs.gateways import queue, wire
from yuandu.engines.jobs.models import Job
from yuandu.kernel import live
from yuandu.kernel.jobs import defer
from yuandu.kernel.refusals import Refusal


class AlreadyOver(Refusal):
    """The job has ended; there is nothing to cancel."""


class NotFailed(Refusal):
    """Only a job that was not done can be tried again."""


@transaction.atomic
def ask(*, title: str, task: str, by: int | None, at: datetime, unit: str = "", **arguments: Any) -> Job:
    """Enqueue the named task, which gets `job_id` and the arguments, and return the row that shows it.

    `by` is an account's id, `unit` the word for what is counted (行, 所). The work begins after the commit;
    it may be begun again with the same job after a process died, so it must go on where it stopped.
    Raises procrastinate.exceptions.TaskNotFound for a name that no tasks.py defines.
    """
    job = Job.objects.create(title=title, task=task, arguments=arguments, owner_id=by, unit=unit, asked_at=at)
    job.entry_id = defer(task, job_id=job.pk, **arguments)
    job.save(update_fields=["entry_id"])
    return job


@transaction.atomic
def cancel(*, job: Job, at: datetime) -> Job:
    """Call the job off: one that waits at once, a running one at its next step. Raises AlreadyOver."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_over:
        raise AlreadyOver(_("这项任务已经结束，不用取消。"))
    if job.state == State.WAITING:
        job.state, job.ended_at = State.CANCELLED, at
        queue.withdraw(job.entry_id)
    else:
        job.state = State.CANCELLING
    job.save(update_fields=["state", "ended_at"])
    live.publish(wire.topic_of(job.pk))
    return job


@transaction.atomic
def try_again(*, job: Job, at: datetime) -> Job:
    """Enqueue a job that was not done once more, as the same row. Raises NotFailed for any other."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise NotFailed(_("这项任务没有停下，不用再办一次。"))
    job.state, job.tries, job.asked_at, job.ended_at, job.fault = State.WAITING, 0, at, None, ""
    job.entry_id = defer(job.task, job_id=job.pk, **job.arguments)
    job.save()
    return job
