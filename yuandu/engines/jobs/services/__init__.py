"""Asking for long work, doing it in sight, calling it off, and taking it up again after a process died."""

from yuandu.engines.jobs.services.asking import AlreadyOver, NotFailed, ask, cancel, try_again
from yuandu.engines.jobs.services.recovering import recover, tidy
from yuandu.engines.jobs.services.running import AlreadyRunning, Cancelled, Progress, running

__all__ = [
    "AlreadyOver",
    "AlreadyRunning",
    "Cancelled",
    "NotFailed",
    "Progress",
    "ask",
    "cancel",
    "recover",
    "running",
    "tidy",
    "try_again",
]
