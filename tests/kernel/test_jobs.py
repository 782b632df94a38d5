"""Work for later is kept or dropped with the transaction that asked for it, inside a worker too."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from yuandu.kernel.jobs import defer

EMPTY = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"


class Stumble(Exception):
    """What goes wrong in the middle of a task."""


@app.task(name="tests.kernel.follow")
def follow(step: int) -> None:
    """Leave a row that says how far we have come."""
    ContentType.objects.create(app_label="t_steps", model=f"step {step}")


@app.task(name="tests.kernel.lead")
def lead(stumbles: bool) -> None:
    """Leave a row and ask for the next step, in one transaction."""
    with transaction.atomic():
        ContentType.objects.create(app_label="t_steps", model="step 1")
        defer("tests.kernel.follow", step=2)
        if stumbles:
            raise Stumble


@pytest.fixture
def work(transactional_db):
    """Have a real worker do everything that waits."""

    def work_through():
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        yield work_through
        cursor.execute(EMPTY)


def steps():
    rows = ContentType.objects.filter(app_label="t_steps").order_by("model")
    return list(rows.values_list("model", flat=True))


def statuses():
    rows = ProcrastinateJob.objects.filter(task_name__startswith="tests.").order_by("pk")
    return list(rows.values_list("task_name", "status"))


def test_what_is_asked_for_is_done_by_the_worker(work):
    defer("tests.kernel.follow", step=7)

    work()

    assert steps() == ["step 7"]


def test_what_a_transaction_asked_for_goes_with_it(work):
    with transaction.atomic():
        defer("tests.kernel.follow", step=1)
        transaction.set_rollback(True)

    assert statuses() == []


def test_what_a_task_asked_for_is_done_when_its_transaction_is_there(work):
    defer("tests.kernel.lead", stumbles=False)

    work()

    assert steps() == ["step 1", "step 2"]
    assert statuses() == [("tests.kernel.lead", "succeeded"), ("tests.kernel.follow", "succeeded")]


def test_what_a_task_asked_for_goes_with_its_transaction(work):
    defer("tests.kernel.lead", stumbles=True)

    work()

    assert steps() == []
    assert statuses() == [("tests.kernel.lead", "failed")]


def test_work_that_nobody_knows_is_refused_at_once(work):
    with pytest.raises(TaskNotFound):
        defer("tests.kernel.nothing")

    assert statuses() == []
