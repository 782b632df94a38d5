"""The pages of rosters: who finds them, what they say, and the files that they hand out."""

import csv
import zipfile
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.conftest import AT
from tests.engines.registry.rosters import (
    applied,
    card,
    checked,
    enrolment,
    handed_in,
    role,
    tables,
    user,
    zipped,
)
from tests.engines.registry.test_intake_workbooks import book, pupil, text
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Intake, Person


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def neighbour(person):
    return person("neighbour", role="officer", at="潍城区")


@pytest.fixture
def teacher(person):
    return person("teacher", role="teacher", at="一小")


@pytest.fixture
def intake(city, officer):
    """A checked roster with one bad row."""
    said = tables()
    said["users"] = [*said["users"], user("u9", "孙小兰", id_card="370705201403050099")]
    said["roles"] = [*said["roles"], role("r9", "u9", "student")]
    said["enrollments"] = [*said["enrollments"], enrolment("e9", "u9")]
    return checked(zipped(said), organisation=city["奎文区"], by=officer)


def test_a_roster_is_handed_in_and_waits_to_be_checked(client, city, officer):
    client.force_login(officer)
    file = SimpleUploadedFile("名册.zip", zipped())

    answer = client.post("/registry/intakes/new/", {"organisation": city["奎文区"].pk, "file": file})

    intake = Intake.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/registry/intakes/{intake.pk}/")
    assert (intake.state, intake.handed_in_by, intake.sight) == ("READING", officer, ["370700.370705."])
    assert "正在检查" in client.get(answer["Location"]).text


def test_a_roster_cannot_be_handed_in_for_a_place_of_others(client, city, officer):
    client.force_login(officer)
    file = SimpleUploadedFile("名册.zip", zipped())

    answer = client.post("/registry/intakes/new/", {"organisation": city["潍城区"].pk, "file": file})

    assert answer.status_code == 422
    assert not Intake.objects.exists()


def test_a_picture_is_no_roster(client, city, officer):
    client.force_login(officer)
    file = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    answer = client.post("/registry/intakes/new/", {"organisation": city["奎文区"].pk, "file": file})

    assert answer.status_code == 409
    assert "这里不收这种文件。" in answer.text


def test_the_page_answers_first_and_names_every_bad_row(client, officer, intake):
    client.force_login(officer)

    page = client.get(f"/registry/intakes/{intake.pk}/").text

    assert "将新增7人、更新0人" in page
    assert "3行有误" in page
    assert "身份证号的最后一位对不上，请逐位核对。" in page
    assert "370705201403050099" in page
    assert "对照证件改好后，重新导入。" in page


@pytest.mark.parametrize("path", ["", "progress/", "rejects/", "undo/"])
def test_a_neighbour_finds_nothing_of_it(client, neighbour, intake, path):
    client.force_login(neighbour)

    answer = client.get(f"/registry/intakes/{intake.pk}/{path}")

    assert answer.status_code == 404
    assert "名册.zip" not in client.get("/registry/intakes/").text


def test_a_neighbour_cannot_confirm_it(client, neighbour, intake):
    client.force_login(neighbour)

    answer = client.post(f"/registry/intakes/{intake.pk}/confirm/")

    assert answer.status_code == 404
    assert Intake.objects.get(pk=intake.pk).state == "CHECKED"


def test_who_may_not_import_is_refused(client, teacher, intake):
    client.force_login(teacher)

    statuses = {
        client.get(f"/registry/{path}").status_code
        for path in ("intakes/", "intakes/new/", "exports/roster/")
    }

    assert statuses == {403}


def test_confirming_twice_is_refused_with_a_sentence(client, officer, intake):
    client.force_login(officer)
    assert client.post(f"/registry/intakes/{intake.pk}/confirm/").status_code == 302

    answer = client.post(f"/registry/intakes/{intake.pk}/confirm/")

    assert answer.status_code == 409
    assert "这次导入已经处理过，请刷新页面。" in answer.text


def test_what_is_missing_is_ended_only_if_ticked(client, city, officer):
    applied(zipped(), organisation=city["奎文区"], by=officer)
    said = tables()
    said["enrollments"] = said["enrollments"][1:]
    intake = checked(zipped(said), organisation=city["奎文区"], by=officer)
    client.force_login(officer)

    page = client.get(f"/registry/intakes/{intake.pk}/").text
    client.post(f"/registry/intakes/{intake.pk}/confirm/", {"ends": ["post", "nonsense"]})

    assert "停用不在文件里的" in page
    assert Intake.objects.get(pk=intake.pk).progress["ends"] == ["post"]


