"""Rosters that go out: the same bytes for the same day, and nothing to do when they come in again."""

import csv
import zipfile
from io import BytesIO, TextIOWrapper

import pytest

from tests.conftest import AT
from tests.engines.registry.rosters import applied, card, checked, tables, user, zipped
from tests.engines.registry.test_intake_workbooks import book, pupil, school, teacher
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Person, Post
from yuandu.engines.registry.services.export import FORMS

DAY = AT.date()


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def full(city, officer):
    """奎文区 with what files of both kinds brought in, and 潍城区 with a pupil of its own."""
    kuiwen = city["奎文区"]
    said = tables()
    said["users"][2] |= {"metadata.yuandu.pupilNumber": "L370705201405060001"}
    said["users"] = [
        *said["users"],
        user("u7", "欧阳小慧"),
        user("u8", "John Smith"),
        user("u9", "阿依古丽·买买提"),
    ]
    applied(zipped(said), organisation=kuiwen, by=officer)
    staff = (
        teacher(21, "孙老师", classes="2018级1班"),
        teacher(22, "冯主任", post_kind="副校长", subject=""),
    )
    rows = (
        pupil(31, "周小亮", guardian_1_name="周大亮", guardian_1_relation="继父或养父"),
        pupil(32, "周小红"),
    )
    for kind, content in (
        ("organisations", book("organisations", school("五小", identifier="2137000005"))),
        ("staff", book("staff", *staff)),
        ("pupils", book("pupils", *rows)),
    ):  # fmt: skip
        applied(content, organisation=kuiwen, by=officer, name=f"{kind}.xlsx")
    Post.objects.filter(person__name="周小红").update(kind="pupil_suspended")
    stranger = Person.objects.create(name="外区学生", pinyin="waiquxuesheng")
    second = city["二小"]
    Post.objects.create(
        person=stranger, organisation=second, path=second.path, unit=city["潍城区"], school=second, kind="pupil", from_on=DAY
    )  # fmt: skip
    return kuiwen


def exported(place, form, tmp_path, name="a"):
    path = tmp_path / f"{name}.{'zip' if form == 'oneroster' else 'xlsx'}"
    services.write_export(path, form=form, place=place, on=DAY)
    return path.read_bytes()


def rows_of(content, table):
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(f"{table}.csv") as file:
        return list(csv.DictReader(TextIOWrapper(file, "utf-8")))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_comes_in_again_as_nothing_new(full, officer, tmp_path, form):
    content = exported(full, form, tmp_path)

    intake = checked(
        content, organisation=full, by=officer, name=f"a.{'zip' if form == 'oneroster' else 'xlsx'}"
    )

    assert [(one.file, one.line, one.field, one.value, one.cause_said) for one in
            intake.faults.exclude(field="password")] == []  # fmt: skip
    assert {outcome for said in intake.counts["kinds"].values() for outcome in said} == {"SAME"}
    assert intake.counts["missing"] == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_day_gives_the_same_bytes(full, tmp_path, form):
    assert exported(full, form, tmp_path, "a") == exported(full, form, tmp_path, "b")


def test_an_export_holds_the_place_and_nobody_beside_it(full, tmp_path):
    content = exported(full, "oneroster", tmp_path)

    names = {row["familyName"] + row["givenName"] for row in rows_of(content, "users")}
    assert "外区学生" not in names
    assert names == {
        "王小明", "李小红", "张小军", "赵老师", "钱校长", "王大明", "周小芳",
        "周小亮", "周小红", "周大亮", "孙老师", "冯主任",
    }  # fmt: skip
    assert [row["name"] for row in rows_of(content, "orgs")] == ["奎文区教育和体育局", "一小", "三小", "五小"]


def test_another_installation_takes_an_export_for_a_strange_file(full, officer, tmp_path, settings):
    content = exported(full, "oneroster", tmp_path)
    settings.SECRET_KEY = "another installation"

    intake = checked(content, organisation=full, by=officer)

    assert intake.source.startswith("yuandu-")
    assert intake.counts["kinds"]["person"]["SAME"] >= 6  # known by their papers


def test_a_forged_claim_to_a_person_elsewhere_is_refused(full, officer, tmp_path):
    stranger = Person.objects.get(name="外区学生")
    content = exported(full, "oneroster", tmp_path)
    known = Person.objects.get(name="李小红")
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as forged:
        for name in source.namelist():
            said = source.read(name).decode().replace(card(2), "")
            forged.writestr(name, said.replace(f"P{known.pk},", f"P{stranger.pk},"))

    intake = checked(target.getvalue(), organisation=full, by=officer)

    told = intake.faults.filter(is_warning=False, file="users.csv").values_list("value", "cause")
    assert list(told) == [(f"P{stranger.pk}", "这个编号属于别处登记的人。")]
