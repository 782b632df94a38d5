"""A county officer finds a pupil, changes what is to be changed, and begins a school year."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Organisation, Post
from yuandu.engines.registry.services import people

CARD = "370705201203150012"


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def pupils(transactional_db, city):
    """Three pupils of the first class; of the third there is a second record."""
    post = {"kind": "pupil", "from_on": ON}
    place = city["2018级1班"]
    for name in ("张一诺", "李知远", "王梓涵"):
        papers = {"id_card": CARD} if name == "李知远" else {}
        people.add_person(
            name=name, place=place, post=post, papers=papers, birth_on=date(2012, 3, 15), by=None, at=AT
        )
    people.add_person(name="王梓涵", place=place, post=post, birth_on=date(2012, 3, 15), by=None, at=AT)
    people.find_likenesses(path="370700.", at=AT)


@pytest.fixture
def officer(transactional_db, city):
    """Somebody of 奎文区教育和体育局 with a password."""
    user = registry.open_account(
        username="county", name="王海燕", password="kite-2021-yuandu", home=city["奎文区"], by=None, at=AT
    )
    registry.grant_role(user=user, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)
    return user


@pytest.fixture
def signed_in(page, live_server, officer, pupils):
    page.goto(f"{live_server.url}/sign-in/?next=/registry/pupils/")
    page.get_by_label("用户名").fill("county")
    page.get_by_label("密码", exact=True).fill("kite-2021-yuandu")
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="学生名册")).to_be_visible()
    return page


def test_a_pupil_is_found_by_initials_and_shows_where_they_were_when(signed_in):
    page = signed_in
    page.get_by_label("在这张表里搜").fill("lzy")
    expect(page.get_by_role("link", name="清除条件")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="李**").click()

    expect(page.get_by_role("heading", name="李**", level=1)).to_be_visible()
    expect(page.get_by_text("2020年9月1日—至今")).to_be_visible()
    expect(page.get_by_text("370705********0012")).to_be_visible()
    assert faults_of(page) == []


def test_two_pupils_are_suspended_after_a_look_at_what_would_happen(signed_in):
    page = signed_in
    for name in ("张**", "李**"):  # beyond the school, pupils have no names
        page.get_by_label(f"选择{name}").check()
    page.get_by_role("button", name="休学", exact=True).click()
    expect(page.get_by_text("2名可以办")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("从哪天起").fill("2022-03-01")
    page.get_by_role("button", name="给2名学生办休学").click()

    expect(page.get_by_text("2名学生已办休学，从2022-03-01起。")).to_be_visible()
    assert Post.objects.filter(kind="pupil_suspended", from_on=date(2022, 3, 1)).count() == 2


def test_a_double_record_is_merged_and_the_merger_taken_back(signed_in):
    page = signed_in
    page.get_by_role("link", name="疑似重复").first.click()
    assert faults_of(page) == []
    page.get_by_role("link", name="王**").first.click()
    assert faults_of(page) == []
    page.get_by_role("button", name="合并成一条").click()
    expect(page.get_by_text("已合并成一条")).to_be_visible()
    page.get_by_role("button", name="撤销合并").click()

    expect(page.get_by_text("合并已撤销")).to_be_visible()
    assert Post.objects.filter(person__name="王梓涵").count() == 2


def test_a_school_year_begins_after_its_preview(signed_in):
    page = signed_in
    page.get_by_role("navigation").get_by_role("link", name="升级").click()
    expect(page.get_by_text("1个班升一个年级")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("一小2019级开几个班").fill("3")
    page.get_by_role("button", name="奎文区升入2019学年").click()

    expect(page.get_by_text("新开3个班")).to_be_visible()
    assert Organisation.objects.filter(level="class", entry_year=2019).count() == 3


def test_a_new_pupil_is_registered_and_a_wrong_number_is_said(signed_in, live_server, city):
    page = signed_in
    page.goto(f"{live_server.url}/registry/classes/{city['2018级1班'].pk}/")
    assert faults_of(page) == []
    page.get_by_role("link", name="登记学生或教师").click()
    assert faults_of(page) == []
    page.get_by_label("姓名").fill("周子涵")
    page.get_by_label("身份证号").fill("370705201203150013")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("身份证号的最后一位对不上")).to_be_visible()
    page.get_by_label("身份证号").fill("370705201203150135")
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_role("heading", name="周**", level=1)).to_be_visible()
    expect(page.get_by_text("370705********0135")).to_be_visible()
