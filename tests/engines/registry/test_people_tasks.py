"""Long work on people, done by a real worker."""

from datetime import date

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from tests.conftest import AT, ON
from yuandu.engines.registry.models import Likeness, Organisation, Person, Post
from yuandu.engines.registry.services import people

EMPTY = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
MARCH = date(2022, 3, 1)


@pytest.fixture
def worker(transactional_db):
    """An empty queue; calling it has a worker do everything that waits."""

    def work_through():
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        yield work_through
        cursor.execute(EMPTY)


@pytest.fixture
def crowd(city):
    """201 pupils of the first class, which is in its final year in 2023."""
    form = city["2018级1班"]
    pupils = Person.objects.bulk_create(Person(name=f"学生{number:03}") for number in range(201))
    place = {"organisation": form, "path": form.path, "unit": form.unit, "school": form.school}
    return Post.objects.bulk_create(Post(person=one, kind="pupil", from_on=ON, **place) for one in pupils)


def test_a_batch_is_changed_and_those_who_cannot_are_named(worker, crowd, person):
    clerk = person("clerk", role="registrar", at="一小")
    rows = Post.objects.filter(pk__in=[post.pk for post in crowd])
    job = people.change_pupils(wanted=people.Wanted(change="suspend", on=MARCH), posts=rows, by=clerk, at=AT)
    people.apply_change(
        wanted=people.Wanted(change="suspend", on=MARCH), posts=rows.filter(pk=crowd[0].pk), by=None, at=AT
    )

    worker()

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("PARTLY", 201, 201)
    assert [fault.value for fault in job.faults.all()] == ["学生000"]
    assert Post.objects.filter(kind="pupil_suspended", from_on=MARCH).count() == 201


def test_a_year_is_rolled_over_in_sight(worker, crowd, city, person):
    clerk = person("clerk", role="registrar", at="一小")
    wanted = {f"{city['一小'].pk}-primary": 2}
    job = people.roll_year_over(place=city["一小"], year=2024, classes=wanted, by=clerk, at=AT)

    worker()

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("DONE", 201, 201)
    assert Post.objects.filter(to_on=date(2024, 9, 1), ending="graduated").count() == 201
    assert Organisation.objects.filter(level="class", entry_year=2024).count() == 2


def test_duplicates_are_searched_for_on_demand(worker, city, person):
    clerk = person("clerk", role="officer", at="奎文区")
    for _time in range(2):
        people.add_person(
            name="李知远",
            place=city["2018级1班"],
            post={"kind": "pupil", "from_on": ON},
            birth_on=date(2012, 3, 15),
            by=None,
            at=AT,
        )
    job = people.ask_for_likenesses(place=city["奎文区"], by=clerk, at=AT)

    worker()

    job.refresh_from_db()
    assert (job.state, job.done, job.result_url) == ("DONE", 1, "/registry/likenesses/")
    assert Likeness.objects.count() == 1
