"""The dry run: what every row would do, what is wrong with it, and that nothing is written by it."""

import pytest

from tests.conftest import AT, ON
from tests.engines.registry.rosters import (
    CLASSES,
    ORGS,
    applied,
    card,
    checked,
    enrolment,
    role,
    tables,
    user,
    zipped,
)
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Organisation, Paper, Person, Post


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def neighbour(person):
    return person("neighbour", role="officer", at="潍城区")


def kinds(intake):
    return intake.counts["kinds"]


def told(intake, *, warnings=False):
    """Return the complaints as lines."""
    faults = intake.faults.order_by("file", "line", "pk").exclude(field="password")
    faults = faults if warnings else faults.filter(is_warning=False)
    return [(one.file, one.line, one.field, one.value, one.cause_said) for one in faults]


def only(*users, **changed):
    """Return a roster of these people, pupils of 2020级1班 in 三小."""
    said = {
        "users": list(users),
        "roles": [role(f"r-{one['sourcedId']}", one["sourcedId"], "student") for one in users],
        "enrollments": [enrolment(f"e-{one['sourcedId']}", one["sourcedId"]) for one in users],
        "demographics": [],
    }
    return zipped(tables(**said) | changed)


def test_a_check_tells_what_each_row_would_do_and_writes_nothing(city, officer):
    before = (Organisation.objects.count(), Person.objects.count(), Post.objects.count())

    intake = checked(zipped(), organisation=city["奎文区"], by=officer)

    assert told(intake, warnings=True) == []
    assert (intake.state, intake.kind, intake.source) == (
        "CHECKED",
        "oneroster-1.2",
        f"sis@{city['奎文区'].pk}",
    )
    assert kinds(intake) == {
        "course": {"NEW": 1},
        "group": {"NEW": 1},
        "guardianship": {"NEW": 2},
        "makeshift": {"SAME": 3},
        "membership": {"NEW": 2},
        "organisation": {"NEW": 3, "SAME": 2},
        "person": {"NEW": 7},
        "post": {"NEW": 6},
        "term": {"NEW": 1},
    }
    assert (Organisation.objects.count(), Person.objects.count(), Post.objects.count()) == before


def test_a_file_that_is_no_roster_is_unreadable_with_a_sentence(city, officer):
    intake = checked(b"PK\x03\x04 not a zip", organisation=city["奎文区"], by=officer)

    sentence = "这不是 OneRoster 压缩包：请上传 .zip 文件，里面放 manifest.csv 和各张 .csv 表。"
    assert (intake.state, intake.cause) == ("UNREADABLE", sentence)


def test_a_wrong_check_digit_is_named_with_line_column_and_cure(city, officer):
    wrong = card(1)[:-1] + ("0" if card(1)[-1] != "0" else "1")

    intake = checked(
        only(user("u1", id_card=wrong), user("u2", id_card=card(2))), organisation=city["奎文区"], by=officer
    )

    column = "metadata.yuandu.idCard"
    assert sorted(told(intake)) == [
        ("enrollments.csv", 2, "userSourcedId", "u1", "这个人的那一行有误，所以这一行也没有读取。"),
        ("roles.csv", 2, "userSourcedId", "u1", "这个人的那一行有误，所以这一行也没有读取。"),
        ("users.csv", 2, column, wrong, "身份证号的最后一位对不上，请逐位核对。"),
    ]
    assert (
        intake.faults.get(line=2, file="users.csv", is_warning=False).cure_said
        == "对照证件改好后，重新导入。"
    )
    assert kinds(intake)["person"] == {"FAULT": 1, "NEW": 1}
    assert kinds(intake)["post"] == {"FAULT": 1, "NEW": 1}


