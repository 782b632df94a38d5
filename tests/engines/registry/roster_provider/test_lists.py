"""What each list holds, to the letter; and all of it as the standard's schemas have it."""

import pytest

from tests.conftest import ON
from tests.engines.registry.roster_provider.conftest import BASE
from tests.engines.registry.roster_provider.schema import OBJECTS, faults_of
from yuandu.engines.registry.models import Organisation, Person, Post
from yuandu.engines.registry.rules.oneroster import CORE, DEMOGRAPHICS, FULL
from yuandu.engines.registry.views.oneroster.endpoints import operations

ALL = (CORE, FULL, DEMOGRAPHICS)


def pointer(kind, address, sourced_id):
    href = f"http://127.0.0.1:8000{BASE}/{address}/{sourced_id}"
    return {"href": href, "sourcedId": sourced_id, "type": kind}


def without_moments(rows):
    """The rows without dateLastModified, which is that of the test."""
    return [{name: said for name, said in row.items() if name != "dateLastModified"} for row in rows]


@pytest.fixture
def filled(roster):
    """The gaps of the addresses, by the list that stands before them."""
    people = roster["people"]
    return {
        "academicSessions": f"S{roster['term'].pk}",
        "classes": f"C{roster['form'].pk}",
        "courses": f"K{roster['course'].pk}",
        "demographics": f"P{people['child'].pk}",
        "enrollments": f"E{roster['posts']['child'].pk}",
        "orgs": f"O{roster['school'].pk}",
        "schools": f"O{roster['school'].pk}",
        "students": f"P{people['child'].pk}",
        "teachers": f"P{people['teacher'].pk}",
        "terms": f"S{roster['term'].pk}",
        "users": f"P{people['youth'].pk}",
    }


def address_of(operation, filled):
    parts, before = [], ""
    for part in operation.address.split("/"):
        parts.append(filled.get(before, "none") if part == "{}" else part)
        before = part
    return "/".join(parts)


def test_the_service_has_the_operations_of_the_standard():
    names = [operation.name for operation in operations()]

    assert len(names) == len(set(names)) == 41


def test_every_answer_is_as_the_standard_wants_it(system, filled):
    reader, faults = system("奎文区", scopes=ALL), {}

    for operation in operations():
        if operation.name == "getGradingPeriod":
            continue
        address = address_of(operation, filled)
        body = reader.get(address)
        name = operation.kind.single if operation.is_single else operation.kind.many
        rows = [body[name]] if operation.is_single else body[name]
        found = [fault for row in rows for fault in faults_of(row, OBJECTS[operation.kind.many])]
        if list(body) != [name] or found or (not rows and "gradingPeriods" not in address):
            faults[operation.name] = found or body

    assert faults == {}


def test_orgs_are_the_organisations_of_the_place(system, roster, city):
    reader = system("奎文区")

    rows = without_moments(reader.get("orgs")["orgs"])

    kuiwen, school = f"O{city['奎文区'].pk}", f"O{city['一小'].pk}"
    assert rows == [
        {
            "sourcedId": kuiwen,
            "status": "active",
            "name": "奎文区教育和体育局",
            "type": "district",
            "identifier": "",
            "metadata": {"yuandu": {"level": "unit"}},
        },
        {
            "sourcedId": school,
            "status": "active",
            "name": "一小",
            "type": "school",
            "identifier": "",
            "parent": pointer("org", "orgs", kuiwen),
            "metadata": {"yuandu": {"level": "school", "schoolKind": "211", "urbanRural": "111"}},
        },
    ]


def test_a_class_and_a_teaching_group_are_classes(system, roster, city):
    reader = system("一小")

    homeroom, scheduled = without_moments(reader.get("classes")["classes"])

    school = pointer("org", "orgs", f"O{city['一小'].pk}")
    assert homeroom | {"terms": 0, "grades": 0} == {
        "sourcedId": f"C{roster['form'].pk}",
        "status": "active",
        "title": "2018级1班",
        "classType": "homeroom",
        "course": pointer("course", "courses", "H"),
        "school": school,
        "terms": 0,
        "grades": 0,
        "metadata": {"yuandu": {"entryYear": "2018"}},
    }
    assert scheduled == {
        "sourcedId": f"T{roster['group'].pk}",
        "status": "active",
        "title": "语文提高班",
        "classType": "scheduled",
        "course": pointer("course", "courses", f"K{roster['course'].pk}"),
        "school": school,
        "terms": [pointer("academicSession", "academicSessions", f"S{roster['term'].pk}")],
    }


def test_enrollments_say_who_is_and_was_in_which_class(system, roster, named):
    reader = system("一小")

    rows = reader.get("enrollments")["enrollments"]

    told = [(row["status"], named[row["user"]["sourcedId"]], row["role"], row.get("primary")) for row in rows]
    assert told == [
        ("active", "child", "student", None),
        ("active", "youth", "student", None),
        ("active", "teacher", "teacher", "true"),
        ("tobedeleted", "gone", "student", None),
        ("active", "child", "student", None),
        ("active", "teacher", "teacher", None),
    ]
    assert rows[3]["endDate"] == "2022-09-01"