def test_bad_rows_of_a_roster_come_back_with_their_reasons(client, officer, intake):
    client.force_login(officer)

    answer = client.get(f"/registry/intakes/{intake.pk}/rejects/")

    with zipfile.ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.namelist() == ["users.csv", "roles.csv", "enrollments.csv"]
        with archive.open("users.csv") as file:
            [row] = csv.DictReader(TextIOWrapper(file, "utf-8-sig"))
    assert (row["sourcedId"], row["givenName"]) == ("u9", "小兰")
    assert row["原因"] == "metadata.yuandu.idCard：身份证号的最后一位对不上，请逐位核对。"
    assert row["怎么改"] == "对照证件改好后，重新导入。"


def test_bad_rows_of_a_workbook_come_back_as_a_workbook_that_can_be_mended(client, city, officer):
    content = book("pupils", pupil(1), pupil(3, "=1+1", paper_number="370705201403050015"))
    intake = checked(content, organisation=city["奎文区"], by=officer, name="学生.xlsx")
    client.force_login(officer)

    answer = client.get(f"/registry/intakes/{intake.pk}/rejects/")

    sheet = load_workbook(BytesIO(answer.getvalue())).active
    heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heading[-2:] == ["原因", "怎么改"]
    assert [dict(zip(heading, row, strict=True))["证件号码"] for row in rows] == ["370705201403050015"]
    assert sheet["A2"].data_type == "s"
    mended = dict(zip(heading, rows[0], strict=True)) | {"姓名*": "张小军", "证件号码": card(3)}
    again = checked(
        text("pupils", {"name": mended["姓名*"], "paper_number": mended["证件号码"], "sex": "男", "school": "一小",
                        "grade": "小学五年级", "class_name": "2018级1班"}),
        organisation=city["奎文区"], by=officer, name="改好.csv",
    )  # fmt: skip
    assert again.counts["bad_lines"] == 0


def test_bad_rows_of_a_text_file_come_back_as_text(client, city, officer):
    content = text("pupils", pupil(1), pupil(3, "张小军", paper_number="370705201403050015"))
    intake = checked(content, organisation=city["奎文区"], by=officer, name="学生.csv")
    client.force_login(officer)

    body = client.get(f"/registry/intakes/{intake.pk}/rejects/").getvalue().decode("utf-8-sig")

    [row] = csv.DictReader(StringIO(body))
    assert (row["姓名*"], row["原因"]) == ("张小军", "证件号码：身份证号的最后一位对不上，请逐位核对。")


@pytest.mark.parametrize("kind", ["organisations", "staff", "pupils"])
def test_templates_are_handed_out_with_the_lists_of_the_day(client, officer, kind):
    client.force_login(officer)

    answer = client.get(f"/registry/intakes/templates/{kind}.xlsx")

    book = load_workbook(BytesIO(answer.getvalue()))
    assert len(book.sheetnames) == 3
    assert client.get("/registry/intakes/templates/oneroster.xlsx").status_code == 404


def test_undoing_asks_first_and_says_what_stands_in_the_way(client, city, officer):
    intake = applied(zipped(), organisation=city["奎文区"], by=officer)
    services.open_account(
        username="zhao", name="赵老师", password=None, home=city["奎文区"], by=None, at=AT,
        person=Person.objects.get(name="赵老师"),
    )  # fmt: skip
    client.force_login(officer)
    assert "新增的删去" in client.get(f"/registry/intakes/{intake.pk}/undo/").text

    answer = client.post(f"/registry/intakes/{intake.pk}/undo/")

    assert answer.status_code == 409
    assert "有1条“账号”用到了这次导入的“人员”。" in answer.text
    assert Intake.objects.get(pk=intake.pk).state == "APPLIED"


def test_the_list_costs_the_same_for_one_and_for_three(client, city, officer):
    client.force_login(officer)
    handed_in(zipped(), organisation=city["奎文区"], by=officer)
    count(client)  # what a process keeps for a minute is warm
    queries_of_one = count(client)
    for _time in range(2):
        handed_in(zipped(), organisation=city["奎文区"], by=officer)

    assert count(client) == queries_of_one


def count(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/registry/intakes/").status_code == 200
    return len(captured)
