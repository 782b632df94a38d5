"""Making files of people that were allowed, as jobs."""

from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry.services import privacy


@app.task(name="registry.make_export")
def make_export(job_id: int, request_id: int) -> None:
    """Make the file; begun again after a process died, it is written anew."""
    with jobs.running(job_id) as progress:
        privacy.make_export(request_id=request_id, at=timezone.now(), step=progress.step)
        progress.result(reverse("registry:export", args=[request_id]))
