"""An officer keeps the register of schools: a new name, an honour, a merger, and every day's own answer."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def officer(transactional_db, city):
    """Somebody of 潍坊市教育局 with a password."""
    user = registry.open_account(
        username="officer", name="陈志远", password="kite-2021-yuandu", home=city["潍坊市"], by=None, at=AT
    )
    registry.grant_role(user=user, role="officer", organisation=city["潍坊市"], on=ON, by=None, at=AT)
    return user


@pytest.fixture
def signed_in(page, live_server, officer):
    page.goto(f"{live_server.url}/sign-in/?next=/registry/organisations/")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码", exact=True).fill("kite-2021-yuandu")
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="学校与机构")).to_be_visible()
    return page


def test_a_new_name_holds_from_its_day_and_the_directory_remembers_the_old(signed_in, live_server):
    page = signed_in
    page.get_by_role("link", name="一小", exact=True).click()
    page.get_by_role("link", name="更改登记").click()
    assert faults_of(page) == []
    page.get_by_label("名称").fill("实验小学")
    page.get_by_label("从哪天起").fill("2022-09-01")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="实验小学", level=1)).to_be_visible()
    expect(page.get_by_role("row", name="2022-09-01 至今 实验小学")).to_be_visible()
    assert faults_of(page) == []

    page.goto(f"{live_server.url}/registry/schools/?as_of=2022-08-31")
    expect(page.get_by_role("link", name="一小", exact=True)).to_be_visible()
    assert faults_of(page) == []


def test_a_mistake_in_a_form_is_said_and_nothing_typed_is_lost(signed_in):
    page = signed_in
    page.get_by_role("link", name="一小", exact=True).click()
    page.get_by_role("link", name="更改登记").click()
    page.get_by_label("名称").fill("明日小学")
    page.get_by_label("从哪天起").fill(date.today().replace(year=date.today().year + 1).isoformat())
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("不能填以后的日子").first).to_be_visible()
    expect(page.get_by_label("名称")).to_have_value("明日小学")
    assert faults_of(page) == []


def test_a_school_that_merges_closes_and_leads_to_the_other(signed_in):
    page = signed_in
    page.get_by_role("link", name="一小", exact=True).click()
    page.get_by_text("更多").click()
    page.get_by_role("link", name="合并").click()
    page.get_by_label("并入哪个机构").select_option("二小")
    page.get_by_label("文号", exact=True).fill("演示〔2022〕9号")
    page.get_by_label("从哪天起").fill("2022-09-01")
    page.get_by_role("button", name="合并").click()

    expect(page.get_by_text("已于2022-09-01撤销")).to_be_visible()
    expect(page.get_by_role("link", name="二小")).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_the_list_is_filtered_by_chips_and_searched_while_typing(signed_in, width):
    page = signed_in
    page.set_viewport_size({"width": width, "height": 900})

    page.get_by_role("searchbox", name="在这张表里搜").fill("ex")

    expect(page.get_by_role("link", name="二小")).to_be_visible()
    expect(page.get_by_role("link", name="一小", exact=True)).to_have_count(0)
    assert "q=ex" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_of(page) == []
