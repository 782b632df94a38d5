"""Every component can be seen, read and used, on a phone and a desk, by day and by night, in large type."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
VIEWS = [(1440, "", ""), (390, "", ""), (1440, "dark", ""), (390, "dark", "elder"), (1440, "", "elder")]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN"}


@pytest.fixture
def gallery(page, live_server):
    """Open the gallery as wide as said, in a theme and a mode."""

    def opened(width=1440, theme="", mode=""):
        page.set_viewport_size({"width": width, "height": 900})
        chosen = {"yd-theme": theme, "yd-mode": mode}
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in chosen.items()
                if value
            ]
        )
        page.goto(f"{live_server.url}/ui/")
        return page

    return opened


@pytest.mark.parametrize(("width", "theme", "mode"), VIEWS)
def test_nothing_stands_in_anyones_way(gallery, width, theme, mode):
    page = gallery(width, theme, mode)

    faults = Axe().run(page, options=RULES).response["violations"]

    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_night_chosen_once_stays_for_the_next_page(gallery):
    page = gallery()

    page.get_by_role("button", name="夜间").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_charts_are_drawn_or_their_table_opens(gallery):
    page = gallery()

    drawn = page.locator("yd-chart svg")
    opened = page.locator("figure:has(yd-chart[hidden]) details.data[open]")
    expect(drawn.or_(opened)).to_have_count(3)


def test_ticking_rows_brings_up_what_can_be_done_with_them(gallery):
    page = gallery()
    bar = page.get_by_role("region", name="批量操作")
    hidden_before = bar.is_hidden()

    page.get_by_role("checkbox", name="选中本页全部").check()

    assert (hidden_before, bar.is_visible()) == (True, True)
    assert "已选4项" in bar.inner_text()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(gallery):
    page = gallery()
    page.get_by_text("县市区：安丘市").click()

    page.keyboard.press("Escape")

    assert page.locator("details.pop[open]").count() == 0
    assert page.evaluate("document.activeElement.textContent").startswith("县市区")


def test_the_gallery_needs_no_script(browser, live_server):
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()

    page.goto(f"{live_server.url}/ui/")

    assert page.get_by_role("heading", level=1).inner_text() == "组件与状态"
    assert page.get_by_role("button", name="夜间").count() == 0
