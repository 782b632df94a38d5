"""What the calendar does to rosters that others keep a copy of."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.registry.services.roster_provider import mark_ended


@app.task(name="registry.mark_ended", queueing_lock="registry.mark_ended")
def mark_what_ended(timestamp: int) -> None:
    """Show what ended by this day as changed, just after midnight."""
    mark_ended(on=timezone.localdate())
