"""Telling apps of facts, after the commit."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuandu.engines.activity import services


@app.task(name="activity.deliver", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def deliver(delivery_id: int) -> None:
    try:
        services.deliver(delivery_id=delivery_id, at=timezone.now())
    except Exception as fault:
        services.note_fault(delivery_id=delivery_id, fault=repr(fault))
        raise
