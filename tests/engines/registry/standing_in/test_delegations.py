"""委托: a deputy sits in somebody's seat for some days, says so, and has no more than the giver has."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.children import account, opened, posted, taught
from tests.conftest import AT
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import services as registry
from yuandu.engines.registry.models import Delegation, Grant, Organisation, Post, User
from yuandu.engines.registry.models.accounts import seats_of
from yuandu.engines.registry.queries import standing_in as queries
from yuandu.engines.registry.services import standing_in as services
from yuandu.engines.registry.services.accounts import BeyondOwnRights

TODAY = timezone.localdate()
WORDS = {"because": "外出培训一周"}


@pytest.fixture
def principal(city):
    one = posted("徐校长", city["一小"], "principal")
    return account("xu", one, city["一小"])


@pytest.fixture
def deputy(city):
    """A teacher of the same school."""
    return account("sun", posted("孙老师", city["一小"], "staff"), city["一小"])


def hand_over(giver, deputy, *, days=7, since=TODAY, seat=None, **more):
    """Hand the giver's first seat over."""
    asked = WORDS | {"from_on": since, "until": since + timedelta(days=days - 1)} | more
    fresh = User.objects.get(pk=giver.pk)
    return services.delegate(seat=seat or fresh.seats[0], deputy=deputy, by=fresh, at=timezone.now(), **asked)


def seats(user, *, on=TODAY):
    return [(seat.words, seat.paths) for seat in seats_of(User.objects.get(pk=user.pk), on=on)]


def sitting(user, giver):
    """The account in the seat of the giver."""
    fresh = User.objects.get(pk=user.pk)
    fresh.chosen_seat = next(seat.key for seat in fresh.seats if seat.giver_id == giver.pk)
    return fresh


def test_a_deputy_has_the_seat_for_these_days_only_and_it_says_for_whom(city, principal, deputy):
    path = city["一小"].path
    hand_over(principal, deputy, since=TODAY, days=7)

    own, handed = ("一小 教师", (path,)), ("一小 校长（代 徐校长）", (path,))
    assert seats(deputy) == [own, handed]
    assert seats(deputy, on=TODAY + timedelta(days=6)) == [own, handed]
    assert seats(deputy, on=TODAY + timedelta(days=7)) == [own]
    assert seats(deputy, on=TODAY - timedelta(days=1)) == [own]
    assert seats(principal) == [("一小 校长", (path,))]


def test_a_delegation_ends_when_it_is_taken_back_and_with_the_post_of_the_giver(principal, deputy):
    made = hand_over(principal, deputy)
    services.take_back(delegation=made, because="提前回来了", by=principal, at=timezone.now())
    assert len(seats(deputy)) == 1

    hand_over(principal, deputy)
    assert len(seats(deputy)) == 2
    Post.objects.filter(person=principal.person).update(to_on=TODAY)
    assert len(seats(deputy)) == 1


def test_a_stopped_account_stands_behind_nobody(principal, deputy):
    hand_over(principal, deputy)

    User.objects.filter(pk=principal.pk).update(is_active=False)

    assert len(seats(deputy)) == 1


def test_what_a_teacher_hands_over_are_the_classes_and_not_the_school(city, deputy):
    form = opened(city)
    teacher = taught(form)

    hand_over(teacher, deputy)

    assert seats(deputy)[1] == ("一小 教师（代 谭老师）", (form.path,))


def test_both_facts_give_the_reason(principal, deputy):
    made = hand_over(principal, deputy)
    services.take_back(delegation=made, because="提前回来了", by=principal, at=timezone.now())

    facts = activity.facts_about(f"registry.Delegation:{made.pk}")
    assert [(fact.verb, fact.because) for fact in facts] == [
        ("registry.delegated", "外出培训一周"),
        ("registry.delegation_ended", "提前回来了"),
    ]


def test_nobody_hands_on_what_was_handed_to_them(principal, deputy, city):
    third = account("third", posted("周老师", city["一小"], "staff"), city["一小"])
    hand_over(principal, deputy)
    handed = sitting(deputy, principal)

    assert handed.seat.giver_id == principal.pk
    with pytest.raises(services.NotYoursToHandOver):
        services.delegate(
            seat=handed.seat, deputy=third, by=handed, at=timezone.now(), from_on=TODAY, until=TODAY, **WORDS
        )
    assert [seat.words for seat in queries.seats_to_hand_over(handed)] == ["一小 教师"]


def test_pupils_and_guardians_hand_nothing_over(person):
    for role in ("pupil", "guardian"):
        assert queries.seats_to_hand_over(person(role, role=role, at="一小")) == []


@pytest.mark.parametrize(("since", "days"), [(-1, 3), (0, 0), (0, 31), (5, -2)])
def test_the_days_begin_today_at_the_earliest_and_are_thirty_at_the_most(principal, deputy, since, days):
    with pytest.raises(services.TooLong):
        hand_over(principal, deputy, since=TODAY + timedelta(days=since), days=days)

    assert not Delegation.objects.exists()


@given(since=st.integers(-40, 40), days=st.integers(-40, 80))
def test_whatever_is_asked_no_delegation_lasts_longer_than_thirty_days(since, days):
    first = date(2022, 12, 1) + timedelta(days=since)
    last = first + timedelta(days=days)

    try:
        services.refuse_days(first, last, today=date(2022, 12, 1))
    except services.TooLong:
        return

    assert date(2022, 12, 1) <= first <= last <= first + timedelta(days=29)


