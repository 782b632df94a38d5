"""1.2, 2.1, 4.4, 4.7, 4.8, 4.9, 7.2, 9.2, 10.4, 19.1, G1.1: from the sentence to the rows behind it."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON, OPENS_ON
from yuandu.engines.indicators import api as indicators
from yuandu.engines.registry import api as registry

WEIFANG = "潍坊市"


@pytest.fixture
def weifang(transactional_db, city, plan):
    """A county of two has no AI centre though 2020 is over; one school of two is a smart campus."""
    for place, kind, on in [("奎文区", "ai_centre", ON), ("一小", "smart_campus", date(2021, 9, 1))]:
        registry.designate(
            kind=kind,
            holder=city[place],
            path=city[place].path,
            on=on,
            authority=city[WEIFANG],
            by=None,
            at=AT,
        )
    for on in (ON, date(2020, 12, 31), date(2021, 6, 30), date(2021, 9, 30), OPENS_ON):
        indicators.compute(key=plan.key, city=city[WEIFANG], on=on, at=AT)
    return city


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_a_citizen_asks_why_an_action_lags_and_reaches_the_rows(page, live_server, weifang):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(f"{live_server.url}/plan/")
    expect(page.get_by_role("heading", name="行动计划进展")).to_be_visible()
    expect(page.get_by_text("1项滞后")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("link", name="智慧校园建设", exact=True).click()
    expect(page.get_by_role("heading", name="智慧校园覆盖率")).to_be_visible()
    expect(page.get_by_text("2所中1所")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("link", name="1所").click()
    expect(page.get_by_role("heading", name="潍坊市的智慧校园")).to_be_visible()
    expect(page.get_by_role("link", name="一小")).to_be_visible()
    expect(page.get_by_role("link", name="二小")).to_have_count(0)
    assert (faults_of(page), errors) == ([], [])


def test_a_clause_shows_the_plans_own_sentence_and_the_orders_behind_its_targets(page, live_server, weifang):
    page.goto(f"{live_server.url}/plan/clauses/")
    page.get_by_role("link", name="1.2 智慧校园覆盖率").click()

    expect(page.get_by_text("2022年全市智慧校园覆盖率达到80%以上").first).to_be_visible()
    page.get_by_text("看繁体来源文本").click()
    expect(page.get_by_text("智慧校園覆蓋率達到80%以上")).to_be_visible()
    expect(page.get_by_text("潍坊市智慧校园暨示范校建设标准（试行）").first).to_be_visible()
    assert faults_of(page) == []


def test_the_wall_fits_the_screen_and_says_the_same(page, live_server, weifang):
    page.set_viewport_size({"width": 1920, "height": 1080})

    page.goto(f"{live_server.url}/plan/wall/")

    expect(page.get_by_text("1项滞后")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [390, 760, 1440])
def test_the_board_never_scrolls_sideways(page, live_server, weifang, width):
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{live_server.url}/plan/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