def test_an_area_that_nobody_knows_is_a_warning_and_the_pupil_comes_in(city, officer):
    services.load_areas([{"code": "370705", "title": "奎文区", "level": "county"}])
    number = card(1, area="370721")

    intake = checked(only(user("u1", id_card=number)), organisation=city["奎文区"], by=officer)

    said = "身份证号前6位不是现行的区划代码，可能是旧代码，请核对。"
    assert told(intake, warnings=True) == [("users.csv", 2, "metadata.yuandu.idCard", number, said)]
    assert kinds(intake)["person"] == {"NEW": 1}


def test_a_school_of_the_neighbour_county_cannot_be_changed(city, officer):
    orgs = [*ORGS, {"sourcedId": "w", "name": "潍城区教育和体育局", "type": "district"}]
    orgs += [{"sourcedId": "s2", "name": "二小", "type": "school", "parentSourcedId": "w"}]
    services.change_organisation(organisation=city["二小"], on=ON, by=None, at=AT, identifier="2137000001")
    orgs[-1]["identifier"] = "2137000001"

    intake = checked(zipped(tables(orgs=orgs)), organisation=city["奎文区"], by=officer)

    assert told(intake) == [
        ("orgs.csv", 4, "parentSourcedId", "w", "所属机构的那一行有误，所以这一行也没有读取。"),
        ("orgs.csv", 6, "name", "潍城区教育和体育局", "这个机构不在“奎文区教育和体育局”的范围内。"),
    ]
    city["二小"].refresh_from_db()
    assert (city["二小"].name, city["二小"].path) == ("二小", "370700.370702.S2.")


def test_a_school_that_hangs_below_another_county_is_refused_with_all_its_rows(city, officer):
    orgs = [
        {"sourcedId": "c", "name": "潍坊市教育局", "type": "district", "metadata.yuandu.level": "city"},
        {"sourcedId": "d", "name": "奎文区教育和体育局", "type": "district", "parentSourcedId": "c"},
        {"sourcedId": "s3", "name": "三小", "type": "school", "parentSourcedId": "c"},
    ]

    intake = checked(zipped(tables(orgs=orgs)), organisation=city["奎文区"], by=officer)

    assert kinds(intake)["organisation"] == {"FAULT": 3, "SAME": 2}
    assert kinds(intake)["post"] == {"FAULT": 6}
    assert told(intake)[0][-1] == "所属机构的那一行有误，所以这一行也没有读取。"


def test_a_pupil_of_another_county_is_not_taken_and_the_school_not_named(city, officer, neighbour):
    applied(
        only(
            user("u1", "王小明", id_card=card(1)),
            orgs=[{"sourcedId": "s3", "name": "二小", "type": "school"}],
        ),
        organisation=city["潍城区"],
        by=neighbour,
    )

    intake = checked(only(user("u9", "王小明", id_card=card(1))), organisation=city["奎文区"], by=officer)

    column = "metadata.yuandu.idCard"
    assert [one for one in told(intake) if one[0] == "users.csv"] == [
        ("users.csv", 2, column, card(1), "已在别的学校登记，请走转学或调动。")
    ]
    assert Person.objects.filter(papers__number=card(1)).count() == 1


def test_who_may_see_the_other_school_is_told_its_name(city, person, neighbour):
    applied(
        only(user("u1", id_card=card(1)), orgs=[{"sourcedId": "s3", "name": "二小", "type": "school"}]),
        organisation=city["潍城区"],
        by=neighbour,
    )
    wide = person("wide", role="officer", at="潍坊市")

    intake = checked(only(user("u9", id_card=card(1))), organisation=city["奎文区"], by=wide)

    assert [one[-1] for one in told(intake) if one[0] == "users.csv"] == ["已在二小登记，请走转学或调动。"]


def test_two_rows_with_one_card_are_one_person_if_the_names_agree(city, officer):
    users = [user("u1", "王小明", id_card=card(1)), user("u2", "王小明", id_card=card(1))]

    intake = applied(only(*users), organisation=city["奎文区"], by=officer)

    assert told(intake, warnings=True) == [
        ("enrollments.csv", 3, "role", "pupil", "这个岗位在前面写过，没有再读取。"),
        ("users.csv", 3, "metadata.yuandu.idCard", card(1), "和第2行是同一个人，已合在一起。"),
    ]
    assert list(Paper.objects.values_list("person__name", "number")) == [("王小明", card(1))]


