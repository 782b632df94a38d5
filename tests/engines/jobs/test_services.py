"""What becomes of a job, with a real worker over the real queue."""

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from tests.conftest import AT
from yuandu.engines.jobs import api as jobs
from yuandu.engines.jobs.gateways import wire
from yuandu.engines.jobs.models import Job, JobFault
from yuandu.engines.jobs.services import recover
from yuandu.kernel.live import dsn


def asked(task="tests.count", **arguments):
    return jobs.ask(title="导入名册", task=task, by=7, at=AT, unit="行", **arguments)


def outcome(job):
    job.refresh_from_db()
    return job.state, job.done, job.total


def test_work_that_went_well_is_done(queue):
    job = asked(rows=3)

    queue()

    assert outcome(job) == ("DONE", 3, 3)
    assert (job.result_url, job.tries, job.is_over) == ("/somewhere/", 1, True)


def test_work_with_bad_rows_is_partly_done_and_names_them(queue):
    job = asked(rows=3, bad=2)

    queue()

    assert outcome(job) == ("PARTLY", 3, 3)
    assert list(job.faults.order_by("line").values_list("line", "field", "value", "cause", "cure")) == [
        (2, "姓名", "", "姓名是空的", "补上姓名"),
        (3, "姓名", "", "姓名是空的", "补上姓名"),
    ]


def test_a_refusal_is_told_in_its_own_words(queue):
    job = asked("tests.refuse")

    queue()

    assert outcome(job) == ("FAILED", 0, None)
    assert job.fault == "文件里没有数据，请检查后再传。"


def test_an_unexpected_error_undoes_what_was_begun_is_logged_and_says_what_to_do(queue, caplog):
    job = asked("tests.break")

    queue()

    assert outcome(job) == ("FAILED", 0, None)
    assert job.fault == "出了意外，没有办完，原因已经记下。请再办一次；还是不行，请联系管理员。"
    assert not Session.objects.exists()
    assert [record.getMessage() for record in caplog.records if record.name == "yuandu.jobs"] == [
        f"job {job.pk} failed"
    ]


def test_a_job_asked_for_in_a_transaction_that_fails_is_not_there(queue):
    with transaction.atomic():
        asked(rows=1)
        transaction.set_rollback(True)

    assert (Job.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_task_that_nobody_defines_is_noticed_when_it_is_asked_for():
    with pytest.raises(TaskNotFound):
        asked("tests.nonsense")


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once(queue):
    job = asked(rows=3)

    jobs.cancel(job=job, at=AT)
    queue()

    assert outcome(job) == ("CANCELLED", 0, None)
    assert (job.ended_at, Session.objects.count()) == (AT, 0)


def test_a_running_job_stops_at_its_next_step_and_keeps_what_was_done(transactional_db):
    job = asked(rows=3)

    with jobs.running(job.pk) as progress:
        progress.total(3)
        progress.step()
        jobs.cancel(job=job, at=AT)
        progress.tell()

    assert outcome(job) == ("CANCELLED", 1, 3)


def test_what_has_ended_cannot_be_cancelled(queue):
    job = asked(rows=1)
    queue()

    with pytest.raises(jobs.AlreadyOver, match="已经结束"):
        jobs.cancel(job=job, at=AT)

    assert outcome(job) == ("DONE", 1, 1)


def test_a_job_that_was_cancelled_is_not_begun(transactional_db):
    job = jobs.cancel(job=asked(rows=1), at=AT)

    with pytest.raises(jobs.Cancelled), jobs.running(job.pk):
        raise AssertionError

    assert outcome(job) == ("CANCELLED", 0, None)


def test_progress_is_seen_from_elsewhere_while_the_transaction_of_the_work_is_open(transactional_db):
    job = asked(rows=3)

    with psycopg.connect(dsn(), autocommit=True) as elsewhere, jobs.running(job.pk) as progress:
        elsewhere.execute("LISTEN yuandu_live")
        with transaction.atomic():
            Session.objects.create(session_key="a", expire_date=AT)
            progress.total(10)
            progress.fault(line=2, cause="姓名是空的")
            progress.step(4)
            progress.tell()
            seen = elsewhere.execute("SELECT state, done, total FROM jobs_job").fetchone()
            faults = elsewhere.execute("SELECT count(*) FROM jobs_jobfault").fetchone()
            hidden = elsewhere.execute("SELECT count(*) FROM django_session").fetchone()
            nudges = {note.payload for note in elsewhere.notifies(timeout=0.2)}

    assert (seen, faults, hidden, nudges) == (("RUNNING", 4, 10), (1,), (0,), {f"job-{job.pk}"})


def test_a_page_is_told_at_most_twice_a_second(transactional_db):
    job = asked(rows=3)

    with psycopg.connect(dsn(), autocommit=True) as elsewhere, jobs.running(job.pk) as progress:
        elsewhere.execute("LISTEN yuandu_live")
        for _row in range(10_000):
            progress.step()
        nudges = list(elsewhere.notifies(timeout=0.1))

    assert len(nudges) <= 1


def test_two_processes_do_not_do_the_same_job(transactional_db):
    job = asked(rows=1)

    with jobs.running(job.pk), pytest.raises(jobs.AlreadyRunning), jobs.running(job.pk):
        raise AssertionError

    assert outcome(job) == ("DONE", 0, None)
    assert wire.held() == set()


def test_a_living_job_is_left_alone_however_long_it_is_silent(transactional_db):
    job = asked(rows=1)

    with jobs.running(job.pk):
        recover(at=timezone.now())
        during = outcome(job)

    assert (during[0], job.tries) == ("RUNNING", 1)


def test_a_fault_that_is_said_twice_is_one(transactional_db):
    job = asked(rows=1)

    for _time in range(2):
        with jobs.running(job.pk) as progress:
            progress.fault(line=2, field="姓名", cause="姓名是空的")
            progress.fault(cause="没有班级表", value="x\x00" * 300)
        Job.objects.update(state="RUNNING")

    assert JobFault.objects.count() == 2


def test_a_job_that_failed_can_be_tried_again_as_the_same_row(queue):
    job = asked("tests.refuse")
    queue()

    again = jobs.try_again(job=job, at=AT)
    waiting = outcome(again)
    queue()

    assert (waiting[0], outcome(again)[0], Job.objects.count()) == ("WAITING", "FAILED", 1)


def test_a_job_that_went_well_is_not_done_again(queue):
    job = asked(rows=1)
    queue()

    with pytest.raises(jobs.NotFailed):
        jobs.try_again(job=job, at=AT)


@pytest.mark.django_db
def test_work_called_inside_a_transaction_speaks_within_it():
    job = asked(rows=1)

    with jobs.running(job.pk) as progress:
        progress.total(5)
        progress.step(5)

    assert outcome(job) == ("DONE", 5, 5)
