"""Full data for a purpose, and a file of pupils that a second person allows."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import ExportRequest
from yuandu.engines.registry.services import people, privacy

CARD = "370705201203150012"
PASSWORD = "kite-2021-yuandu"


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def pupil(transactional_db, city):
    """李知远, his father, and another pupil of the class."""
    place, post = city["2018级1班"], {"kind": "pupil", "from_on": ON}
    pupil = people.add_person(name="李知远", place=place, post=post, papers={"id_card": CARD}, by=None, at=AT)
    people.add_guardian(pupil=pupil, name="李大山", relation="father", phone="13800002206", by=None, at=AT)
    people.add_person(name="张一诺", place=place, post=post, by=None, at=AT)
    return pupil


@pytest.fixture
def officers(transactional_db, city, pupil):
    """Two people of 奎文区教育和体育局."""
    for username, name in (("wang", "王海燕"), ("zhao", "赵立新")):
        user = registry.open_account(
            username=username, name=name, password=PASSWORD, home=city["奎文区"], by=None, at=AT
        )
        registry.grant_role(user=user, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)


@pytest.fixture
def sits_down(browser, browser_context_args, live_server, officers):
    """Sign somebody in at a computer of their own."""
    contexts = []

    def signed_in(username, address):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/sign-in/?next={address}")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
        return page

    yield signed_in
    for context in contexts:
        context.close()


def test_a_masked_record_is_shown_whole_for_a_purpose_and_closed_again(sits_down):
    """行动计划 13.1 and 17.7: who looks at full data says what for."""
    page = sits_down("wang", "/registry/pupils/?q=lzy")
    page.get_by_role("link", name="李**").click()
    expect(page.get_by_role("heading", name="李**", level=1)).to_be_visible()
    expect(page.get_by_text("370705********0012")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="看完整信息").click()
    assert faults_of(page) == []
    page.get_by_label("学籍办理").check()
    page.get_by_role("button", name="看完整信息").click()

    expect(page.get_by_role("heading", name="李知远", level=1)).to_be_visible()
    expect(page.get_by_text(CARD)).to_be_visible()
    expect(page.get_by_text("13800002206")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="看完了").click()
    expect(page.get_by_text("370705********0012")).to_be_visible()
    page.get_by_role("link", name="查看统计").first.click()
    expect(page.get_by_role("heading", name="查看统计")).to_be_visible()
    page.get_by_role("link", name="王海燕").click()
    expect(page.get_by_role("cell", name="学籍办理")).to_be_visible()
    assert faults_of(page) == []


def test_a_file_of_pupils_is_asked_for_allowed_by_another_person_and_downloaded(
    sits_down, settings, tmp_path
):
    """行动计划 13.1 and 17.7: no file of people leaves without a second person's word."""
    settings.HOME = tmp_path
    asker = sits_down("wang", "/registry/pupils/")
    asker.get_by_role("link", name="导出CSV").click()
    expect(asker.get_by_role("heading", name="导出学生名册")).to_be_visible()
    assert faults_of(asker) == []
    asker.get_by_label("从哪天起").uncheck()
    asker.get_by_label("学籍办理").check()
    asker.get_by_label("交给谁用").fill("市招生办 王主任")
    asker.get_by_label("用到哪天").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    asker.get_by_role("button", name="提交审批").click()
    expect(asker.get_by_text("等待批准").first).to_be_visible()
    expect(asker.get_by_role("button", name="批准导出")).to_have_count(0)
    assert faults_of(asker) == []

    second = sits_down("zhao", "/registry/exports/")
    second.get_by_role("main").get_by_role("link", name="EX").click()
    expect(second.get_by_text("市招生办 王主任")).to_be_visible()
    assert faults_of(second) == []
    second.get_by_role("button", name="批准导出").click()
    expect(second.get_by_text("已批准，正在生成。只有申请人能下载。")).to_be_visible()

    privacy.make_export(request_id=ExportRequest.objects.get().pk, at=timezone.now())
    asker.reload()
    assert faults_of(asker) == []
    with asker.expect_download() as download:
        asker.get_by_role("link", name="下载文件").click()
    rows = list(csv.reader(StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row[0] for row in rows[2:-1]] == ["李知远", "张一诺"]
    assert "王海燕（奎文区 教育行政人员）" in rows[0][0]

    link = download.value.url
    second.goto(link)
    expect(second.get_by_text("这个文件只给申请人下载")).to_be_visible()
    assert faults_of(second) == []
