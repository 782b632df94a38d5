"""What people see of their notices, and how they choose."""

import re

import pytest
from django.core import mail
from pytest_django.asserts import assertContains, assertNotContains

from tests.engines.messaging.conftest import MORNING
from yuandu.engines.messaging import queries, services, tiles
from yuandu.engines.messaging.models import Notice, Preference
from yuandu.kernel.apps import titles


def test_the_inbox_shows_ones_own_notices_and_no_others(client, tell, officer, parent):
    tell(officer, title="给干部的", about="a:1")
    tell(officer, title="给干部的", about="a:1")
    tell(parent, title="给家长的")
    client.force_login(officer)

    page = client.get("/messaging/")

    assertContains(page, "给干部的")
    assertContains(page, "同一件事另有1条")
    assertContains(page, "1条没看过")
    assertNotContains(page, "给家长的")


def test_the_bell_counts_what_was_not_read(client, tell, officer):
    tell(officer)
    tell(officer)
    client.force_login(officer)

    assertContains(client.get("/messaging/"), "消息，2条未读")


def test_the_inbox_can_be_narrowed_to_what_was_not_read(client, tell, officer):
    tell(officer, title="旧闻")
    services.read_all(user=officer, at=MORNING)
    tell(officer, title="新闻")
    client.force_login(officer)

    page = client.get("/messaging/", {"show": "unread"})

    assertContains(page, "新闻")
    assertNotContains(page, "旧闻")


def test_to_open_a_notice_is_to_have_read_it(client, tell, officer):
    tell(officer)
    client.force_login(officer)

    response = client.get(f"/messaging/{Notice.objects.get().pk}/")

    assert (response.status_code, response.url, queries.unread_count(officer)) == (302, "/jobs/1/", 0)


def test_the_notice_of_another_is_not_there(client, tell, officer, parent):
    tell(parent)
    client.force_login(officer)

    response = client.get(f"/messaging/{Notice.objects.get().pk}/")

    assert (response.status_code, queries.unread_count(parent)) == (404, 1)


def test_everything_is_marked_as_read_by_one_button(client, tell, officer):
    tell(officer)
    client.force_login(officer)

    assertContains(client.post("/messaging/read/", follow=True), "都看过了")


def test_a_person_chooses_kind_by_kind(client, officer):
    client.force_login(officer)
    page = client.get("/messaging/choices/")
    chosen = dict.fromkeys(titles("notices"), "NOW") | {"jobs.ended": "NEVER"}

    answer = client.post("/messaging/choices/", chosen)

    assertContains(page, "任务办完了")
    assert (answer.status_code, answer.url) == (302, "/messaging/")
    assert dict(Preference.objects.filter(user=officer).values_list("kind", "email")) == chosen


def test_a_choice_that_is_not_offered_is_refused(client, officer):
    client.force_login(officer)

    answer = client.post("/messaging/choices/", {"jobs.ended": "HOURLY", "registry.granted": "NOW"})

    assert (answer.status_code, Preference.objects.count()) == (422, 0)


@pytest.fixture
def leave(client, tell, parent, settings):
    """The address in a letter by which its reader takes leave."""
    settings.ADDRESS = ""
    tell(parent)
    services.send_due(at=MORNING)
    return re.search(r"/messaging/leave/\S+/", mail.outbox[0].body)[0]


def test_the_link_of_a_letter_asks_first_and_needs_no_signing_in(client, leave, parent):
    page = client.get(leave)

    assertContains(page, "以后不再用邮件告诉您“任务办完了”，好吗？")
    assert not Preference.objects.exists()


def test_a_mail_program_takes_leave_by_itself(client, leave, parent):
    for _time in range(2):
        answer = client.post(leave, {"List-Unsubscribe": "One-Click"})

    assertContains(answer, "不再给您发“任务办完了”的邮件了")
    assert list(Preference.objects.values_list("user", "kind", "email")) == [
        (parent.pk, "jobs.ended", "NEVER")
    ]


def test_a_link_that_was_tampered_with_takes_leave_of_nothing(client, leave):
    answer = client.post(leave.replace("leave/", "leave/x"))

    assert (answer.status_code, Preference.objects.count()) == (404, 0)


def test_the_workbench_shows_the_newest_unread(tell, officer):
    for number in range(6):
        tell(officer, title=f"第{number}件")

    tile = tiles.unread_now(officer, at=MORNING)

    assert [notice.title for notice in tile["notices"]] == ["第5件", "第4件", "第3件", "第2件"]


def test_the_workbench_shows_nothing_where_everything_is_read(officer):
    assert tiles.unread_now(officer, at=MORNING) is None
