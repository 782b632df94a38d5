"""Clauses 13.1 and 17.7: one sign-in for small children too; deputies and emergency views that leave a reason.

A child signs in by pictures on a tablet of the class, a principal hands a seat over, an officer sees a lost child
and the school and the guardian know who looked, when and why.
"""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.children import NAMES, account, opened, pictures_of, posted, taught
from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import EmergencyView, Guardianship, Paper, Person, User
from yuandu.engines.registry.queries.codes import title_of

WORDS = "kites over Weifang"
NUMBER = "G370702201405020012"


@pytest.fixture(autouse=True)
def one_factor(settings):
    """Second factors have their own journey."""
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def school(transactional_db, city):
    """一小 with a first grade of small children, their teacher and a principal."""
    form = opened(city)
    for name in NAMES:
        posted(name, form)
    people = {"teacher": taught(form, "tan", "谭老师"), "form": form}
    people["principal"] = account("xu", posted("徐校长", city["一小"], "principal"), city["一小"])
    people["staff"] = account("sun", posted("孙老师", city["一小"], "staff"), city["一小"])
    people["officer"] = account("wang", posted("王海燕", city["奎文区"], "county_officer"), city["奎文区"])
    for user in User.objects.all():
        user.set_password(WORDS)
        user.save()
    return city | people


@pytest.fixture
def lost(school):
    """A child of the next county with a father; the principal of the school has an account."""
    child = posted("赵小鹰", school["二小"], birth_on=date(2014, 5, 2))
    Paper.objects.create(person=child, kind="pupil_number", number=NUMBER)
    father = Person.objects.create(name="赵大鹏", phone="13800002206")
    Guardianship.objects.create(
        pupil=child, guardian=father, relation="father", is_primary=True, path=school["二小"].path,
        unit=school["潍城区"], school=school["二小"],
    )  # fmt: skip
    account("zhao", father, school["二小"])
    account("zhou", posted("周校长", school["二小"], "principal"), school["二小"])
    for user in User.objects.filter(username__in=("zhao", "zhou")):
        user.set_password(WORDS)
        user.save()
    return child


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def sign_in(page, live_server, username):
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{live_server.url}/sign-in/?password=1")
    page.get_by_label("用户名或邮箱").fill(username)
    page.get_by_label("密码", exact=True).fill(WORDS)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_teacher_registers_a_tablet_and_a_child_signs_in_by_pictures_and_out(
    page, live_server, school, browser
):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, live_server, "tan")
    page.get_by_role("link", name="1班的设备和图片").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="发图片，去打印").click()
    slip = page.get_by_role("listitem").filter(has_text="李小鸢")
    pictures = slip.get_by_role("listitem").all_inner_texts()
    assert (len(pictures), faults_of(page)) == (3, [])
    page.get_by_role("link", name="回到设备列表").click()
    page.get_by_role("link", name="登记一台设备").click()
    page.get_by_label("给设备起个名字").fill("平板1号")
    page.get_by_role("button", name="要登记码").click()
    code = page.locator(".big-code").inner_text()
    assert faults_of(page) == []

    tablet = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    tablet.goto(f"{live_server.url}/class/device/")
    tablet.get_by_role("textbox", name="登记码").fill(code.lower())
    tablet.get_by_role("button", name="登记这台设备").click()
    expect(tablet.get_by_role("heading", name="点你的名字")).to_be_visible()
    assert (faults_of(tablet), fits(tablet)) == ([], True)
    tablet.get_by_role("link", name="小鸢").click()
    tablet.get_by_role("button", name=pictures[0]).click()
    assert (faults_of(tablet), fits(tablet)) == ([], True)
    for picture in pictures[1:]:
        tablet.get_by_role("button", name=picture).click()
    expect(tablet.get_by_role("heading", name="李小鸢")).to_be_visible()
    assert (faults_of(tablet), fits(tablet)) == ([], True)
    tablet.get_by_role("button", name="下课").click()
    expect(tablet.get_by_role("heading", name="点你的名字")).to_be_visible()

    tablet.goto(f"{live_server.url}/today/")
    expect(tablet.get_by_role("heading", name="点你的名字")).to_be_visible()
    assert errors == []


def test_wrong_pictures_are_answered_kindly(page, live_server, school):
    slip = pictures_of(school["form"], school["teacher"])["李小鸢"]
    sign_in(page, live_server, "tan")
    page.goto(f"{live_server.url}/registry/organisations/{school['form'].pk}/devices/new/")
    page.get_by_label("给设备起个名字").fill("平板1号")
    page.get_by_role("button", name="要登记码").click()
    code = page.locator(".big-code").inner_text()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/class/device/")
    page.get_by_role("textbox", name="登记码").fill(code)
    page.get_by_role("button", name="登记这台设备").click()

    page.get_by_role("link", name="小鸢").click()
    for picture in reversed(slip.sequence):
        page.get_by_role("button", name=title_of("sign_in_picture", picture)).click()

    expect(page.get_by_role("alert")).to_have_text("图片不对，再试一次。想不起来就问老师。")
    assert faults_of(page) == []


def test_a_principal_hands_the_seat_over_and_the_deputy_works_in_it(page, live_server, school):
    sign_in(page, live_server, "xu")
    page.goto(f"{live_server.url}/registry/delegations/")
    page.get_by_role("link", name="委托给别人").click()
    assert faults_of(page) == []
    page.get_by_role("radio", name="一小 校长").check()
    page.get_by_label("委托给谁").fill("sun")
    page.get_by_label("到哪天为止").fill(timezone.localdate().isoformat())
    page.get_by_label("为什么").fill("外出培训一天")
    page.get_by_role("button", name="交给他").click()
    expect(page.get_by_role("cell", name="孙老师", exact=True)).to_be_visible()
    assert faults_of(page) == []

    sign_in(page, live_server, "sun")
    page.get_by_role("banner").get_by_text("一小").first.click()
    page.get_by_role("button", name="校长（代 徐校长）").click()
    expect(page.get_by_role("banner").get_by_text("校长（代 徐校长）").first).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_an_officer_sees_a_lost_child_and_school_and_guardian_know_it(page, live_server, lost, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, "wang")
    page.goto(f"{live_server.url}/registry/emergencies/open/")
    page.get_by_label("学籍号").fill(NUMBER)
    page.get_by_label("人找不到了").check()
    page.get_by_label("把情况写清楚").fill("孩子在车站走失，联系不上家里人")
    assert (faults_of(page), fits(page)) == ([], True)
    page.get_by_role("button", name="打开60分钟").click()
    expect(page.get_by_role("link", name="13800002206")).to_be_visible()
    assert (faults_of(page), fits(page)) == ([], True)

    sign_in(page, live_server, "zhou")
    page.goto(f"{live_server.url}/registry/emergencies/")
    assert (faults_of(page), fits(page)) == ([], True)
    page.goto(f"{live_server.url}{EmergencyView.objects.get().get_absolute_url()}")
    page.get_by_label("核查意见").fill("属实，孩子当天找到")
    page.get_by_role("button", name="核查过了").click()
    expect(page.get_by_text("属实，孩子当天找到").first).to_be_visible()
    assert (faults_of(page), fits(page)) == ([], True)

    looks = [(fact.who, fact.because) for fact in activity.looks_at(lost.pk)]
    assert looks == [("王海燕", "孩子在车站走失，联系不上家里人")]
    sign_in(page, live_server, "zhao")
    page.goto(f"{live_server.url}/registry/people/{lost.pk}/looks/")
    expect(page.get_by_text("孩子在车站走失，联系不上家里人").first).to_be_visible()
