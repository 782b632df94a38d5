"""Taking up work whose process died, and tidying the queue."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.jobs.enums import BEGUN, UNFINISHED, State
from yuandu.engines.jobs.gateways import queue, wire
from yuandu.engines.jobs.models import Job, JobFault
from yuandu.engines.jobs.rules import TRIES, Fate, fate_of
from yuandu.kernel import live
from yuandu.kernel.jobs import defer

HOURS_OF_DONE_ENTRIES, HOURS_OF_OTHER_ENTRIES = 7 * 24, 90 * 24
FAULTS_ARE_KEPT = timedelta(days=90)  # they hold values of people's rows
log = logging.getLogger("yuandu.jobs")


def recover(*, at: datetime) -> None:
    """Have done again what a dead worker left: jobs up to three times more, other tasks as often."""
    stalled = {entry.pk: entry for entry in queue.stalled(at=at)}
    held = wire.held()
    unfinished = Job.objects.filter(state__in=UNFINISHED).order_by("pk")
    idle = [job for job in unfinished if wire.lock_of(job.pk) not in held]
    entries = queue.entries(job.entry_id for job in idle)
    for job in idle:
        entry = entries.get(job.entry_id)
        lives = entry and entry.pk not in stalled and entry.status in ("todo", "doing")
        if not lives:
            settle(job_id=job.pk, entry=entry, at=at)
    of_jobs = set(Job.objects.filter(entry_id__in=stalled).values_list("entry_id", flat=True))
    for pk in stalled.keys() - of_jobs:
        retry_or_give_up(stalled[pk], at=at)


@transaction.atomic
def settle(*, job_id: int, entry: queue.ProcrastinateJob | None, at: datetime) -> None:
    """Resume, cancel or give up one job whose process is gone; one that ended meanwhile is left alone."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.is_over:
        return
    fate = fate_of(tries=job.tries, is_cancelling=job.state == State.CANCELLING)
    log.warning("the process of job %s died (try %s): %s", job.pk, job.tries, fate)
    if fate is Fate.RESUME:
        resume(job, entry, at=at)
        return
    if entry and entry.status == "doing":
        queue.give_up(entry.pk)
    job.state, job.ended_at = State.CANCELLED, at
    if fate is Fate.GIVE_UP:
        job.state, job.fault = State.FAILED, _("办了几次都中途停下了。请联系管理员查看原因后再办一次。")
    job.save(update_fields=["state", "fault", "ended_at"])
    live.publish(wire.topic_of(job.pk))


def resume(job: Job, entry: queue.ProcrastinateJob | None, *, at: datetime) -> None:
    """Put the job's entry back into the queue, or a new one where the old cannot go back."""
    if entry and entry.status in ("doing", "failed"):
        queue.retry(entry.pk, at=at)
    else:
        job.entry_id = defer(job.task, job_id=job.pk, **job.arguments)
    if job.state not in BEGUN:
        job.tries += 1  # its task failed before it began, which counts too
    job.save(update_fields=["entry_id", "tries"])


def retry_or_give_up(entry: queue.ProcrastinateJob, *, at: datetime) -> None:
    """Have a task of no job done again, unless it has taken its worker along every time."""
    if entry.attempts < TRIES:
        queue.retry(entry.pk, at=at)
    else:
        log.error("entry %s (%s) stalled %s times", entry.pk, entry.task_name, entry.attempts)
        queue.give_up(entry.pk)


def tidy(*, at: datetime) -> None:
    """Delete queue entries that nobody will ask about, and the faults of jobs that ended three months ago."""
    queue.tidy(statuses=["succeeded"], hours=HOURS_OF_DONE_ENTRIES)
    queue.tidy(statuses=["failed", "cancelled", "aborted"], hours=HOURS_OF_OTHER_ENTRIES)
    JobFault.objects.filter(job__ended_at__lt=at - FAULTS_ARE_KEPT).delete()
