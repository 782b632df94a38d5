"""Writing a checked roster: what comes in, what a second file changes, what ends, and what a killed one leaves."""

from datetime import date, timedelta

import pytest

from tests.conftest import AT
from tests.engines.registry.rosters import (
    CLASSES,
    applied,
    card,
    checked,
    enrolment,
    handed_in,
    nothing,
    role,
    tables,
    user,
    zipped,
)
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import services
from yuandu.engines.registry.models import (
    ExternalId,
    Guardianship,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationState,
    Person,
    Post,
    TeachingGroup,
    Term,
)
from yuandu.engines.registry.services.intake import applying, checking, judging, reading

DAY = date(2022, 12, 1)
LATER = AT + timedelta(days=30)


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def kuiwen(city):
    return city["奎文区"]


def pupils(*said, **changed):
    """Return a roster of pupils: (key, class), each with the card of the key's number."""
    users = [user(key, f"学生{key}", id_card=card(int(key[1:]))) for key, _clazz in said]
    classes = [*CLASSES, CLASSES[0] | {"sourcedId": "c2", "title": "2020级2班"}]
    enrolments = [enrolment(f"e{key}", key, clazz=clazz) for key, clazz in said]
    roles = [role(f"r{key}", key, "student") for key, _clazz in said]
    more = {"demographics": [], "classes": classes, "users": users, "roles": roles, "enrollments": enrolments}
    return tables(**more | changed)


def posts():
    held = Post.objects.order_by("person__name", "from_on", "organisation__name")
    return list(held.values_list("person__name", "kind", "organisation__name", "to_on"))


def everything():
    """Return all rows of all tables that a roster writes."""
    models = (Organisation, OrganisationState, Person, Post, Guardianship, Membership, TeachingGroup, Term)
    return {model.__name__: sorted(map(plain, model.objects.values())) for model in (*models, ExternalId)}


def plain(row):
    """Return the row without the moment of its last change."""
    return repr({name: value for name, value in row.items() if name != "changed_at"})


def test_a_roster_brings_in_places_people_and_what_ties_them(kuiwen, officer):
    intake = applied(zipped(), organisation=kuiwen, by=officer)

    assert intake.state == "APPLIED"
    path = f"370700.370705.S{Organisation.objects.get(name='三小').pk}."
    tree = Organisation.objects.filter(path__startswith=path).order_by("path")
    assert [(one.level, one.name, one.stage, one.entry_year) for one in tree] == [
        ("school", "三小", "", None),
        ("grade", "2020级", "primary", 2020),
        ("class", "2020级1班", "primary", 2020),
    ]
    assert {(one.unit_id, one.school_id) for one in tree} == {(kuiwen.pk, tree[0].pk)}
    assert [
        state.name for state in OrganisationState.objects.filter(path__startswith=path).order_by("path")
    ] == [
        "三小",
        "2020级",
        "2020级1班",
    ]
    assert posts() == [
        ("张小军", "pupil", "2020级1班", None),
        ("李小红", "pupil", "2020级1班", None),
        ("王小明", "pupil", "2020级1班", None),
        ("赵老师", "class_teacher", "2020级1班", None),
        ("赵老师", "subject_teacher", "三小", None),
        ("钱校长", "principal", "三小", None),
    ]
    guardians = Guardianship.objects.order_by("guardian__name")
    told = guardians.values_list("pupil__name", "guardian__name", "relation", "path")
    assert list(told) == [
        ("王小明", "周小芳", "", tree[2].path),
        ("王小明", "王大明", "father", tree[2].path),
    ]
    members = Membership.objects.order_by("kind").values_list("person__name", "kind", "group__name")
    assert list(members) == [("王小明", "pupil", "三年级语文"), ("赵老师", "teacher", "三年级语文")]
    term = Term.objects.get()
    assert (term.kind, term.school_year, term.to_on) == ("first", 2022, date(2023, 1, 19))


def test_the_birth_date_comes_from_the_card_or_from_the_demographics(kuiwen, officer):
    applied(zipped(), organisation=kuiwen, by=officer)

    known = Person.objects.filter(name__in=("王小明", "张小军", "周小芳")).order_by("name")
    assert list(known.values_list("name", "birth_on", "sex")) == [
        ("周小芳", None, ""),
        ("张小军", date(2014, 5, 6), "1"),
        ("王小明", date(2014, 3, 5), "1"),
    ]


