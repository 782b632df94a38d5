"""Our own templates, filled in: schools, staff, pupils with their guardians, as workbooks and as text."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest

from tests.engines.registry.rosters import applied, card, checked
from yuandu.engines.registry.gateways import TEMPLATES, write_workbook
from yuandu.engines.registry.models import Guardianship, Organisation, Paper, Person, Post
from yuandu.engines.registry.services.intake.reading import code_lists


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def kuiwen(city):
    return city["奎文区"]


def book(kind, *rows):
    """Return the bytes of a filled-in template."""
    target = BytesIO()
    write_workbook(target, kind, rows, code_lists=code_lists())
    return target.getvalue()


def text(kind, *rows):
    """Return the same as CSV."""
    columns = TEMPLATES[kind].columns
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow([column.heading for column in columns])
    writer.writerows([row.get(column.name, "") for column in columns] for row in rows)
    return ("\ufeff" + target.getvalue()).encode()


def school(name="三小", **more):
    return {"name": name, "level": "学校", "parent": "奎文区教育和体育局", "school_kind": "小学"} | more


def teacher(number=11, name="赵老师", **more):
    said = {"name": name, "paper_number": card(number, born="19850101"), "organisation": "一小"}
    return said | {"post_kind": "任课教师", "subject": "语文"} | more


def pupil(number=1, name="王小明", **more):
    said = {"name": name, "paper_number": card(number), "sex": "男" if number % 2 else "女", "school": "一小"}
    return said | {"grade": "小学五年级", "class_name": "2018级1班"} | more


def told(intake):
    faults = intake.faults.filter(is_warning=False).order_by("line", "pk")
    return [(one.line, one.field, one.value, one.cause_said) for one in faults]


def posts():
    held = Post.objects.order_by("person__name", "kind", "path")
    return list(held.values_list("person__name", "kind", "subject", "organisation__name"))


@pytest.mark.parametrize(("made", "name"), [(book, "学校.xlsx"), (text, "学校.csv")])
def test_schools_come_in_below_the_organisations_that_they_name(kuiwen, officer, made, name):
    rows = (
        school(identifier="2137000003"),
        school("三小东校区", level="校区", school_kind="", parent="2137000003"),
    )

    intake = applied(made("organisations", *rows), organisation=kuiwen, by=officer, name=name)

    assert told(intake) == []
    opened = Organisation.objects.filter(name__startswith="三小").order_by("path")
    assert [(one.level, one.kind, one.path) for one in opened] == [
        ("school", "211", "370700.370705.2137000003."),
        ("campus", "", f"370700.370705.2137000003.C{opened[1].pk}."),
    ]


def test_a_parent_that_is_not_here_is_named_by_line_and_column(kuiwen, officer):
    rows = (school(), school("四小", parent="潍城区教育和体育局"))

    intake = checked(book("organisations", *rows), organisation=kuiwen, by=officer, name="学校.xlsx")

    said = "这一行写的机构或班级找不到，或者已经撤销。"
    assert told(intake) == [(3, "上级机构", "潍城区教育和体育局", said)]
    assert intake.counts["bad_lines"] == 1


def test_staff_come_to_their_places_and_classes(kuiwen, officer):
    rows = (
        teacher(classes="2018级1班"),
        teacher(12, "钱校长", post_kind="校长", subject=""),
        teacher(12, "钱校长", post_kind="任课教师", subject="数学", begins_on="2021-09-01"),
    )

    intake = applied(book("staff", *rows), organisation=kuiwen, by=officer, name="教职工.xlsx")

    assert told(intake) == []
    assert posts() == [
        ("赵老师", "subject_teacher", "chinese", "2018级1班"),
        ("钱校长", "principal", "", "一小"),
        ("钱校长", "subject_teacher", "mathematics", "一小"),
    ]
    assert Person.objects.count() == 2


def test_pupils_come_with_their_class_and_guardians(kuiwen, officer):
    rows = (
        pupil(guardian_1_name="王大明", guardian_1_relation="父亲", guardian_1_phone="13800000001"),
        pupil(3, "王小亮", class_name="2018级2班", guardian_1_name="王大明", guardian_1_relation="父亲",
              guardian_1_phone="13800000001", guardian_2_name="李芳", guardian_2_relation="母亲"),
    )  # fmt: skip

    intake = applied(book("pupils", *rows), organisation=kuiwen, by=officer, name="学生.xlsx")

    assert told(intake) == []
    assert posts() == [("王小亮", "pupil", "", "2018级2班"), ("王小明", "pupil", "", "2018级1班")]
    assert list(
        Organisation.objects.filter(level="class").order_by("name").values_list("name", "parent__name")
    ) == [
        ("2018级1班", "2018级"),
        ("2018级2班", "2018级"),
    ]
    ties = Guardianship.objects.order_by("pupil__name", "guardian__name")
    assert list(ties.values_list("pupil__name", "guardian__name", "relation", "is_primary")) == [
        ("王小亮", "李芳", "mother", False),
        ("王小亮", "王大明", "father", True),
        ("王小明", "王大明", "father", True),
    ]
    assert Person.objects.filter(name="王大明").count() == 1


def test_the_same_workbook_twice_changes_nothing(kuiwen, officer):
    rows = (
        pupil(guardian_1_name="王大明", guardian_1_relation="父亲"),
        pupil(2, "李小红", begins_on="2018-09-01"),
    )
    applied(book("pupils", *rows), organisation=kuiwen, by=officer, name="学生.xlsx")

    again = checked(book("pupils", *rows), organisation=kuiwen, by=officer, name="学生.xlsx")

    assert {outcome for said in again.counts["kinds"].values() for outcome in said} == {"SAME"}


def test_bad_rows_of_pupils_are_named_and_the_good_ones_come_in(kuiwen, officer):
    rows = (
        pupil(1),
        pupil(2, "李小红", school="没有的小学"),
        pupil(3, "张小军", paper_number="370705201403050015"),
        pupil(4, "周小芳", paper_number=""),
        pupil(5, "", sex=""),
        pupil(6, "吴小雨", sex="男"),
    )

    intake = applied(book("pupils", *rows), organisation=kuiwen, by=officer, name="学生.xlsx")

    assert told(intake) == [
        (3, "班级", "2018级1班", "这一行写的机构或班级找不到，或者已经撤销。"),
        (4, "证件号码", "370705201403050015", "身份证号的最后一位对不上，请逐位核对。"),
        (5, "证件号码", "", "没有证件号码，也没有学籍号。"),
        (6, "姓名", "", "缺少必填的“姓名”。"),
        (6, "性别", "", "缺少必填的“性别”。"),
    ]
    warned = intake.faults.filter(is_warning=True).values_list("line", "field", "cause")
    assert list(warned) == [(7, "性别", "性别和身份证号不一致，按身份证号登记。")]
    assert posts() == [("吴小雨", "pupil", "", "2018级1班"), ("王小明", "pupil", "", "2018级1班")]
    assert intake.counts["bad_lines"] == 4


def test_papers_of_other_kinds_are_kept_as_they_are(kuiwen, officer):
    rows = (pupil(1, "陈小安", paper_kind="护照", paper_number="E12345678", born_on="2014-01-02"),)

    applied(book("pupils", *rows), organisation=kuiwen, by=officer, name="学生.xlsx")

    assert list(Paper.objects.values_list("kind", "number", "person__birth_on")) == [
        ("passport", "E12345678", date(2014, 1, 2))
    ]
