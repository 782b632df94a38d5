"""A teacher signs in with a fingerprint, an officer with the numbers of a phone; both see where they are signed in
(clauses 13.1, 15.1: one sign-in for the whole city)."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post

WORDS = "kites over Weifang"


@pytest.fixture
def people(transactional_db, city):
    """谭敏晓 teaches at 一小, 王海燕 is an officer of 奎文区."""
    posts = [
        ("teacher", "谭敏晓", city["一小"], "subject_teacher"),
        ("county", "王海燕", city["奎文区"], "county_officer"),
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
def errors(page):
    """What goes wrong in the pages' scripts."""
    heard = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def finger(page):
    """A device with a sensor, and a finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def sign_in(page, live_server, username):
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名或邮箱").fill(username)
    page.get_by_label("密码", exact=True).fill(WORDS)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_out(page):
    page.locator("summary.ava").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("已经退出登录。")).to_be_visible()


def to_security(page):
    page.locator("summary.ava").click()
    page.get_by_role("link", name="登录与安全").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录与安全")


def number_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_passkey(page):
    to_security(page)
    page.get_by_role("link", name="加上这台设备的指纹或面容").click()
    page.get_by_label("给这台设备起个名字").fill("办公室电脑")
    page.get_by_role("button", name="加上这台设备").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")


def set_up_app(page):
    """Set up the app; return its secret and the recovery codes."""
    page.get_by_role("link", name="加上手机验证器").or_(page.get_by_role("link", name="加上验证器")).click()
    assert faults_of(page) == []
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(number_of(secret))
    page.get_by_role("button", name="加上", exact=True).click()
    codes = page.get_by_role("list", name="恢复码").get_by_role("listitem").all_inner_texts()
    return secret, codes


def test_a_teacher_adds_a_fingerprint_and_signs_in_with_it_alone(page, live_server, people, finger, errors):
    sign_in(page, live_server, "teacher")
    to_security(page)
    page.get_by_role("link", name="加上这台设备的指纹或面容").click()
    assert faults_of(page) == []
    page.get_by_label("给这台设备起个名字").fill("办公室电脑")
    page.get_by_role("button", name="加上这台设备").click()
    expect(page.get_by_role("list", name="恢复码").get_by_role("listitem")).to_have_count(10)
    assert faults_of(page) == []
    page.get_by_role("link", name="存好了").click()
    expect(page.get_by_role("main")).to_contain_text("办公室电脑")
    assert faults_of(page) == []
    sign_out(page)

    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="用指纹或面容登录").click()

    expect(page).to_have_url(f"{live_server.url}/today/")
    assert errors == []


def test_a_passkey_is_renamed_and_removed_and_opens_nothing_any_more(
    page, live_server, people, finger, errors
):
    sign_in(page, live_server, "teacher")
    add_passkey(page)
    page.get_by_role("link", name="存好了").click()
    page.get_by_role("link", name="给办公室电脑改名").click()
    page.get_by_label("名字").fill("家里的电脑")
    page.get_by_role("button", name="就叫这个").click()
    page.get_by_role("link", name="删掉家里的电脑").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="删掉").click()
    expect(page.get_by_role("main")).not_to_contain_text("家里的电脑")
    sign_out(page)

    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="用指纹或面容登录").click()

    expect(page.get_by_text("这里不认识这个指纹或面容了")).to_be_visible()
    page.goto(f"{live_server.url}/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert errors == []


def test_an_officer_is_led_to_the_second_factor_and_signs_in_with_the_numbers_of_a_phone(
    page, live_server, people, settings, errors
):
    settings.SECOND_FACTOR = "required"
    sign_in(page, live_server, "county")
    expect(page.get_by_role("heading", level=1)).to_have_text("给账号再加一道锁")
    assert faults_of(page) == []
    secret, codes = set_up_app(page)
    page.get_by_role("link", name="存好了").click()
    expect(page).to_have_url(f"{live_server.url}/today/")
    to_security(page)
    expect(page.get_by_role("main")).to_contain_text("您的身份必须有第二重验证")
    sign_out(page)

    sign_in(page, live_server, "county")
    expect(page.get_by_role("heading", level=1)).to_have_text("还差一步")
    assert faults_of(page) == []
    page.get_by_label("验证码").fill(number_of(secret))
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page).to_have_url(f"{live_server.url}/today/")
    assert (len(codes), errors) == (10, [])


def test_a_recovery_code_signs_in_without_the_phone(page, live_server, people, errors):
    sign_in(page, live_server, "teacher")
    to_security(page)
    _secret, codes = set_up_app(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="存成文件").click()
    kept = download.value.path().read_text("utf-8")
    page.get_by_role("link", name="存好了").click()
    sign_out(page)

    sign_in(page, live_server, "teacher")
    page.get_by_label("验证码").fill(codes[3])
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page).to_have_url(f"{live_server.url}/today/")
    to_security(page)
    expect(page.get_by_role("main")).to_contain_text("还有9个没有用")
    assert [code in kept for code in codes] == [True] * 10
    assert errors == []


def test_a_teacher_signs_out_a_computer_that_was_left_open(page, live_server, people, browser, errors):
    other = browser.new_context(locale="zh-CN").new_page()
    sign_in(other, live_server, "teacher")
    expect(other).to_have_url(f"{live_server.url}/today/")
    sign_in(page, live_server, "teacher")
    to_security(page)
    assert faults_of(page) == []

    page.get_by_role("button", name="让别的设备都退出").click()

    expect(page.get_by_text("1台设备已经退出。")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("登录")
    assert errors == []


@pytest.mark.parametrize(
    ("width", "mode", "theme"), [(1440, "", ""), (390, "", ""), (390, "elder", ""), (390, "", "dark")]
)
def test_the_page_of_safety_fits_every_screen(page, live_server, people, width, mode, theme):
    page.set_viewport_size({"width": width, "height": 844})
    page.context.add_cookies(
        [
            {"name": "yd-mode", "value": mode, "url": live_server.url},
            {"name": "yd-theme", "value": theme, "url": live_server.url},
        ]
    )
    sign_in(page, live_server, "teacher")

    for place in ("/security/", "/security/app/", "/security/second-factor/", "/security/passkeys/add/"):
        page.goto(live_server.url + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert faults_of(page) == [], place
