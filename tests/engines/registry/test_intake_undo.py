"""Taking a roster back: all is as before, unless something was built on it since."""

from datetime import date, timedelta

import pytest

from tests.conftest import AT
from tests.engines.registry.rosters import applied, card, enrolment, nothing, role, tables, user, zipped
from tests.engines.registry.test_intake_apply import Killed, everything, killed_after, posts, pupils
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Intake, Organisation, OrganisationState, Paper, Person, Post
from yuandu.engines.registry.services.intake import StandsInTheWay, applying, undoing

LATER = AT + timedelta(days=30)


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def kuiwen(city):
    return city["奎文区"]


def undone(intake, by, *, at=LATER, advance=nothing):
    services.ask_undo(intake=intake, by=by, at=at)
    return services.undo_intake(intake_id=intake.pk, by_id=by.pk, at=at, advance=advance)


def papers():
    return sorted(Paper.objects.values_list("person__name", "kind", "number", "to_on"))


def test_what_came_in_goes_again_and_leaves_a_fact(kuiwen, officer):
    before = everything() | {"papers": papers()}
    intake = applied(zipped(), organisation=kuiwen, by=officer)

    intake = undone(intake, officer)

    assert intake.state == "UNDONE"
    assert everything() | {"papers": papers()} == before
    verbs = activity.facts_about(f"registry.Intake:{intake.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["registry.imported", "registry.import_undone"]


def test_what_was_changed_is_as_it_was_before(kuiwen, officer):
    first = pupils(("u1", "c1"), ("u2", "c1"))
    first["users"][0] |= {"sms": "13800000001"}
    applied(zipped(first), organisation=kuiwen, by=officer)
    before = everything() | {"papers": papers()}
    second = pupils(("u1", "c2"))
    second["users"][0] |= {
        "givenName": "生改名",
        "sms": "13900000009",
        "metadata.yuandu.pupilNumber": f"G{card(1)}",
    }
    second["orgs"] = [one | {"metadata.yuandu.schoolKind": "211"} if one["sourcedId"] == "s3" else one
                      for one in second["orgs"]]  # fmt: skip
    intake = applied(zipped(second), organisation=kuiwen, by=officer, at=LATER, ends=["post"])
    assert everything() != before

    undone(intake, officer)

    after = everything() | {"papers": papers()}
    assert {name for name in before if name != "OrganisationState" and after[name] != before[name]} == set()
    kinds = OrganisationState.objects.filter(organisation__name="三小").order_by("from_on")
    assert [(state.kind, state.to_on) for state in kinds] == [("", date(2022, 12, 31)), ("", None)]


def test_a_class_that_was_closed_is_open_again(kuiwen, officer):
    applied(zipped(pupils(("u1", "c1"))), organisation=kuiwen, by=officer)
    moment = {"status": "tobedeleted", "dateLastModified": "2022-12-30T08:00:00.000Z"}
    delta = {"classes": [one | moment for one in pupils()["classes"] if one["sourcedId"] == "c2"]}
    intake = applied(zipped(delta, mode="delta"), organisation=kuiwen, by=officer, at=LATER)
    assert Organisation.objects.get(name="2020级2班").closed_on == LATER.date()

    undone(intake, officer)

    clazz = Organisation.objects.get(name="2020级2班")
    assert clazz.closed_on is None
    assert list(clazz.states.values_list("to_on", flat=True)) == [None]


def test_an_earlier_roster_waits_for_the_later_one_that_rests_on_it(kuiwen, officer):
    first = applied(zipped(), organisation=kuiwen, by=officer)
    applied(zipped(), organisation=kuiwen, by=officer, at=LATER, name="第二份.zip")

    with pytest.raises(StandsInTheWay, match="后来导入的“第二份.zip”用到了这次的数据，请先撤销那一次。"):
        services.ask_undo(intake=first, by=officer, at=LATER)

    assert Intake.objects.get(pk=first.pk).state == "APPLIED"
    assert len(posts()) == 6


def test_an_account_stands_in_the_way(city, kuiwen, officer):
    intake = applied(zipped(), organisation=kuiwen, by=officer)
    services.open_account(
        username="zhao", name="赵老师", password=None, home=kuiwen, by=None, at=AT,
        person=Person.objects.get(name="赵老师"),
    )  # fmt: skip

    with pytest.raises(StandsInTheWay, match="有1条“账号”用到了这次导入的“人员”。"):
        services.ask_undo(intake=intake, by=officer, at=LATER)


def test_a_post_that_was_ended_since_stands_in_the_way(kuiwen, officer):
    intake = applied(zipped(), organisation=kuiwen, by=officer)
    Post.objects.filter(kind="principal").update(to_on=LATER.date())

    with pytest.raises(StandsInTheWay, match="有1条“岗位”在导入之后改动过。"):
        services.ask_undo(intake=intake, by=officer, at=LATER)


def test_another_post_of_an_imported_person_stands_in_the_way(city, kuiwen, officer):
    intake = applied(zipped(), organisation=kuiwen, by=officer)
    Post.objects.create(
        person=Person.objects.get(name="赵老师"), organisation=city["一小"], path=city["一小"].path,
        unit=kuiwen, school=city["一小"], kind="staff", from_on=LATER.date(),
    )  # fmt: skip

    with pytest.raises(StandsInTheWay, match="有1条“岗位”用到了这次导入的“人员”。"):
        services.ask_undo(intake=intake, by=officer, at=LATER)


@pytest.mark.parametrize("count", [1, 4, 9])
def test_an_undoing_that_is_killed_goes_on(kuiwen, officer, monkeypatch, count):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    before = everything()
    intake = applied(zipped(), organisation=kuiwen, by=officer)

    with pytest.raises(Killed):
        undone(intake, officer, advance=killed_after(count))
    services.undo_intake(intake_id=intake.pk, by_id=officer.pk, at=LATER, advance=nothing)

    assert everything() == before


def test_nobody_is_deleted_who_was_there_before(kuiwen, officer):
    applied(zipped(), organisation=kuiwen, by=officer)
    names = set(Person.objects.values_list("name", flat=True))
    more = tables()
    more["users"] = [*more["users"], user("u8", "孙小兰", id_card=card(8))]
    more["roles"] = [*more["roles"], role("r8", "u8", "student")]
    more["enrollments"] = [*more["enrollments"], enrolment("e8", "u8")]
    intake = applied(zipped(more), organisation=kuiwen, by=officer, at=LATER)

    undone(intake, officer)

    assert set(Person.objects.values_list("name", flat=True)) == names
