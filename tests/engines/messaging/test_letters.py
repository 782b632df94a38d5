"""Letters: sent once, gathered, tried again, and easy to take leave of."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from tests.engines.messaging.conftest import MORNING, with_address
from yuandu.engines.messaging import queries, services
from yuandu.engines.messaging.models import MessageDelivery, Notice

EIGHT = MORNING + timedelta(hours=23)


@pytest.fixture
def address(settings):
    settings.ADDRESS = "https://edu.example.cn"


def states():
    return list(MessageDelivery.objects.order_by("pk").values_list("state", "tries", "sent_at"))


def test_a_letter_says_what_happened_why_it_came_and_how_to_stop_it(tell, parent, address):
    tell(parent)

    sent = services.send_due(at=MORNING)

    [letter] = mail.outbox
    leave = re.search(r"https://edu\.example\.cn/messaging/leave/\S+/", letter.body)[0]
    assert (sent, letter.to, letter.subject) == (1, ["parent@example.cn"], "“导入”办完了")
    assert letter.body == (
        "parent，您好：\n\n“导入”办完了\n3行要改\nhttps://edu.example.cn/jobs/1/\n\n--\n"
        "这是您在鸢都的消息，按您的选择用邮件告诉您。\n"
        f"不想再收“任务办完了”的邮件：{leave}\n"
        "改邮件通知：https://edu.example.cn/messaging/choices/\n"
    )
    assert letter.extra_headers["List-Unsubscribe"] == f"<{leave}>"
    assert "<h3>" in letter.alternatives[0].content


def test_a_letter_is_sent_once(tell, parent):
    tell(parent)

    counts = [services.send_due(at=MORNING) for _time in range(2)]

    assert (counts, states()) == ([1, 0], [("SENT", 0, MORNING)])


def test_what_is_not_due_waits(tell, officer):
    tell(officer)

    assert services.send_due(at=EIGHT - timedelta(seconds=1)) == 0
    assert services.send_due(at=EIGHT) == 1


def test_an_officer_gets_one_letter_about_everything(tell, officer, parent, address):
    for number in (1, 2, 3):
        tell(officer, title=f"第{number}件", url=f"/jobs/{number}/")

    services.send_due(at=EIGHT)

    [letter] = mail.outbox
    assert letter.subject == "鸢都：您有3条消息"
    assert re.findall(r"第\d件|/jobs/\d/", letter.body) == [
        "第1件",
        "/jobs/1/",
        "第2件",
        "/jobs/2/",
        "第3件",
        "/jobs/3/",
    ]
    assert states() == [("SENT", 0, EIGHT)] * 3


def test_what_was_read_before_needs_no_letter(tell, officer):
    tell(officer, title="看过的")
    tell(officer, title="没看的")
    services.read(notice=Notice.objects.get(title="看过的"), at=MORNING)

    services.send_due(at=EIGHT)

    assert [letter.subject for letter in mail.outbox] == ["没看的"]
    assert sorted(state for state, _tries, _at in states()) == ["DROPPED", "SENT"]


def test_news_that_are_folded_send_no_second_letter(tell, parent):
    tell(parent, about="jobs.Job:1")
    services.send_due(at=MORNING)
    tell(parent, about="jobs.Job:1", title="又有进展")

    assert services.send_due(at=MORNING) == 0


def test_a_letter_is_written_in_the_language_of_its_reader(tell, parent):
    with_address(parent, language="en")
    tell(parent)

    services.send_due(at=MORNING)

    assert '<html lang="en">' in mail.outbox[0].alternatives[0].content


class Broken(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, letters):
        raise ConnectionRefusedError("nobody there")


def test_what_the_mail_server_does_not_take_is_tried_again_later(tell, officer, parent, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    tell(parent)
    failed = services.send_due(at=MORNING)
    waiting = states()
    settings.EMAIL_BACKEND = working

    too_soon = services.send_due(at=MORNING + timedelta(minutes=4))
    again = services.send_due(at=MORNING + timedelta(minutes=5))

    assert (failed, waiting, too_soon, again) == (0, [("WAITING", 1, None)], 0, 1)
    assert MessageDelivery.objects.get().fault == ""


def test_a_letter_that_is_never_taken_is_given_up_with_its_cause(tell, parent, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    tell(parent)

    for _try in range(7):
        services.send_due(at=MORNING + timedelta(days=1))
        MessageDelivery.objects.filter(state="WAITING").update(due_at=MORNING)

    assert states() == [("FAILED", 6, None)]
    assert "nobody there" in MessageDelivery.objects.get().fault
    assert queries.unread_count(parent) == 1
