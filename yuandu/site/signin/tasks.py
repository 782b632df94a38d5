"""What runs by itself: nobody stays signed in who has left."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.site.signin import services


@app.task(name="signin.end_access_of_leavers", queueing_lock="signin.end_access_of_leavers")
def end_access_of_leavers(timestamp: int) -> None:
    """Look every minute for accounts that are signed in and hold nothing any more."""
    services.end_access_of_leavers(at=timezone.now())


@app.task(name="signin.forget_ended_sessions", queueing_lock="signin.forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> None:
    """Delete at night what is left of sessions that are over."""
    services.forget_ended_sessions(at=timezone.now())
