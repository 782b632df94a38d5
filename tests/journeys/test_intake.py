"""A county officer hands a roster in, looks at what it would do, confirms it, and takes it back."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import AT, ON
from tests.engines.registry.rosters import card, enrolment, role, tables, user, zipped
from yuandu.engines.registry import api as registry
from yuandu.engines.registry import tasks
from yuandu.engines.registry.models import Intake, Person


def faults_of(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def work():
    """Do what the worker would do next."""
    intake = Intake.objects.select_related("job").get()
    task = intake.job.task.removeprefix("registry.")
    getattr(tasks.intake, task)(job_id=intake.job.pk, **intake.job.arguments)


@pytest.fixture
def signed_in(page, live_server, transactional_db, city):
    user = registry.open_account(
        username="county", name="王海燕", password="kite-2021-yuandu", home=city["奎文区"], by=None, at=AT
    )
    registry.grant_role(user=user, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)
    page.goto(f"{live_server.url}/sign-in/?next=/registry/intakes/")
    page.get_by_label("用户名").fill("county")
    page.get_by_label("密码", exact=True).fill("kite-2021-yuandu")
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="名册导入")).to_be_visible()
    return page


@pytest.fixture
def roster(tmp_path):
    """A roster with one pupil whose card is wrong."""
    said = tables()
    said["users"] = [*said["users"], user("u9", "孙小兰", id_card=card(9)[:-1] + "?")]
    said["roles"] = [*said["roles"], role("r9", "u9", "student")]
    said["enrollments"] = [*said["enrollments"], enrolment("e9", "u9")]
    path = tmp_path / "秋季名册.zip"
    path.write_bytes(zipped(said))
    return path


def test_a_roster_is_checked_confirmed_and_taken_back(signed_in, roster):
    page = signed_in
    assert faults_of(page) == []
    page.get_by_role("link", name="交一份名册").click()
    expect(page.get_by_role("link", name="学生与监护人")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("名册文件").set_input_files(roster)
    page.get_by_role("button", name="交上去检查").click()

    expect(page.get_by_text("正在检查")).to_be_visible()
    assert faults_of(page) == []
    work()
    expect(page.get_by_text("将新增7人、更新0人")).to_be_visible()
    expect(page.get_by_text("对照证件改好后，重新导入。").first).to_be_visible()
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载有误的行").click()
    assert download.value.suggested_filename == "秋季名册-有误的行.zip"

    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("正在写入")).to_be_visible()
    work()
    expect(page.get_by_text("新增了7人、更新了0人")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="撤销这次导入").click()
    expect(page.get_by_role("heading", name="撤销这次导入？")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("正在撤销")).to_be_visible()
    work()

    expect(page.get_by_text("这次导入已撤销")).to_be_visible()
    assert not Person.objects.exists()
    page.get_by_role("link", name="名册导入").first.click()
    expect(page.get_by_role("cell", name="已撤销")).to_be_visible()


def test_the_roster_of_a_place_is_asked_for_and_waits_for_a_second_person(signed_in):
    page = signed_in
    page.get_by_role("link", name="导出名册").click()
    assert faults_of(page) == []
    page.get_by_label("学生与监护人（Excel）").check()
    page.get_by_label("学籍办理").check()
    page.get_by_label("交给谁用").fill("本人")
    page.get_by_label("用到哪天").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="提交审批").click()

    expect(page.get_by_text("等待批准").first).to_be_visible()
    assert faults_of(page) == []
