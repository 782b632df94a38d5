"""What the clock does for files."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.files import services


@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    services.sweep(at=timezone.now())
