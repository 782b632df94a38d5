"""A worker is killed in the middle of its work, and nothing is lost or done twice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import AT
from yuandu.engines.jobs import api as jobs
from yuandu.engines.jobs.gateways import queue as queue_gateway
from yuandu.engines.jobs.gateways import wire
from yuandu.engines.jobs.models import Job
from yuandu.engines.jobs.rules import TRIES
from yuandu.engines.jobs.services import recover
from yuandu.kernel.live import dsn

ROOT = Path(__file__).parents[3]
DISCONNECTION = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SILENCE = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"


@pytest.fixture
def other_worker(queue):
    """Start a worker in a process of its own."""
    started = []

    def start():
        environment = os.environ | {"DATABASE_URL": dsn(), "PYTHONPATH": str(ROOT)}
        started.append(
            subprocess.Popen(
                [sys.executable, "tests/engines/jobs/work.py", "wait"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(is_so, seconds=30):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def recover_after_a_minute():
    with connection.cursor() as cursor:
        cursor.execute(SILENCE)
    recover(at=timezone.now())


def test_a_job_whose_worker_was_killed_is_resumed_where_it_stopped(queue, other_worker):
    job = jobs.ask(title="导入", task="tests.count", by=7, at=AT, rows=30, pause=0.05, bad=30)
    worker = other_worker()
    wait_until(lambda: Session.objects.count() >= 3)
    worker.kill()
    worker.wait()
    wait_until(lambda: not wire.held())

    recover_after_a_minute()
    queue()

    job.refresh_from_db()
    assert (job.state, job.done, job.tries) == ("PARTLY", 30, 2)
    assert Session.objects.count() == 30
    assert ProcrastinateJob.objects.get(pk=job.entry_id).status == "succeeded"


def test_a_job_whose_database_went_away_is_resumed_where_it_stopped(queue, other_worker):
    job = jobs.ask(title="导入", task="tests.count", by=7, at=AT, rows=30, pause=0.05)
    other_worker()
    wait_until(lambda: Session.objects.count() >= 3)
    with connection.cursor() as cursor:
        cursor.execute(DISCONNECTION)
    wait_until(lambda: not wire.held())

    recover_after_a_minute()
    queue()
    wait_until(lambda: Job.objects.get().is_over)

    job.refresh_from_db()
    assert (job.state, job.done, job.tries) == ("DONE", 30, 2)
    assert Session.objects.count() == 30


def test_a_job_that_kills_its_worker_for_the_fourth_time_is_given_up(other_worker):
    job = jobs.ask(title="导入", task="tests.die", by=7, at=AT)
    Job.objects.update(tries=TRIES - 1)
    other_worker().wait(timeout=30)

    recover_after_a_minute()

    job.refresh_from_db()
    assert (job.state, job.tries) == ("FAILED", TRIES)
    assert job.fault == "办了几次都中途停下了。请联系管理员查看原因后再办一次。"
    assert ProcrastinateJob.objects.get(pk=job.entry_id).status == "failed"


def test_a_job_that_was_being_cancelled_when_its_worker_died_is_cancelled(other_worker):
    job = jobs.ask(title="导入", task="tests.die", by=7, at=AT)
    other_worker().wait(timeout=30)
    jobs.cancel(job=job, at=AT)

    recover_after_a_minute()

    assert Job.objects.get().state == "CANCELLED"


def test_a_job_whose_queue_entry_was_lost_is_enqueued_again(queue):
    job = jobs.ask(title="导入", task="tests.count", by=7, at=AT, rows=1)
    queue_gateway.withdraw(job.entry_id)

    recover(at=timezone.now())
    queue()

    job.refresh_from_db()
    assert (job.state, job.done) == ("DONE", 1)