def test_a_child_and_who_looks_after_it_point_to_each_other(system, roster, city):
    reader, people = system("奎文区"), roster["people"]
    child, mother = f"P{people['child'].pk}", f"P{people['mother'].pk}"

    rows = without_moments([reader.get(f"users/{pk}")["user"] for pk in (child, mother)])

    school = pointer("org", "orgs", f"O{city['一小'].pk}")
    common = {"status": "active", "enabledUser": "true"}
    assert rows == [
        common
        | {
            "sourcedId": child,
            "username": child,
            "familyName": "王",
            "givenName": "小明",
            "agents": [pointer("user", "users", mother)],
            "roles": [{"roleType": "primary", "role": "student", "org": school}],
        },
        common
        | {
            "sourcedId": mother,
            "username": mother,
            "familyName": "王",
            "givenName": "妈妈",
            "agents": [pointer("user", "users", child)],
            "roles": [{"roleType": "primary", "role": "parent", "org": school}],
        },
    ]


def test_who_has_two_roles_at_a_school_has_one_that_is_primary(system, roster, city):
    reader, school = system("一小"), city["一小"]
    Post.objects.create(
        person=roster["people"]["teacher"], kind="vice_principal", organisation=school, path=school.path,
        unit_id=school.unit_id, school=school, from_on=ON,
    )  # fmt: skip

    user = reader.get(f"users/P{roster['people']['teacher'].pk}")["user"]

    assert [(role["roleType"], role["role"], role.get("beginDate")) for role in user["roles"]] == [
        ("primary", "teacher", "2020-09-01"),
        ("secondary", "siteAdministrator", "2020-09-01"),
    ]


def test_lists_by_role_hold_who_has_it(system, roster, named):
    reader = system("奎文区")

    told = {
        address: [named[pk] for pk in reader.ids(address)] for address in ("students", "teachers", "users")
    }

    assert told == {
        "students": ["child", "youth", "gone"],
        "teachers": ["teacher"],
        "users": ["child", "youth", "teacher", "principal", "mother", "gone", "doubled"],
    }


def test_nested_lists_hold_what_is_there_now(system, roster, named):
    reader, people = system("奎文区"), roster["people"]
    school, form, group = (f"{letter}{roster[name].pk}" for letter, name in
                           (("O", "school"), ("C", "form"), ("T", "group")))  # fmt: skip

    told = {
        address: [named.get(pk, pk) for pk in reader.ids(address)]
        for address in (
            f"schools/{school}/students",
            f"schools/{school}/teachers",
            f"schools/{school}/classes/{form}/students",
            f"classes/{group}/students",
            f"classes/{group}/teachers",
            f"users/P{people['child'].pk}/classes",
            f"teachers/P{people['teacher'].pk}/classes",
            f"courses/K{roster['course'].pk}/classes",
            "courses/H/classes",
            f"terms/S{roster['term'].pk}/classes",
            f"schools/{school}/courses",
            f"schools/{school}/terms",
        )
    }

    assert list(told.values()) == [
        ["child", "youth"],
        ["teacher"],
        ["child", "youth"],
        ["child"],
        ["teacher"],
        [form, group],
        [form, group],
        [group],
        [form],
        [group],
        [f"K{roster['course'].pk}", "H"],
        [f"S{roster['term'].pk}"],
    ]


def test_a_closed_class_is_to_be_deleted(system, roster):
    reader = system("一小")
    Organisation.objects.filter(pk=roster["form"].pk).update(closed_on="2022-09-01")

    assert [row["status"] for row in reader.get("classes")["classes"]] == ["tobedeleted", "active"]


def test_only_the_wanted_fields_come(system, roster):
    reader = system("一小")

    by_comma = reader.get("users", fields="sourcedId,givenName", limit=2)
    by_repetition = reader.get("users", fields=["sourcedId", "givenName"], limit=2)
    single = reader.get(f"users/P{roster['people']['child'].pk}", fields="givenName,pronouns")

    people = roster["people"]
    assert by_comma == by_repetition == {
        "users": [
            {"sourcedId": f"P{people['child'].pk}", "givenName": "小明"},
            {"sourcedId": f"P{people['youth'].pk}", "givenName": "小红"},
        ]
    }  # fmt: skip
    assert single == {"user": {"givenName": "小明"}}


def test_demonstration_data_says_so(system, roster):
    reader = system("一小")

    rows = reader.get("users", filter="roles.role='principal'")["users"]

    assert [row["metadata"] for row in rows] == [{"yuandu": {"demonstration": "true"}}]
    assert Person.objects.filter(is_demo=True).count() == 1
