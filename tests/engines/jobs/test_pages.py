"""What people see of their jobs, and what they cannot see of others'."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import AT
from yuandu.engines.jobs import api as jobs
from yuandu.engines.jobs import queries, tiles
from yuandu.engines.jobs.models import Job


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


def job_of(user, **details):
    job = jobs.ask(title=f"{user.name}的导入", task="tests.count", by=user.pk, at=AT, unit="行", rows=0)
    for name, value in details.items():
        setattr(job, name, value)
    job.save()
    return job


def with_faults(job, *lines):
    for line in lines:
        job.faults.create(line=line, field="姓名", value="=1+1", cause="姓名不是汉字", cure="改成汉字")
    return job


def test_a_person_sees_the_own_jobs_and_an_administrator_all(person, officer):
    other, chief = person("other", role="officer"), person("chief", role="administrator")
    mine, theirs = job_of(officer), job_of(other)

    seen = [set(queries.jobs_for(user)) for user in (officer, other, chief)]

    assert seen == [{mine}, {theirs}, {mine, theirs}]


def test_the_list_costs_the_same_for_one_job_and_for_three(client, officer):
    client.force_login(officer)
    counts = []
    client.get("/jobs/")  # what a process keeps for a minute is warm
    for more in (1, 2):
        for _job in range(more):
            job_of(officer)
        with CaptureQueriesContext(connection) as queries_of_page:
            assertContains(client.get("/jobs/"), "officer的导入")
        counts.append(len(queries_of_page))

    assert counts[0] == counts[1]


def test_an_administrator_sees_who_asked(client, person, officer):
    job_of(officer, title="导入一小")
    client.force_login(person("chief", role="administrator"))

    assertContains(client.get("/jobs/"), '<td data-l="发起人">officer</td>', html=True)


def test_the_list_is_narrowed_by_state_and_name(client, officer):
    job_of(officer, state="DONE", title="导入一小")
    job_of(officer, title="导入二小")
    client.force_login(officer)

    page = client.get("/jobs/", {"state": "DONE", "q": "一小"})

    assertContains(page, "导入一小")
    assertNotContains(page, "导入二小")


def test_a_running_job_says_how_far_it_is_and_how_long_it_takes(client, officer):
    begun = timezone.now() - timedelta(seconds=100)
    job = job_of(officer, state="RUNNING", done=250, total=1000, begun_at=begun)
    client.force_login(officer)

    page = client.get(job.get_absolute_url())

    assertContains(page, 'aria-valuenow="25"')
    assertContains(page, "250 / 1,000行")
    assertContains(page, "大约还要6分钟，可以离开本页")
    assertContains(page, f'sse-connect="/live/job-{job.pk}/"')


def test_a_page_that_waits_gets_the_bar_and_at_the_end_the_whole_page(client, officer):
    job = job_of(officer, state="RUNNING", done=1, total=4)
    client.force_login(officer)

    bar = client.get(f"/jobs/{job.pk}/progress/", headers={"HX-Request": "true"})
    Job.objects.update(state="DONE", ended_at=AT)
    end = client.get(f"/jobs/{job.pk}/progress/", headers={"HX-Request": "true"})

    assertContains(bar, 'aria-valuenow="25"')
    assertNotContains(bar, "<html")
    assert (bar.headers.get("HX-Refresh"), end.headers.get("HX-Refresh")) == (None, "true")


def test_faults_are_named_on_the_page_and_in_a_file_that_no_spreadsheet_runs(client, officer):
    job = with_faults(job_of(officer, state="PARTLY", done=3, total=3, ended_at=AT), 3, 2)
    client.force_login(officer)

    page = client.get(job.get_absolute_url())
    file = client.get(f"/jobs/{job.pk}/faults.csv")

    assertContains(page, "姓名不是汉字")
    assert b"".join(file.streaming_content).decode() == (
        "\ufeff行,列,值,原因,怎么改\r\n"
        "2,姓名,'=1+1,姓名不是汉字,改成汉字\r\n"
        "3,姓名,'=1+1,姓名不是汉字,改成汉字\r\n"
    )


@pytest.mark.parametrize("place", ["", "progress/", "faults.csv"])
def test_the_job_of_another_is_not_there(client, person, officer, place):
    job = with_faults(job_of(officer, state="PARTLY"), 2)
    client.force_login(person("other", role="officer", at="奎文区"))

    assertContains(client.get(f"/jobs/{job.pk}/{place}"), "", status_code=404)


@pytest.mark.parametrize("verb", ["cancel", "again"])
def test_the_job_of_another_cannot_be_touched(client, person, officer, verb):
    job = job_of(officer, state="FAILED" if verb == "again" else "WAITING")
    client.force_login(person("other", role="officer", at="奎文区"))

    response = client.post(f"/jobs/{job.pk}/{verb}/")

    before, _now = job.state, job.refresh_from_db()
    assert (response.status_code, job.state) == (404, before)


def test_a_job_is_cancelled_from_its_page(client, officer):
    job = job_of(officer)
    client.force_login(officer)

    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True)

    assertContains(page, "已取消")
    assert Job.objects.get().state == "CANCELLED"


def test_cancelling_what_is_over_is_answered_with_the_reason(client, officer):
    job = job_of(officer, state="DONE", ended_at=AT)
    client.force_login(officer)

    assertContains(client.post(f"/jobs/{job.pk}/cancel/"), "这项任务已经结束，不用取消。", status_code=409)


def test_the_workbench_shows_what_is_under_way_and_what_ended_within_the_hour(officer):
    now = timezone.now()
    job_of(officer, title="早就办完", state="DONE", ended_at=now - timedelta(hours=2))
    job_of(officer, title="刚办完", state="DONE", ended_at=now, asked_at=AT, result_url="/x/")
    job_of(officer, title="在排队", asked_at=AT + timedelta(hours=1))

    tile = tiles.running_now(officer, at=now)

    assert ([job["title"] for job in tile["jobs"]], tile["moving"]) == (["在排队", "刚办完"], True)


def test_the_workbench_shows_nothing_where_there_is_nothing(officer):
    assert tiles.running_now(officer, at=timezone.now()) is None


def test_the_tile_asks_again_while_something_moves(client, officer):
    client.force_login(officer)
    empty = client.get("/jobs/running/")
    job_of(officer)

    assertNotContains(empty, "hx-trigger")
    assertContains(client.get("/jobs/running/"), 'hx-trigger="every 5s"')


def test_the_menu_counts_the_own_jobs_under_way(person, officer):
    job_of(officer)
    job_of(officer, state="DONE")
    job_of(person("other"))

    assert queries.number_running(officer) == 1
