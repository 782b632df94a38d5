"""The queue (procrastinate): its entries by id, written in the current transaction, also inside a worker.

A worker beats every 10 seconds; an entry whose worker has been silent for 30, or is gone, is stalled
(procrastinate, "Retry stalled jobs").
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from procrastinate import sql
from procrastinate.contrib.django.models import ProcrastinateJob

from yuandu.kernel.jobs import CONNECTOR, MANAGER

SILENT_SECONDS = 30


def withdraw(entry_id: int) -> None:
    """Take an entry back that nobody has begun."""
    MANAGER.cancel_job_by_id(entry_id)


def stalled(*, at: datetime) -> QuerySet[ProcrastinateJob]:
    """Return the entries that are being done by workers that no longer live."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=at - timedelta(seconds=SILENT_SECONDS))
    return ProcrastinateJob.objects.filter(silent, status="doing").order_by("pk")


def entries(ids: Iterable[int]) -> dict[int, ProcrastinateJob]:
    """Return the entries by their ids; those that were tidied away are not among them."""
    return ProcrastinateJob.objects.in_bulk([pk for pk in ids if pk])


def retry(entry_id: int, *, at: datetime) -> None:
    """Have a stalled or failed entry done again."""
    MANAGER.retry_job_by_id(entry_id, retry_at=at)


def give_up(entry_id: int) -> None:
    """Say of a stalled entry that it failed."""
    CONNECTOR.execute_query(sql.queries["finish_job"], job_id=entry_id, status="failed", delete_job=False)


def tidy(*, statuses: list[str], hours: int) -> None:
    """Delete the entries that ended so, longer than so many hours ago."""
    CONNECTOR.execute_query(sql.queries["delete_old_jobs"], nb_hours=hours, queue=None, statuses=statuses)