def test_two_people_with_one_card_are_refused(city, officer):
    users = [user("u1", "王小明", id_card=card(1)), user("u2", "李小红", id_card=card(1))]

    intake = checked(only(*users), organisation=city["奎文区"], by=officer)

    said = "证件号码和第2行的另一个人相同。"
    assert told(intake)[-1] == ("users.csv", 3, "metadata.yuandu.idCard", card(1), said)
    assert kinds(intake)["person"] == {"FAULT": 1, "NEW": 1}


def test_a_loop_of_parents_is_named_and_the_others_are_read(city, officer):
    orgs = [
        *ORGS,
        {"sourcedId": "a", "name": "甲", "type": "department", "parentSourcedId": "b"},
        {"sourcedId": "b", "name": "乙", "type": "department", "parentSourcedId": "a"},
    ]

    intake = checked(zipped(tables(orgs=orgs)), organisation=city["奎文区"], by=officer)

    assert sorted(told(intake)) == [
        ("orgs.csv", 2, "parentSourcedId", "b", "机构的上级绕成了圈。"),
        ("orgs.csv", 3, "parentSourcedId", "a", "机构的上级绕成了圈。"),
    ]
    assert kinds(intake)["organisation"] == {"FAULT": 2, "NEW": 3, "SAME": 2}


def test_what_points_to_nothing_is_named(city, officer):
    said = tables()
    said["enrollments"] = [
        *said["enrollments"],
        enrolment("e9", "nobody"),
        enrolment("e91", "u1", clazz="none"),
    ]

    intake = checked(zipped(said), organisation=city["奎文区"], by=officer)

    assert sorted(told(intake)) == [
        ("enrollments.csv", 8, "userSourcedId", "nobody", "没有找到这个人。"),
        ("enrollments.csv", 9, "classSourcedId", "none", "没有找到这一行所属的机构。"),
    ]


def test_a_pupil_in_two_classes_keeps_the_first(city, officer):
    classes = [*CLASSES, CLASSES[0] | {"sourcedId": "c2", "title": "2020级2班"}]
    enrolments = [enrolment("e1", "u1"), enrolment("e2", "u1", clazz="c2")]

    intake = checked(
        only(user("u1", id_card=card(1)), classes=classes, enrollments=enrolments),
        organisation=city["奎文区"],
        by=officer,
    )

    assert told(intake) == [("enrollments.csv", 3, "classSourcedId", "c2", "这个学生在文件里有两个行政班。")]


def test_a_pupil_without_a_class_is_kept_at_the_school_with_a_warning(city, officer):
    intake = applied(
        only(user("u1", id_card=card(1)), enrollments=[]), organisation=city["奎文区"], by=officer
    )

    assert told(intake, warnings=True) == [("roles.csv", 2, "orgSourcedId", "s3", "没有分班，先登记在学校。")]
    assert list(Post.objects.values_list("kind", "organisation__name")) == [("pupil", "三小")]


def test_a_pupil_number_once_of_kind_g_stays(city, officer):
    applied(
        only(user("u1", id_card=card(1), pupil_number=f"G{card(1)}")), organisation=city["奎文区"], by=officer
    )

    intake = checked(
        only(user("u1", id_card=card(1), pupil_number=f"L{card(1)[:-1]}1")),
        organisation=city["奎文区"],
        by=officer,
    )

    assert [one[-1] for one in told(intake) if one[0] == "users.csv"] == [
        "学籍号终身不变，不能改成这个号码。"
    ]


