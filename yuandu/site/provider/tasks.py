"""What the worker does for the provider."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuandu.site.provider import services

# a system that restarts is back in a minute, one that is repaired within hours: 2, 4, 8 … 2,048 seconds
PATIENCE = RetryStrategy(max_attempts=12, exponential_wait=2)


@app.task(name="provider.tell_signed_out", retry=PATIENCE)
def tell_signed_out(sign_on_id: int) -> None:
    services.tell_signed_out(sign_on_id=sign_on_id, at=timezone.now())


@app.task(name="provider.end_gone_sessions", queueing_lock="provider.end_gone_sessions")
def end_gone_sessions(timestamp: int) -> None:
    services.end_gone_sessions(at=timezone.now())


@app.task(name="provider.clear_expired", queueing_lock="provider.clear_expired")
def clear_expired(timestamp: int) -> None:
    services.clear_expired(at=timezone.now())
