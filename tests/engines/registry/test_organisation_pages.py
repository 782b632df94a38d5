"""The pages about organisations: what everybody sees, what only those in scope see, and what they can do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import AT, ON
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Organisation


@pytest.fixture
def officer(client, person):
    """An officer of 奎文区, signed in."""
    user = person("officer", role="officer", at="奎文区")
    client.force_login(user)
    return user


def test_everybody_sees_the_schools_and_nobody_their_classes(client, city):
    page = client.get("/registry/schools/")

    assertContains(page, "一小")
    assertContains(page, "二小")
    assertNotContains(page, "2018级")


def test_the_directory_answers_for_the_day_that_is_asked(client, city):
    later = date(2022, 9, 1)
    services.change_organisation(organisation=city["一小"], name="实验小学", on=later, by=None, at=AT)

    before = client.get("/registry/schools/", {"as_of": (later - timedelta(days=1)).isoformat()})
    after = client.get("/registry/schools/", {"as_of": later.isoformat()})

    assertContains(before, "一小")
    assertNotContains(before, "实验小学")
    assertContains(after, "实验小学")


def test_the_directory_is_found_by_pinyin_and_exported_as_filtered(client, city):
    page = client.get("/registry/schools/", {"q": "ex", "export": "csv"})

    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["名称", "二小"]


def test_a_class_of_another_county_is_not_found(client, city, officer, person):
    assert client.get(f"/registry/organisations/{city['2018级1班'].pk}/").status_code == 200

    client.force_login(person("neighbour", role="officer", at="潍城区"))

    assert client.get(f"/registry/organisations/{city['2018级1班'].pk}/").status_code == 404


def test_an_officer_renames_a_school_of_her_county(client, city, officer):
    form = {"name": "实验小学", "kind": "211", "urban_rural": "111", "on": "2022-09-01", "because": "批复"}

    response = client.post(f"/registry/organisations/{city['一小'].pk}/change/", form)

    assert response.status_code == 302
    assert Organisation.objects.get(pk=city["一小"].pk).name == "实验小学"


def test_a_school_of_another_county_cannot_be_changed(client, city, officer):
    for verb in ("change", "close", "move", "merge", "open", "designate"):
        response = client.post(f"/registry/organisations/{city['二小'].pk}/{verb}/", {"name": "抢来的"})

        assert response.status_code == 404, verb
    assert Organisation.objects.get(pk=city["二小"].pk).name == "二小"


def test_a_school_cannot_be_moved_to_a_county_outside_the_scope(client, city, officer):
    form = {"parent": city["潍城区"].pk, "on": "2022-09-01"}

    response = client.post(f"/registry/organisations/{city['一小'].pk}/move/", form)

    assert response.status_code == 422
    assert Organisation.objects.get(pk=city["一小"].pk).path == "370700.370705.S1."


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(client, city, officer):
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = client.post(
        f"/registry/organisations/{city['一小'].pk}/change/", {"name": "明日小学", "on": tomorrow.isoformat()}
    )

    assertContains(response, "不能填以后的日子", status_code=422)
    assertContains(response, "明日小学", status_code=422)


def test_a_designation_is_granted_once_and_ended_with_a_reason(client, city, officer):
    form = {"kind": "smart_campus", "document": "演示〔2022〕1号", "on": "2022-09-01"}
    url = f"/registry/organisations/{city['一小'].pk}/designate/"
    client.post(url, form)

    again = client.post(url, form)

    assertContains(again, "已经有这项认定", status_code=409)
    granted = city["一小"].designation_set.get()
    client.post(f"/registry/designations/{granted.pk}/end/", {"on": "2022-10-01", "because": "复核不合格"})
    granted.refresh_from_db()
    assert granted.to_on == date(2022, 10, 1)


def test_a_value_that_nobody_checked_is_never_shown_as_official(client, city, officer):
    table = services.codes.CodeTable.objects.get(name="post_kind")

    page = client.get(table.get_absolute_url())

    assertContains(page, "不作为官方代码使用")


def test_the_calendar_is_open_and_knows_make_up_days(client, codes):
    page = client.get("/registry/calendar/", {"year": "2021"})

    assertContains(page, "上班")
    assertContains(page, "放假")
    assert ON.year == 2020
