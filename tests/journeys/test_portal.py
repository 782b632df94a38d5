"""A citizen on the front page: the kite, the figures, the search."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


@pytest.fixture
def weifang(transactional_db, city, plan):
    return city


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_a_citizen_follows_the_kite_to_an_action(page, live_server, weifang):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="今天想办什么？")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("link", name="1. 智慧校园建设", exact=False).click()

    expect(page.get_by_role("heading", name="行动计划进展")).to_be_visible()
    assert errors == []


def test_a_citizen_clicks_a_figure_and_sees_the_rows_that_it_counts(page, live_server, weifang):
    page.goto(live_server.url)

    page.get_by_role("link", name="在册学校").click()

    expect(page.get_by_role("heading", name="学校名录")).to_be_visible()
    expect(page.get_by_text("共2项")).to_be_visible()


def test_a_citizen_finds_a_school_by_its_initials_while_typing(page, live_server, weifang):
    page.goto(f"{live_server.url}/search/")
    assert faults_of(page) == []

    page.get_by_role("searchbox", name="搜索").press_sequentially("yx")

    page.get_by_role("link", name="一小").click()
    expect(page.get_by_role("heading", name="一小")).to_be_visible()


def test_ctrl_k_goes_to_the_search(page, live_server, weifang):
    page.goto(live_server.url)

    page.keyboard.press("Control+k")
    page.keyboard.type("没有这样的学校")
    page.keyboard.press("Enter")

    expect(page.get_by_text("没有找到“没有这样的学校”")).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("theme", ["", "dark"])
@pytest.mark.parametrize(("width", "mode"), [(390, ""), (390, "elder"), (1440, ""), (1920, "elder")])
def test_the_portal_fits_every_screen_in_every_mode(page, live_server, weifang, width, mode, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies(
        [
            {"name": "yd-mode", "value": mode, "url": live_server.url},
            {"name": "yd-theme", "value": theme, "url": live_server.url},
        ]
    )

    for place in ("/", "/help/", "/accessibility/", "/privacy/"):
        page.goto(live_server.url + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert faults_of(page) == [], place


def test_the_portal_speaks_english(page, live_server, weifang):
    page.goto(live_server.url)

    page.get_by_role("button", name="English").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="What would you like to do today?")).to_be_visible()
    assert faults_of(page) == []


def test_the_portal_works_without_script(browser, live_server, weifang):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(live_server.url)

    page.get_by_role("searchbox", name="搜索").fill("一小")
    page.get_by_role("button", name="搜索").click()

    expect(page.get_by_role("link", name="一小")).to_be_visible()
    context.close()
