"""The front door of jobs."""

from yuandu.engines.jobs.queries import job, job_for, jobs_for, running_jobs_of
from yuandu.engines.jobs.services import (
    AlreadyOver,
    AlreadyRunning,
    Cancelled,
    NotFailed,
    Progress,
    ask,
    cancel,
    running,
    try_again,
)

__all__ = [
    "AlreadyOver",
    "AlreadyRunning",
    "Cancelled",
    "NotFailed",
    "Progress",
    "ask",
    "cancel",
    "job",
    "job_for",
    "jobs_for",
    "running",
    "running_jobs_of",
    "try_again",
]
