"""Whose jobs one may see."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from yuandu.engines.jobs.enums import UNFINISHED
from yuandu.engines.jobs.gateways import wire
from yuandu.engines.jobs.models import Job, JobFault

LATELY = timedelta(hours=1)


def jobs_for(user: Any) -> QuerySet[Job]:
    """Return the person's own jobs, an administrator's: everyone's; in no order."""
    return Job.objects.all() if user.holds("jobs.oversee") else Job.objects.filter(owner_id=user.pk)


def with_names(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Return the jobs, each with `who`: the name of the account that asked, None for the platform itself."""
    accounts = get_user_model().objects.filter(pk=OuterRef("owner_id"))
    return jobs.annotate(who=Subquery(accounts.values("name")[:1]))


def job_for(user: Any, pk: int) -> Job:
    """Return one of the jobs that the person may see; raises Job.DoesNotExist for any other."""
    return jobs_for(user).get(pk=pk)


def job(pk: int) -> Job:
    """Return the job, whoever asked for it; raises Job.DoesNotExist."""
    return Job.objects.get(pk=pk)


def running_jobs_of(user: Any, *, at: datetime) -> QuerySet[Job]:
    """Return the person's own jobs that are under way or ended within the hour, the newest first."""
    fresh = Q(state__in=UNFINISHED) | Q(ended_at__gte=at - LATELY)
    return Job.objects.filter(fresh, owner_id=user.pk).order_by("-asked_at", "-pk")


def number_running(user: Any) -> int:
    """Count the person's own jobs that are under way, as the menu shows it."""
    return Job.objects.filter(owner_id=user.pk, state__in=UNFINISHED).count()


def faults_of(job: Job) -> QuerySet[JobFault]:
    """Return the rows that the job could not do, in no order."""
    return JobFault.objects.filter(job=job)


def topic_of(job: Job) -> str:
    """Return the live topic that is nudged as the job moves on."""
    return wire.topic_of(job.pk)
