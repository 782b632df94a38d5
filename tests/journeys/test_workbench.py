"""今天, as a county officer, a teacher and an administrator find it."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON, OPENS_ON
from yuandu.engines.indicators import api as indicators
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post

WORDS = "kites over Weifang"


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def people(transactional_db, city, plan):
    """An officer of 奎文区 and a class teacher of 一小, each with an account; the plan counted once."""
    registry.designate(
        kind="smart_campus", holder=city["一小"], path=city["一小"].path, on=date(2021, 9, 1),
        authority=city["潍坊市"], by=None, at=AT,
    )  # fmt: skip
    indicators.compute(key=plan.key, city=city["潍坊市"], on=OPENS_ON, at=AT)
    posts = [
        ("county", "王海燕", city["奎文区"], "county_officer"),
        ("teacher", "谭敏晓", city["2018级1班"], "class_teacher"),
    ]
    for username, name, place, kind in posts:
        one = Person.objects.create(name=name)
        Post.objects.create(
            person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind=kind,
            from_on=ON,
        )  # fmt: skip
        registry.open_account(
            username=username, name=name, password=WORDS, home=place, person=one, by=None, at=AT
        )
    return city


@pytest.fixture
def sign_in(page, live_server):
    def signed_in(username):
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label("用户名或邮箱").fill(username)
        page.get_by_label("密码", exact=True).fill(WORDS)
        page.get_by_role("button", name="登录", exact=True).click()

    return signed_in


def test_a_county_officer_sees_the_figures_of_the_county_and_asks_why(page, people, sign_in):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    sign_in("county")
    expect(page.get_by_role("heading", name="王老师，今天没有等着您办的事")).to_be_visible()
    expect(page.get_by_role("heading", name="奎文区的指标")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("link", name="智慧校园覆盖率").click()
    expect(page.get_by_role("heading", name="奎文区的行动计划进展")).to_be_visible()
    assert (faults_of(page), errors) == ([], [])


def test_a_teacher_sees_the_class_and_finds_nobody_of_another_school(page, people, sign_in):
    sign_in("teacher")
    expect(page.get_by_role("heading", name="我教的班")).to_be_visible()
    expect(page.get_by_role("link", name="2018级1班").first).to_be_visible()
    assert faults_of(page) == []

    page.keyboard.press("Control+k")
    page.keyboard.type("王海燕")
    page.keyboard.press("Enter")

    expect(page.get_by_text("没有找到“王海燕”")).to_be_visible()


@pytest.mark.parametrize("theme", ["", "dark"])
@pytest.mark.parametrize(("width", "mode"), [(390, ""), (390, "elder"), (1440, ""), (1920, "elder")])
def test_the_workbench_fits_every_screen_in_every_mode(
    page, live_server, people, sign_in, width, mode, theme
):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in("county")
    page.context.add_cookies(
        [
            {"name": "yd-mode", "value": mode, "url": live_server.url},
            {"name": "yd-theme", "value": theme, "url": live_server.url},
        ]
    )

    for place in ("/today/", "/registry/profile/", "/registry/activations/"):
        page.goto(live_server.url + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert faults_of(page) == [], place


def test_an_administrator_grants_a_role_and_takes_it_back(page, live_server, people, sign_in):
    admin = registry.open_account(
        username="admin", name="管理员", password=WORDS, home=people["潍坊市"], by=None, at=AT
    )
    registry.grant_role(
        user=admin, role="administrator", organisation=people["潍坊市"], on=ON, by=None, at=AT
    )
    sign_in("admin")

    page.goto(f"{live_server.url}/registry/grants/")
    page.get_by_role("link", name="授予角色").click()
    page.get_by_label("给谁").fill("teacher")
    page.get_by_label("校长").check()
    page.get_by_label("在哪个机构").fill("一小")
    page.get_by_label("为什么").fill("接任校长")
    assert faults_of(page) == []
    page.get_by_role("button", name="授予", exact=True).click()
    expect(page.get_by_text("谭敏晓从")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("link", name="收回谭敏晓的校长").click()
    page.get_by_label("为什么").fill("另有任用")
    page.get_by_role("button", name="收回").click()

    expect(page.get_by_text("谭敏晓不再是校长。")).to_be_visible()
