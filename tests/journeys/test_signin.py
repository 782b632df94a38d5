"""A slip of paper becomes an account; a forgotten password; another seat. By keyboard, and on a phone."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship, Person, Post

WORDS = "kites over Weifang"


@pytest.fixture
def family(transactional_db, city):
    """A pupil of 一小 with a mother, and the registrar of the school, who has an account."""
    form, school = city["2018级1班"], city["一小"]
    pupil, mother = Person.objects.create(name="李小鸢"), Person.objects.create(name="林佳洁")
    Post.objects.create(
        person=pupil, organisation=form, path=form.path, unit=form.unit, school=school, kind="pupil",
        from_on=date(2020, 9, 1),
    )  # fmt: skip
    Guardianship.objects.create(
        pupil=pupil, guardian=mother, relation="mother", path=form.path, unit=form.unit, school=school
    )
    registrar = registry.open_account(
        username="registrar", name="陈庆", password=WORDS, home=school, by=None, at=AT
    )
    for role in ("registrar", "officer"):
        registry.grant_role(user=registrar, role=role, organisation=school, on=ON, by=None, at=AT)
    return city


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def sign_in(page, live_server, username, password=WORDS):
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名或邮箱").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_registrar_prints_slips_and_a_mother_opens_her_account_and_sees_her_child(
    page, live_server, family
):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, live_server, "registrar")
    page.get_by_role("navigation", name="工作台").get_by_role("link", name="开通账号").click()
    assert faults_of(page) == []

    page.get_by_role("link", name="印一小2018级1班的激活码").click()
    page.get_by_label("家长").check()
    assert faults_of(page) == []
    page.get_by_role("button", name="生成并显示纸条").click()
    slip = page.get_by_role("listitem").filter(has_text="林佳洁")
    code = slip.get_by_text("-", exact=False).first.inner_text()
    expect(slip).to_contain_text("李小鸢的家长")
    assert faults_of(page) == []

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/activate/")
    assert faults_of(page) == []
    page.get_by_role("textbox", name="激活码").fill(code.lower())
    page.get_by_label("姓名").fill("林佳洁")
    page.get_by_label("给自己起一个用户名").fill("13800002206")
    page.get_by_label("设一个密码").fill(WORDS)
    page.get_by_label("再写一遍密码").fill(WORDS)
    page.get_by_role("button", name="开通并登录").click()

    expect(page.get_by_role("heading", name="林佳洁，您好")).to_be_visible()
    expect(page.get_by_text("2018级1班")).to_be_visible()
    page.get_by_role("link", name="李小鸢", exact=True).click()
    expect(page.get_by_role("heading", name="李小鸢")).to_be_visible()
    assert (faults_of(page), errors) == ([], [])


def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(page, live_server, family):
    page.goto(f"{live_server.url}/activate/")
    for label, text in (("激活码", "AAAAA-AAAAA"), ("姓名", "林佳洁"), ("给自己起一个用户名", "linjiajie")):
        page.get_by_role("textbox", name=label).fill(text)
    page.get_by_label("设一个密码").fill(WORDS)
    page.get_by_label("再写一遍密码").fill(WORDS)
    page.get_by_role("button", name="开通并登录").click()

    expect(page.get_by_role("alert")).to_have_text("激活码或姓名不对，请照着纸条再写一遍。")
    expect(page.get_by_label("姓名")).to_have_value("林佳洁")
    assert faults_of(page) == []


def test_a_person_signs_in_by_keyboard_alone_and_out_again(page, live_server, family):
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名或邮箱").focus()
    page.keyboard.type("registrar")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈庆")

    page.get_by_label("陈庆的账号").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="退出登录").click()

    expect(page.get_by_text("已经退出登录。")).to_be_visible()
    page.goto(f"{live_server.url}/today/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_a_person_takes_another_seat(page, live_server, family):
    sign_in(page, live_server, "registrar")

    page.get_by_role("banner").get_by_text("一小").first.click()
    page.get_by_role("button", name="学籍与人事管理员").click()

    expect(page.get_by_role("banner").get_by_text("学籍与人事管理员").first).to_be_visible()


@pytest.mark.parametrize(("width", "mode"), [(390, ""), (390, "elder"), (1440, "elder")])
def test_signing_in_fits_every_screen(page, live_server, family, width, mode):
    page.set_viewport_size({"width": width, "height": 844})
    page.context.add_cookies([{"name": "yd-mode", "value": mode, "url": live_server.url}])

    for place in ("/sign-in/", "/activate/", "/password/forgotten/"):
        page.goto(live_server.url + place)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults_of(page) == []


def test_the_language_and_the_colour_that_a_person_chose_come_along(page, live_server, family):
    sign_in(page, live_server, "registrar")
    page.goto(f"{live_server.url}/registry/profile/")
    page.get_by_label("English").check()
    page.get_by_label("夜间", exact=True).check()
    page.get_by_role("button", name="就这样显示").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.context.clear_cookies()
    sign_in(page, live_server, "registrar")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert faults_of(page) == []
