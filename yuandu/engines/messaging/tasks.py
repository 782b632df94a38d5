"""Sending letters, and hearing of jobs that ended."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuandu.engines.messaging import services


@app.task(name="messaging.send")
def send() -> None:
    services.send_due(at=timezone.now())


@app.task(name="messaging.send_late", queueing_lock="messaging.send_late")
def send_late(timestamp: int) -> None:
    """Send what was held back over night, gathered for the morning, or could not be sent before."""
    services.send_due(at=timezone.now())


@app.task(name="messaging.job_ended", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def job_ended(job_id: int) -> None:
    services.tell_of_job_by_id(job_id=job_id, at=timezone.now())