def test_only_who_works_in_the_same_unit_may_stand_in(city, principal, person):
    strangers = [
        principal,
        person("nobody"),
        person("parent", role="guardian", at="一小"),
        person("pupil", role="pupil", at="2018级1班"),
        person("far", role="teacher", at="二小"),
        person("county", role="officer", at="潍城区"),
    ]

    for stranger in strangers:
        with pytest.raises(services.NoDeputy):
            hand_over(principal, stranger)

    assert hand_over(principal, person("near", role="officer", at="奎文区")).deputy_name == "near"


def test_the_same_seat_is_not_handed_to_the_same_person_twice_at_once(principal, deputy):
    hand_over(principal, deputy)

    with pytest.raises(services.HandedOverAlready):
        hand_over(principal, deputy, days=2)

    hand_over(principal, deputy, since=TODAY + timedelta(days=7), days=2)
    assert Delegation.objects.count() == 2


def test_the_database_knows_no_deputy_of_oneself(principal):
    with pytest.raises(IntegrityError):
        Delegation.objects.create(
            giver=principal, deputy=principal, organisation=principal.seats[0].organisation, role="principal",
            from_on=TODAY, to_on=TODAY + timedelta(days=1), given_at=timezone.now(), because="x",
        )  # fmt: skip


# — granting


def administration(city, person, *, may_grant):
    """The administrator of a county, and an officer there who stands in."""
    admin = person("admin", role="administrator", at="奎文区")
    officer = person("officer", role="officer", at="奎文区")
    hand_over(admin, officer, may_grant=may_grant)
    return admin, sitting(officer, admin)


def test_a_deputy_grants_only_where_that_was_handed_over_too(city, person):
    _admin, acting = administration(city, person, may_grant=False)
    other = person("other")

    assert (acting.holds("registry.manage"), acting.holds("registry.grant")) == (True, False)
    with pytest.raises(BeyondOwnRights):
        registry.grant_role(user=other, role="officer", organisation=city["一小"], on=TODAY, by=acting, at=AT)


def test_a_deputy_who_may_grant_grants_nothing_to_themselves(city, person):
    _admin, acting = administration(city, person, may_grant=True)
    asked = {"role": "administrator", "organisation": city["奎文区"], "on": TODAY, "by": acting, "at": AT}

    with pytest.raises(BeyondOwnRights):
        registry.grant_role(user=acting, **asked)

    assert registry.grant_role(user=person("other"), **asked).role == "administrator"
    assert not Grant.objects.filter(user=acting, role="administrator").exists()


def test_a_deputy_makes_no_code_for_the_account_of_whom_they_stand_in_for(city, principal, deputy):
    hand_over(principal, deputy)
    acting = sitting(deputy, principal)
    others = Organisation.objects.get(pk=city["一小"].pk)
    pupil = posted("李小鸢", city["2018级1班"])

    made = registry.make_codes(
        people=type(pupil).objects.filter(pk__in=[principal.person_id, pupil.pk]),
        organisation=others,
        by=acting,
        at=AT,
    )

    assert [one.name for one, _code in made] == ["李小鸢"]


# — pages


def test_a_principal_delegates_on_the_page_and_takes_it_back(client, principal, deputy):
    client.force_login(principal)
    key = User.objects.get(pk=principal.pk).seats[0].key
    sent = {"seat": key, "deputy": "SUN", "from_on": TODAY.isoformat(), "until": TODAY.isoformat()} | WORDS

    assert client.post("/registry/delegations/new/", sent).status_code == 302
    listed = client.get("/registry/delegations/").content.decode()
    made = Delegation.objects.get()
    assert ("孙老师" in listed, "生效中" in listed) == (True, True)
    taken = client.post(f"/registry/delegations/{made.pk}/take-back/", {"because": "回来了"})

    assert taken.status_code == 302
    assert "已收回" in client.get("/registry/delegations/").content.decode()
    assert len(seats(deputy)) == 1


def test_the_deputy_finds_the_seat_in_the_switcher_and_works_in_it(client, principal, deputy):
    hand_over(principal, deputy)
    client.force_login(deputy)

    assert "校长（代 徐校长）" in client.get("/today/").content.decode()
    key = sitting(deputy, principal).chosen_seat
    client.post("/registry/seat/", {"seat": key, "next": "/registry/pupils/"})
    assert client.get("/registry/activations/").status_code == 200

    Delegation.objects.update(ended_at=timezone.now())
    assert client.get("/registry/activations/").status_code == 403


def test_nobody_takes_back_what_another_gave(client, principal, deputy, person):
    made = hand_over(principal, deputy)

    for other in (
        deputy,
        person("far", role="principal", at="二小"),
        person("near", role="principal", at="一小"),
    ):
        client.force_login(other)
        answers = [
            getattr(client, method)(f"/registry/delegations/{made.pk}/take-back/").status_code
            for method in ("get", "post")
        ]
        assert answers == [404, 404]


def test_the_page_is_closed_to_families(client, person):
    for role in ("pupil", "guardian"):
        client.force_login(person(role, role=role, at="一小"))
        assert client.get("/registry/delegations/").status_code == 403