def test_a_temporary_pupil_number_becomes_g_and_the_old_one_is_kept(city, officer):
    temporary = f"L{card(1)[:-1]}1"
    applied(only(user("u1", pupil_number=temporary)), organisation=city["奎文区"], by=officer)

    applied(
        only(user("u1", id_card=card(1), pupil_number=f"G{card(1)}")), organisation=city["奎文区"], by=officer
    )

    papers = Paper.objects.order_by("kind", "number").values_list("kind", "number", "to_on")
    assert list(papers) == [
        ("id_card", card(1), None),
        ("pupil_number", f"G{card(1)}", None),
        ("pupil_number", temporary, ON.replace(2022, 12, 1)),
    ]


@pytest.fixture
def registrar(person):
    return person("registrar", role="registrar", at="一小")


def school_file(name):
    """Return what one school's own system exports."""
    orgs = [{"sourcedId": "s3", "name": name, "type": "school"}]
    return only(user("u1", id_card=card(1)), orgs=orgs)


def test_a_school_hands_in_its_own_roster(city, registrar):
    intake = applied(school_file("一小"), organisation=city["一小"], by=registrar)

    assert told(intake) == []
    assert list(Post.objects.values_list("school__name", "organisation__name")) == [("一小", "2020级1班")]


def test_the_roster_of_another_school_is_not_taken_for_ones_own(city, registrar):
    intake = checked(school_file("二小"), organisation=city["一小"], by=registrar)

    assert ("orgs.csv", 2, "name", "二小", "这个机构不在“一小”的范围内。") in told(intake)
    assert kinds(intake)["post"] == {"FAULT": 1}


def test_a_bureau_is_known_by_a_name_much_like_its_own(city, officer):
    orgs = [ORGS[0] | {"name": "奎文区教育局"}, *ORGS[1:]]

    intake = applied(zipped(tables(orgs=orgs)), organisation=city["奎文区"], by=officer)

    assert told(intake) == []
    assert Organisation.objects.get(pk=city["奎文区"].pk).name == "奎文区教育和体育局"


def test_a_roster_of_version_1_1_says_roles_beside_the_people(city, officer):
    said = tables()
    roles = {row["userSourcedId"]: row for row in said.pop("roles")}
    said["users"] = [
        one | {"role": {"principal": "administrator"}.get(roles[one["sourcedId"]]["role"], roles[one["sourcedId"]]["role"]),
               "orgSourcedIds": [roles[one["sourcedId"]]["orgSourcedId"]]}
        for one in said["users"]
    ]  # fmt: skip

    intake = applied(zipped(said, version="1.1"), organisation=city["奎文区"], by=officer)

    assert (told(intake), intake.kind) == ([], "oneroster-1.1")
    posts = Post.objects.order_by("person__name", "kind").values_list("person__name", "kind")
    assert list(posts) == [
        ("张小军", "pupil"),
        ("李小红", "pupil"),
        ("王小明", "pupil"),
        ("赵老师", "class_teacher"),
        ("赵老师", "subject_teacher"),
        ("钱校长", "staff"),
    ]


def test_a_delta_adds_to_classes_that_an_earlier_file_brought(city, officer):
    applied(zipped(), organisation=city["奎文区"], by=officer)
    moment = {"status": "active", "dateLastModified": "2022-12-30T08:00:00.000Z"}
    delta = {
        "users": [user("u8", "孙小兰", id_card=card(8)) | moment],
        "roles": [role("r8", "u8", "student") | moment],
        "enrollments": [enrolment("e8", "u8") | moment, enrolment("e9", "u8", clazz="g1") | moment],
    }

    intake = applied(zipped(delta, mode="delta"), organisation=city["奎文区"], by=officer)

    assert told(intake) == []
    assert kinds(intake) == {
        "makeshift": {"SAME": 1},
        "membership": {"NEW": 1},
        "person": {"NEW": 1},
        "post": {"NEW": 1},
    }
    assert Post.objects.get(person__name="孙小兰").organisation.name == "2020级1班"
