"""13.1 and 15.1, one sign-in: from a second site by one account and back, and out of both at once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import AT, ON
from tests.site.provider.second_site import Provider, second_site
from yuandu.engines.registry import api as registry
from yuandu.site.provider import services

WORDS = "kites over Weifang"


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def teacher(transactional_db, city, live_server, settings):
    """王芳, a teacher of 一小."""
    settings.ADDRESS = live_server.url
    user = registry.open_account(
        username="wangfang", name="王芳", password=WORDS, home=city["一小"], by=None, at=AT
    )
    registry.grant_role(user=user, role="teacher", organisation=city["一小"], on=ON, by=None, at=AT)
    return city


@pytest.fixture
def site(teacher, live_server):
    """The county's own site, where one signs in by the city's account."""
    with second_site() as site:
        made, secret = services.register_client(
            title="奎文教研网", organisation=teacher["奎文区"], client_type="confidential", contact="8230000",
            redirect_uris=[site.back], post_logout_redirect_uris=[site.first],
            back_channel_logout_uri=site.ear, scopes=["openid", "profile", "organisations"],
            because="试用", by=None, at=AT,
        )  # fmt: skip
        site.provider = Provider(live_server.url, made.client_id, secret)
        yield site


def do_what_is_due():
    """Do what the worker does within a minute."""
    services.end_gone_sessions(at=timezone.now())
    for job in ProcrastinateJob.objects.filter(task_name="provider.tell_signed_out").order_by("pk"):
        services.tell_signed_out(**job.args, at=timezone.now())


def sign_in(page):
    page.get_by_label("用户名或邮箱").fill("wangfang")
    page.get_by_label("密码", exact=True).fill(WORDS)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_teacher_signs_in_once_for_two_sites_and_out_of_both(page, site, live_server):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site.first)
    page.get_by_role("link", name="用鸢都账号登录").click()
    sign_in(page)

    expect(page.get_by_role("heading", name="登录“奎文教研网”？")).to_be_visible()
    expect(page.get_by_text("一小 教师")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="同意并登录").click()
    expect(page.get_by_role("heading", name="王芳，你好")).to_be_visible()

    page.goto(f"{live_server.url}/systems/mine/")
    expect(page.get_by_text("奎文教研网")).to_be_visible()
    expect(page.get_by_text("登录着")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_label("王芳的账号").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("已经退出登录。")).to_be_visible()
    do_what_is_due()
    page.goto(site.first)
    expect(page.get_by_role("heading", name="还没有登录")).to_be_visible()
    assert errors == []


def test_who_agreed_before_and_is_signed_in_comes_straight_through_and_takes_it_back(page, site, live_server):
    page.goto(f"{site.first}login")
    sign_in(page)
    page.get_by_role("button", name="同意并登录").click()
    expect(page.get_by_role("heading", name="王芳，你好")).to_be_visible()

    page.goto(f"{site.first}login")
    expect(page.get_by_role("heading", name="王芳，你好")).to_be_visible()

    page.goto(f"{live_server.url}/systems/mine/")
    page.get_by_role("button", name="收回给奎文教研网的同意").click()
    expect(page.get_by_text("已经收回")).to_be_visible()
    do_what_is_due()
    page.goto(site.first)
    expect(page.get_by_role("heading", name="还没有登录")).to_be_visible()
    page.get_by_role("link", name="用鸢都账号登录").click()
    expect(page.get_by_role("heading", name="登录“奎文教研网”？")).to_be_visible()


def test_who_signs_out_at_the_second_site_is_out_of_both(page, site, live_server):
    page.goto(f"{site.first}login")
    sign_in(page)
    page.get_by_role("button", name="同意并登录").click()

    page.get_by_role("link", name="退出").click()

    expect(
        page.get_by_role("heading", name="王芳，你好")
    ).to_be_visible()  # its own session ends when it is told
    do_what_is_due()
    page.reload()
    expect(page.get_by_role("heading", name="还没有登录")).to_be_visible()
    page.goto(f"{live_server.url}/today/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_who_refuses_goes_back_without_having_told_anything(page, site):
    page.goto(f"{site.first}login")
    sign_in(page)

    page.get_by_role("button", name="不同意").click()

    expect(page.get_by_role("heading", name="没有登录：access_denied")).to_be_visible()


@pytest.mark.parametrize(("width", "mode"), [(390, ""), (390, "elder"), (1440, "elder")])
def test_the_question_fits_every_screen(page, site, width, mode):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site.first}login")
    sign_in(page)
    expect(page.get_by_role("heading", name="登录“奎文教研网”？")).to_be_visible()
    page.context.add_cookies([{"name": "yd-mode", "value": mode, "url": page.url}])
    page.reload()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_of(page) == []
