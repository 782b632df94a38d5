"""The portal and the pages of plain words, open to everyone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from yuandu.domains.plan import api as plan
from yuandu.site.pages.portal import LIGHTS, lights

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
FILE = Path(__file__).parents[2] / "plan/weifang-2020.yaml"
PLAIN = ["/", "/help/", "/accessibility/", "/privacy/", "/search/", "/sign-in/", "/activate/"]


@pytest.fixture
def loaded(city):
    return plan.load_plan(
        text=FILE.read_text("utf-8"), city=city["潍坊市"], opens_on=date(2021, 10, 18), by=None, at=AT
    )


def links_of(client, place):
    text = client.get(place).content.decode()
    return {part.split('"')[0] for part in text.split('href="')[1:]}


def test_the_portal_hangs_the_kite_of_the_plan_with_a_light_for_every_action(client, loaded):
    text = client.get("/").content.decode()

    assert text.count('class="kite-a ') == 20
    assert "一只风筝20节" in text
    assert "截至2021年10月18日" in text


def test_the_portal_works_without_a_plan_and_says_how_to_load_one(client, city):
    response = client.get("/")

    assert response.status_code == 200
    assert "yuandu plan-load" in response.content.decode()
    assert "kite-a" not in response.content.decode()


def test_the_portal_works_before_there_is_a_city(client, db):
    assert client.get("/").status_code == 200


def test_the_figures_of_the_portal_are_those_of_the_pages_behind_them(client, loaded):
    text = client.get("/").content.decode()

    rows = client.get("/registry/schools/").context["listing"]["total"]
    assert f'<h3>在册学校</h3><p class="big">{rows}</p>' in text
    assert '<h3>县市区和功能区</h3><p class="big">2</p>' in text


@pytest.mark.parametrize("place", PLAIN)
def test_no_link_of_an_open_page_leads_nowhere(client, loaded, place):
    ours = {link for link in links_of(client, place) if link.startswith("/") and "/static/" not in link}

    statuses = {link: client.get(link.replace("&amp;", "&")).status_code for link in ours}

    assert {link for link, status in statuses.items() if status not in (200, 302)} == set()


def test_the_portal_drawn_once_asks_the_database_nothing_more_of_a_stranger(client, loaded):
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) == 0


def test_what_was_drawn_for_a_stranger_is_not_what_a_person_sees(client, person, loaded):
    client.get("/")
    client.force_login(person("王海燕", role="officer", at="奎文区"))

    text = client.get("/").content.decode()

    aside = text.split('aria-label="账号"')[1].split("</aside>")[0]
    assert ("王海燕，您已经登录" in aside, "登录</a>" in aside) == (True, False)


def test_each_language_has_its_own_drawing(client, loaded):
    client.get("/")
    client.cookies["django_language"] = "en"

    text = client.get("/").content.decode()

    assert ('lang="en"' in text, "开通账号" in text, "公开透明" in text) == (True, False, False)


def test_only_statuses_that_an_action_has_are_lit():
    assert lights({"met": 2, "near": 0, "no_data": 18}) == [
        {"kind": "ok", "text": "达标 2"},
        {"kind": "idle", "text": "没有数据 18"},
    ]
    assert [kind for _status, kind in LIGHTS] == ["ok", "warn", "bad", "idle", "idle"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLAIN)
def test_an_open_page_has_one_heading_and_weighs_little(client, place):
    text = client.get(place).content.decode()

    assert text.count("<h1") == 1
    assert len(text.encode()) < 120_000


def test_health_is_plain(client, db):
    response = client.get("/health/")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_when_the_database_cannot_be_asked(client, db):
    def unplugged(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(unplugged):
        response = client.get("/health/")

    assert (response.status_code, response.content) == (503, b"database unreachable\n")
