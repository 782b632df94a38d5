"""The long work of rosters: checking and writing, as jobs that go on where a killed one stopped."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry import services


@app.task(name="registry.check_intake")
def check_intake(job_id: int, intake_id: int) -> None:
    with jobs.running(job_id) as progress:
        intake = services.check_intake(intake_id=intake_id, advance=progress.step)
        progress.result(intake.get_absolute_url())


@app.task(name="registry.apply_intake")
def apply_intake(job_id: int, intake_id: int) -> None:
    with jobs.running(job_id) as progress:
        progress.total(services.rows_to_write(intake_id))
        intake = services.apply_intake(intake_id=intake_id, at=timezone.now(), advance=progress.step)
        progress.result(intake.get_absolute_url())


@app.task(name="registry.undo_intake")
def undo_intake(job_id: int, intake_id: int, by_id: int) -> None:
    with jobs.running(job_id) as progress:
        at = timezone.now()
        intake = services.undo_intake(intake_id=intake_id, by_id=by_id, at=at, advance=progress.step)
        progress.result(intake.get_absolute_url())


@app.task(name="registry.forget_intakes", queueing_lock="registry.forget_intakes")
def forget_intakes(timestamp: int) -> None:
    services.forget_old_intakes(at=timezone.now())
