"""What the clock does for jobs."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.jobs import services


@app.task(name="jobs.recover", queueing_lock="jobs.recover")
def recover(timestamp: int) -> None:
    services.recover(at=timezone.now())


@app.task(name="jobs.tidy", queueing_lock="jobs.tidy")
def tidy(timestamp: int) -> None:
    services.tidy(at=timezone.now())
