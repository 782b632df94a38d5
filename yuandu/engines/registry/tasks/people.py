"""Long work on people: bulk changes, roll-over, the search for duplicates."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry import queries
from yuandu.engines.registry.queries.people import account, posts_among
from yuandu.engines.registry.queries.sight import Sight
from yuandu.engines.registry.services import people


@app.task(name="registry.change_pupils")
def change_pupils(
    job_id: int,
    change: str,
    on: str,
    into: int | None,
    reason: str,
    document: str,
    because: str,
    posts: list[int],
) -> None:
    """Change the places of many pupils in one transaction; those it cannot change are the job's faults."""
    with jobs.running(job_id) as progress:
        progress.total(len(posts))
        wanted = people.Wanted(
            change=change,
            on=date.fromisoformat(on),
            into=queries.organisation(into) if into else None,
            reason=reason,
            document=document,
        )
        rows = posts_among(posts)
        by = account(jobs.job(job_id).owner_id)
        done = people.apply_change(wanted=wanted, posts=rows, by=by, at=timezone.now(), because=because)
        sight = Sight(by)
        for outlook in done.refused:
            progress.fault(cause=outlook.refusal, value=sight.name_at(outlook.post))
        progress.step(len(posts))
        progress.result(reverse("registry:pupils"))


@app.task(name="registry.roll_over")
def roll_over(job_id: int, place: int, year: int, classes: dict[str, int]) -> None:
    """Begin a school year at a place and below, in one transaction."""
    with jobs.running(job_id) as progress:
        at = queries.organisation(place)
        progress.total(people.preview_rollover(place=at, year=year).graduates)
        by = account(jobs.job(job_id).owner_id)
        people.roll_over(place=at, year=year, classes=classes, by=by, at=timezone.now(), step=progress.step)
        progress.result(f"{reverse('registry:rollover')}?place={place}&year={year}")


@app.task(name="registry.find_likenesses")
def find_likenesses(job_id: int, path: str) -> None:
    """Look for duplicates at a place and below."""
    with jobs.running(job_id) as progress:
        people.find_likenesses(path=path, at=timezone.now(), total=progress.total, step=progress.step)
        progress.result(reverse("registry:likenesses"))


@app.task(name="registry.find_likenesses_nightly", queueing_lock="registry.find_likenesses_nightly")
def find_likenesses_nightly(timestamp: int) -> None:
    """Look for duplicates in every city, at night."""
    for city in queries.cities():
        people.find_likenesses(path=city.path, at=timezone.now())