def test_a_batch_leaves_one_fact_with_the_hash_of_its_file(kuiwen, officer):
    intake = applied(zipped(), organisation=kuiwen, by=officer)

    [fact] = activity.facts_about(f"registry.Intake:{intake.pk}")
    assert (fact.verb, fact.path, fact.by_id) == ("registry.imported", kuiwen.path, officer.pk)
    assert fact.data == {"file": "名册.zip", "sha256": intake.file.sha256, "counts": intake.counts}


def test_the_same_file_twice_changes_nothing(kuiwen, officer):
    applied(zipped(), organisation=kuiwen, by=officer)
    before = everything()

    again = applied(zipped(), organisation=kuiwen, by=officer, at=LATER)

    assert {outcome for told in again.counts["kinds"].values() for outcome in told} == {"SAME"}
    assert again.counts["missing"] == {}
    assert everything() == before
    assert IntakeRow.objects.filter(intake=again, is_written=True).count() == 0


def test_a_pupil_who_changes_class_has_one_class_at_a_time(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer)

    intake = applied(zipped(pupils(("u1", "c2"))), organisation=kuiwen, by=officer, at=LATER)

    assert intake.counts["kinds"]["post"] == {"CHANGED": 1}
    assert posts() == [
        ("学生u1", "pupil", "2020级1班", LATER.date()),
        ("学生u1", "pupil", "2020级2班", None),
    ]


def test_a_move_is_of_the_day_where_the_file_dates_it_before_the_old_class(kuiwen, officer):
    first = pupils(("u1", "c1"))
    first["enrollments"] = [enrolment("eu1", "u1", beginDate="2022-09-01")]
    applied(zipped(first), organisation=kuiwen, by=officer)
    second = pupils(("u1", "c2"))
    second["enrollments"] = [enrolment("eu1", "u1", clazz="c2", beginDate="2020-09-01")]

    applied(zipped(second), organisation=kuiwen, by=officer, at=LATER)
    again = checked(zipped(second), organisation=kuiwen, by=officer, at=LATER)

    spans = Post.objects.order_by("from_on").values_list("organisation__name", "from_on", "to_on")
    assert list(spans) == [
        ("2020级1班", date(2022, 9, 1), LATER.date()),
        ("2020级2班", LATER.date(), None),
    ]
    assert again.counts["kinds"]["post"] == {"SAME": 1}


def test_what_the_file_does_not_say_stays_and_what_it_says_is_changed(kuiwen, officer):
    applied(zipped(tables(users=[user("u1", "王小明", phone="13800000001", email="a@example.com")], roles=[],
                          demographics=[], enrollments=[])), organisation=kuiwen, by=officer)  # fmt: skip

    intake = applied(zipped(tables(users=[user("u1", "王晓明")], roles=[], demographics=[], enrollments=[])),
                     organisation=kuiwen, by=officer)  # fmt: skip

    assert intake.counts["kinds"]["person"] == {"CHANGED": 1}
    told = Person.objects.values_list("name", "pinyin", "phone", "email")
    assert list(told) == [("王晓明", "wangxiaoming", "13800000001", "a@example.com")]


