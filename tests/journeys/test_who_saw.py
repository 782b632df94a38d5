"""A father reads who saw his daughter's record, and has a say in it (clauses 13.1, 15.1, 17.7)."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Claim, Guardianship, Person
from yuandu.engines.registry.services import people
from yuandu.engines.registry.services import subjects as services
from yuandu.kernel import scope

PASSWORD = "kite-2021-yuandu"


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def daughter(transactional_db, city):
    """李知远, ten years old, in the first class, with a father."""
    post = {"kind": "pupil", "from_on": ON}
    child = people.add_person(
        name="李知元", place=city["2018级1班"], post=post, birth_on=date(2016, 3, 15), sex="2", by=None, at=AT
    )
    people.add_guardian(pupil=child, name="李大山", relation="father", phone="13800002206", by=None, at=AT)
    return child


@pytest.fixture
def open_for(city):
    """Open an account with a password."""

    def opened(username, name, **details):
        return registry.open_account(
            username=username, name=name, password=PASSWORD, home=city["一小"], by=None, at=AT, **details
        )

    return opened


@pytest.fixture
def registrar(daughter, city, open_for):
    """白老师 of the school, who looked at the daughter's record this morning."""
    user = open_for("bai", "白娟")
    registry.grant_role(user=user, role="registrar", organisation=city["一小"], on=ON, by=None, at=AT)
    with scope.entered(
        scope.Scope(everything=True, account=user.pk, who=user.name, seat="一小 学籍与人事管理员")
    ):
        activity.record(
            verb="registry.revealed",
            about=f"registry.Person:{daughter.pk}",
            path=city["2018级1班"].path,
            by=user.pk,
            at=timezone.now() - timedelta(hours=2),
            because="学籍办理：核对报名",
            data={"purpose": "enrolment", "fields": ["name", "papers"]},
            people=[daughter.pk],
        )
    return user


@pytest.fixture
def father(daughter, open_for, registrar):
    guardian = Guardianship.objects.get(pupil=daughter).guardian
    user = open_for("dashan", guardian.name, person=guardian)
    services.give_consent(person=daughter, activity="works_shown", by=user, at=timezone.now())
    return user


def sign_in(page, live_server, username):
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(f"{live_server.url}/today/")


def test_a_father_reads_who_saw_complains_withdraws_and_has_a_name_put_right(
    page, live_server, father, registrar, daughter
):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "dashan")
    page.get_by_role("link", name="谁看过李知元的资料").click()
    expect(page.get_by_text("一小 学籍与人事管理员")).to_be_visible()
    expect(page.get_by_text("用途：学籍办理：核对报名")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="图画").click()
    expect(page.get_by_text("一只眼睛是看过一次")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="列表").click()

    page.get_by_role("link", name="这次查看不对？").click()
    page.get_by_label("这次查看哪里不对").fill("这天没有报名，为什么要看证件")
    page.get_by_role("button", name="提出请求").click()
    expect(page.get_by_role("heading", name="质疑")).to_be_visible()
    expect(page.get_by_text("平台自己的承诺，不是法定期限")).to_be_visible()
    assert faults_of(page) == []

    page.goto(f"{live_server.url}/registry/people/{daughter.pk}/consents/")
    assert faults_of(page) == []
    page.get_by_role("button", name="撤回对照片和作品公开展示的同意").click()
    expect(page.get_by_text("已撤回对“照片和作品公开展示”的同意。")).to_be_visible()
    assert not registry.consents(person_id=daughter.pk, activity="works_shown", on=timezone.localdate())

    page.get_by_role("link", name="登记的资料").click()
    page.get_by_role("link", name="更正姓名").click()
    page.get_by_label("应该是什么").fill("李知远")
    page.get_by_label("说明").fill("出生证上是“远”")
    assert faults_of(page) == []
    page.get_by_role("button", name="提出请求").click()
    expect(page.get_by_role("heading", name="更正：姓名")).to_be_visible()
    assert Claim.objects.filter(answered_at=None).count() == 2


def test_the_school_corrects_what_the_father_asked_and_he_reads_the_answer(
    page, live_server, father, registrar, daughter
):
    services.make_claim(
        person=daughter, kind="correct", field="name", right="李知远", by=father, at=timezone.now()
    )
    sign_in(page, live_server, "bai")
    page.get_by_role("main").get_by_role("link", name="个人信息请求").first.click()
    expect(page.get_by_text("等答复").first).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="更正：姓名").click()
    assert faults_of(page) == []
    page.get_by_role("link", name="同意，去改").click()
    expect(page.get_by_label("姓名")).to_have_value("李知远")
    page.get_by_label("怎么核对的").fill("看过出生证")
    assert faults_of(page) == []
    page.get_by_role("button", name="改正，并答复同意").click()
    expect(page.get_by_text("答复已经告诉提出请求的人。")).to_be_visible()

    assert Person.objects.get(pk=daughter.pk).name == "李知远"
    page.context.clear_cookies()
    sign_in(page, live_server, "dashan")
    page.goto(f"{live_server.url}/registry/people/{daughter.pk}/claims/")
    page.get_by_role("link", name="更正：姓名").click()
    expect(page.get_by_text("答复：同意")).to_be_visible()
    expect(page.get_by_text("看过出生证")).to_be_visible()
