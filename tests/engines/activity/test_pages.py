"""Who sees what was done, and who mends what was not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import AT
from yuandu.engines.activity.models import Delivery
from yuandu.kernel import scope


def test_an_officer_sees_what_was_done_in_the_own_county_and_no_other(client, fact, officer):
    fact("一小", because="名字写错了", by=officer.pk)
    fact("二小", because="别的区的事")
    client.force_login(officer)

    page = client.get("/activity/facts/")

    assertContains(page, "名字写错了")
    assertContains(page, "张三")
    assertNotContains(page, "别的区的事")


def test_a_fact_of_another_county_is_not_there(client, fact, officer):
    client.force_login(officer)

    assert client.get(fact("二小").get_absolute_url()).status_code == 404


def test_a_fact_says_what_changed_from_what_to_what(client, fact, officer):
    told = fact(data={"name": ["一小", "第一小学"], "rows": 20}, because="撤并", by=officer.pk)
    client.force_login(officer)

    page = client.get(told.get_absolute_url())

    assertContains(page, "<tr><td>name</td><td>一小</td><td>第一小学</td></tr>", html=True)
    assertContains(page, "<tr><td>rows</td><td>—</td><td>20</td></tr>", html=True)
    assertContains(page, "撤并")


def test_a_fact_says_in_which_seat_and_how_many_people_it_concerned(client, fact, officer):
    with scope.entered(scope.Scope(account=officer.pk, who="张三", seat="奎文区 教育行政人员")):
        told = fact(by=officer.pk, people=[71, 72])
    client.force_login(officer)

    page = client.get(told.get_absolute_url())

    assertContains(page, "奎文区 教育行政人员")
    assertContains(page, "<dt>涉及的人</dt><dd>2</dd>", html=True)


def test_a_fact_shows_what_else_was_done_to_the_same_thing(client, fact, officer):
    earlier = fact(verb="registry.opened", at=AT - timedelta(days=1))
    fact(verb="registry.closed", about="registry.Organisation:2")
    client.force_login(officer)

    page = client.get(fact().get_absolute_url())

    assertContains(page, f'href="{earlier.get_absolute_url()}"')
    assertNotContains(page, "撤销了机构")


def test_facts_are_found_by_who_did_them_and_by_when(client, fact, officer):
    fact(because="刚刚的事", by=officer.pk, at=timezone.now())
    fact(because="以前的事", by=officer.pk)
    fact(because="平台的事", at=timezone.now())
    client.force_login(officer)

    page = client.get("/activity/facts/", {"q": "张", "days": "1"})

    assertContains(page, "刚刚的事")
    assertNotContains(page, "以前的事")
    assertNotContains(page, "平台的事")


@pytest.fixture
def owed(fact):
    """A reaction that could not be made."""

    def tried(place):
        return Delivery.objects.create(fact=fact(place), reaction=f"x.{place}", tries=3, fault="ValueError()")

    return tried


def test_overdue_deliveries_are_shown_for_the_own_places_to_whoever_looks_after_them(
    client, owed, chief, officer
):
    owed("一小")
    owed("二小")
    client.force_login(chief)

    page = client.get("/activity/deliveries/")
    client.force_login(officer)

    assertContains(page, "x.一小")
    assertNotContains(page, "x.二小")
    assert client.get("/activity/deliveries/").status_code == 403


def test_chosen_deliveries_are_tried_again(client, owed, chief):
    chosen, other, elsewhere = owed("一小"), owed("奎文区"), owed("二小")
    client.force_login(chief)

    page = client.post("/activity/deliveries/retry/", {"pk": [chosen.pk, elsewhere.pk]}, follow=True)

    assertContains(page, "1项正在再试，过一会儿来看。")
    ids = [delivery.pk for delivery in (chosen, other, elsewhere)]
    entries = ProcrastinateJob.objects.filter(task_name="activity.deliver", args__delivery_id__in=ids)
    assert list(entries.values_list("args", flat=True)) == [{"delivery_id": chosen.pk}]


def test_retrying_nothing_says_what_to_do(client, chief):
    client.force_login(chief)

    assertContains(client.post("/activity/deliveries/retry/", follow=True), "请先勾选")