def test_who_is_missing_from_a_full_file_is_only_told(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"), ("u2", "c1"))), organisation=kuiwen, by=officer)

    intake = applied(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer, at=LATER)

    assert intake.counts["missing"] == {"post": 1}
    assert posts() == [("学生u1", "pupil", "2020级1班", None), ("学生u2", "pupil", "2020级1班", None)]


def test_who_is_missing_ends_where_the_officer_says_so(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"), ("u2", "c1"))), organisation=kuiwen, by=officer)

    applied(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer, at=LATER, ends=["post"])

    assert posts() == [("学生u1", "pupil", "2020级1班", None), ("学生u2", "pupil", "2020级1班", LATER.date())]


def test_a_table_with_unreadable_lines_names_nobody_as_missing(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"), ("u2", "c1"))), organisation=kuiwen, by=officer)
    broken = pupils(("u1", "c1"), enrollments=[enrolment("eu1", "u1"), enrolment("eu2", "u2", role="king")])

    intake = checked(zipped(broken), organisation=kuiwen, by=officer)

    assert intake.counts["missing"] == {}


def test_a_delta_ends_what_is_to_be_deleted_and_leaves_the_rest(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"), ("u2", "c1"))), organisation=kuiwen, by=officer)
    moment = {"status": "tobedeleted", "dateLastModified": "2022-12-30T08:00:00.000Z"}
    delta = {"users": [user("u2") | moment], "enrollments": [enrolment("eu1", "u1") | moment]}

    intake = applied(zipped(delta, mode="delta"), organisation=kuiwen, by=officer, at=LATER)

    assert {kind: told for kind, told in intake.counts["kinds"].items() if "GONE" in told} == {
        "person": {"GONE": 1},
        "post": {"GONE": 1},
    }
    assert posts() == [
        ("学生u1", "pupil", "2020级1班", LATER.date()),
        ("学生u2", "pupil", "2020级1班", LATER.date()),
    ]


def test_a_class_that_is_to_be_deleted_closes_once_nobody_is_in_it(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"), ("u2", "c2"))), organisation=kuiwen, by=officer)
    moment = {"status": "tobedeleted", "dateLastModified": "2022-12-30T08:00:00.000Z"}
    delta = {
        "classes": [one | moment for one in pupils()["classes"] if one["classType"] == "homeroom"],
        "enrollments": [enrolment("eu1", "u1") | moment],
    }

    intake = applied(zipped(delta, mode="delta"), organisation=kuiwen, by=officer, at=LATER)

    assert list(Organisation.objects.exclude(closed_on=None).values_list("name", "closed_on")) == [
        ("2020级1班", LATER.date())
    ]
    [fault] = intake.faults.filter(is_warning=False)
    assert (fault.file, fault.line, fault.cause_said) == (
        "classes.csv",
        3,
        "机构里还有在册的人，不能撤销。",
    )


def test_what_another_file_brought_meanwhile_is_found_before_writing(city, kuiwen, officer):
    first = checked(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer)
    applied(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer)

    services.confirm_intake(intake=first, by=officer, at=AT)
    services.apply_intake(intake_id=first.pk, at=AT, advance=nothing)

    assert posts() == [("学生u1", "pupil", "2020级1班", None)]
    assert Organisation.objects.filter(name="2020级1班").count() == 1


class Killed(BaseException):
    """As good as kill -9: nothing catches it."""


def killed_after(count):
    left = [count]

    def advance(done):
        left[0] -= 1
        if not left[0]:
            raise Killed

    return advance


@pytest.mark.parametrize("count", [1, 2, 4, 7, 9])
def test_a_check_that_is_killed_goes_on_where_it_was(kuiwen, officer, monkeypatch, count):
    monkeypatch.setattr(reading, "PART", 2)
    monkeypatch.setattr(judging, "RANGE", 3)
    whole = checked(zipped(), organisation=kuiwen, by=officer)
    content = zipped()
    intake = handed_in(content, organisation=kuiwen, by=officer)

    with pytest.raises(Killed):
        services.check_intake(intake_id=intake.pk, advance=killed_after(count))
    intake = services.check_intake(intake_id=intake.pk, advance=nothing)

    assert intake.counts == whole.counts
    rows = IntakeRow.objects.order_by("kind", "sourced_id")
    listed = ("file", "line", "kind", "sourced_id", "outcome")
    assert list(rows.filter(intake=intake).values_list(*listed)) == list(
        rows.filter(intake=whole).values_list(*listed)
    )


@pytest.mark.parametrize("count", [1, 3, 5, 8])
def test_a_writing_that_is_killed_goes_on_and_writes_each_row_once(kuiwen, officer, monkeypatch, count):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    monkeypatch.setattr(checking, "MEMORY", "4MB")
    intake = checked(zipped(), organisation=kuiwen, by=officer)
    services.confirm_intake(intake=intake, by=officer, at=AT)

    with pytest.raises(Killed):
        services.apply_intake(intake_id=intake.pk, at=AT, advance=killed_after(count))
    services.apply_intake(intake_id=intake.pk, at=AT, advance=nothing)

    assert Person.objects.count() == 7
    assert len(posts()) == 6
    assert Guardianship.objects.count() == 2
    assert checked(zipped(), organisation=kuiwen, by=officer).counts["kinds"]["post"] == {"SAME": 6}
