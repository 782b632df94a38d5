"""What rows of a roster point to is there, or is named."""

import pytest

from yuandu.engines.registry.gateways import Fault, check_references, open_roster, write_roster

SESSION = {
    "sourcedId": "t1",
    "title": "2026学年第一学期",
    "type": "term",
    "startDate": "2026-09-01",
    "endDate": "2027-01-20",
    "schoolYear": "2027",
}
SCHOOL = {"sourcedId": "o1", "name": "一小", "type": "school"}
COURSE = {"sourcedId": "k1", "title": "语文", "orgSourcedId": "o1"}
FORM = {
    "sourcedId": "c1",
    "title": "五年级1班",
    "courseSourcedId": "k1",
    "classType": "homeroom",
    "schoolSourcedId": "o1",
    "termSourcedIds": ["t1"],
}
PUPIL = {"sourcedId": "u1", "enabledUser": "true", "username": "wang", "givenName": "芳", "familyName": "王"}
PLACE = {
    "sourcedId": "e1",
    "classSourcedId": "c1",
    "schoolSourcedId": "o1",
    "userSourcedId": "u1",
    "role": "student",
}
ROSTER = {
    "academicSessions": [SESSION],
    "orgs": [SCHOOL],
    "courses": [COURSE],
    "classes": [FORM],
    "users": [PUPIL],
    "enrollments": [PLACE],
}


@pytest.fixture
def faults(tmp_path):
    """Return the faults of the references of a roster with these tables in place of the good ones."""

    def found(*, known=None, mode="bulk", **tables):
        write_roster(tmp_path / "roster.zip", ROSTER | tables, mode=mode)
        return [
            (one.file, one.line, one.field, one.value, one.code, one.severity)
            for one in check_references(open_roster(tmp_path / "roster.zip"), known=known)
        ]

    return found


def test_a_roster_whose_references_all_lead_somewhere_has_no_faults(faults):
    assert faults() == []


def test_a_needed_reference_to_nothing_is_an_error_and_another_a_warning(faults):
    pupil = PUPIL | {"agentSourcedIds": ["u8", "u1", "u9"], "primaryOrgSourcedId": "o9"}

    assert faults(users=[pupil], enrollments=[PLACE | {"classSourcedId": "c9"}]) == [
        ("users.csv", 2, "primaryOrgSourcedId", "o9", "dangling", "warning"),
        ("users.csv", 2, "agentSourcedIds", "u8", "dangling", "warning"),
        ("users.csv", 2, "agentSourcedIds", "u9", "dangling", "warning"),
        ("enrollments.csv", 2, "classSourcedId", "c9", "dangling", "error"),
    ]


def test_a_row_that_is_bad_itself_is_not_there_for_others(faults):
    assert faults(users=[PUPIL | {"givenName": ""}]) == [
        ("enrollments.csv", 2, "userSourcedId", "u1", "dangling", "error")
    ]


def test_a_reference_may_come_before_what_it_points_to(faults):
    assert (
        faults(
            orgs=[SCHOOL | {"parentSourcedId": "o2"}, {"sourcedId": "o2", "name": "区", "type": "district"}]
        )
        == []
    )


def test_what_a_delta_leaves_out_is_judged_by_what_is_known_already(tmp_path):
    changed = {"status": "active", "dateLastModified": "2026-09-01T00:00:00.000Z"}
    write_roster(tmp_path / "delta.zip", {"enrollments": [PLACE | changed]}, mode="delta")
    roster = open_roster(tmp_path / "delta.zip")

    assert list(check_references(roster)) == []
    assert [
        (one.field, one.value)
        for one in check_references(roster, known={"users": {"u1"}, "classes": {"c2"}, "orgs": ["o1"]})
    ] == [("classSourcedId", "c1")]


def test_a_row_to_be_deleted_is_not_there_for_others_and_needs_nothing(tmp_path):
    at = {"dateLastModified": "2026-09-01T00:00:00.000Z"}
    tables = {
        "users": [PUPIL | at | {"status": "tobedeleted"}],
        "enrollments": [
            PLACE | at | {"status": "active"},
            PLACE | at | {"sourcedId": "e2", "status": "tobedeleted", "userSourcedId": "u9"},
        ],
    }
    write_roster(tmp_path / "delta.zip", tables, mode="delta")

    found = list(check_references(open_roster(tmp_path / "delta.zip")))

    assert [(one.line, one.field, one.value) for one in found] == [(2, "userSourcedId", "u1")]


def test_organisations_above_themselves_are_named_once_each(faults):
    def org(sourced_id, parent):
        return {"sourcedId": sourced_id, "name": sourced_id, "type": "school", "parentSourcedId": parent}

    orgs = [SCHOOL, org("a", "b"), org("b", "c"), org("c", "a"), org("d", "a"), org("e", "e"), org("f", "o1")]

    assert faults(orgs=orgs) == [
        ("orgs.csv", 2, "parentSourcedId", "b", "loop", "error"),
        ("orgs.csv", 3, "parentSourcedId", "c", "loop", "error"),
        ("orgs.csv", 4, "parentSourcedId", "a", "loop", "error"),
        ("orgs.csv", 6, "parentSourcedId", "e", "loop", "error"),
    ]


def test_a_loop_is_shown_with_its_way_round(tmp_path):
    orgs = [
        SCHOOL | {"parentSourcedId": "o2"},
        {"sourcedId": "o2", "name": "二小", "type": "school", "parentSourcedId": "o1"},
    ]
    write_roster(tmp_path / "roster.zip", {"orgs": orgs})

    first = next(check_references(open_roster(tmp_path / "roster.zip")))

    assert first == Fault(
        file="orgs.csv",
        line=2,
        field="parentSourcedId",
        value="o2",
        cause="上级绕成了圈：o1→o2→o1。",
        cure="改正其中一个的上级。",
        severity="error",
        code="loop",
        parameters=(("chain", "o1→o2→o1"),),
    )
