"""应急查看: one person, for an hour, read-only, with a reason; told to the school, looked at by a second person."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.children import account, posted
from yuandu.engines.activity import api as activity
from yuandu.engines.activity.services import deliver
from yuandu.engines.messaging import api as messaging
from yuandu.engines.registry.models import EmergencyView, Guardianship, Paper, Person, User
from yuandu.engines.registry.queries import standing_in as queries
from yuandu.engines.registry.queries.people import is_managed_by, person_for
from yuandu.engines.registry.rules.paths import is_at_or_below
from yuandu.engines.registry.services import emergencies as services
from yuandu.engines.registry.services import standing_in

BORN = date(2014, 5, 2)
NUMBER = "G370702201405020012"
WHY = "孩子在车站走失，联系不上家里人"
PHONE = "13800002206"


@pytest.fixture
def child(city):
    """A pupil of 二小 in the other county, whose mother has an account."""
    one = posted("李小鸢", city["二小"], birth_on=BORN)
    Paper.objects.create(person=one, kind="pupil_number", number=NUMBER)
    mother = Person.objects.create(name="林佳洁", phone=PHONE)
    Guardianship.objects.create(
        pupil=one, guardian=mother, relation="mother", is_primary=True, path=city["二小"].path,
        unit=city["潍城区"], school=city["二小"],
    )  # fmt: skip
    account("lin", mother, city["二小"])
    return one


@pytest.fixture
def officer(person):
    """Somebody who looks, of the county beside."""
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def principal(city, child):
    """The principal of the child's school."""
    return account("zhou", posted("周校长", city["二小"], "principal"), city["二小"])


def opened(by, *, at=None, **more):
    asked = {"number": NUMBER, "reason": "missing", "because": WHY} | more
    fresh = User.objects.get(pk=by.pk)
    fresh.chosen_seat = by.chosen_seat
    return services.open_emergency(by=fresh, at=at or timezone.now(), **asked)


def may_see(user, one, *, at=None):
    try:
        return person_for(User.objects.get(pk=user.pk), one.pk, at=at or timezone.now()) == one
    except Person.DoesNotExist:
        return False


def told_of(fact):
    """Who was told of the fact."""
    for delivery in fact.delivery_set.all():
        deliver(delivery_id=delivery.pk, at=timezone.now())
    users = User.objects.order_by("username")
    return [user.username for user in users if messaging.notices_for(user).filter(kind="registry.emergency")]


@pytest.mark.parametrize(
    "asked", [{}, {"number": "g370702 201405020012"}, {"number": "", "name": " 李 小鸢", "birth_on": BORN}]
)
def test_a_person_is_seen_for_an_hour_and_not_a_minute_more_and_nothing_can_be_changed(child, officer, asked):
    at = timezone.now()
    assert not may_see(officer, child, at=at)

    view = opened(officer, at=at, **asked)

    assert (view.person, view.ends_at) == (child, at + timedelta(minutes=60))
    assert queries.opened_people(officer, at) == [child.pk]
    assert may_see(officer, child, at=at + timedelta(minutes=59))
    assert not may_see(officer, child, at=at + timedelta(minutes=60))
    assert not is_managed_by(officer, child)
    with pytest.raises(Person.DoesNotExist):
        person_for(officer, child.pk, permission="registry.manage", at=at)


def test_others_see_no_more_by_that_and_closing_it_ends_it(child, officer, person):
    colleague = person("colleague", role="officer", at="奎文区")
    view = opened(officer)

    assert not may_see(colleague, child)
    services.close_emergency(view=view, by=officer, at=timezone.now())
    assert not may_see(officer, child)


def test_who_is_nobody_any_more_sees_nobody(child, officer):
    opened(officer)

    officer.grant_set.update(to_on=timezone.localdate())

    assert queries.opened_people(User.objects.get(pk=officer.pk), timezone.now()) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"number": "G370702201405020013"},
        {"number": "", "name": "李小", "birth_on": BORN},
        {"number": "", "name": "李小鸢", "birth_on": date(2014, 5, 3)},
        {"number": "", "name": "李小鸢", "birth_on": None},
        {"number": "", "name": "", "birth_on": None},
        {"number": "", "name": "王小雨", "birth_on": BORN},
    ],
)
def test_only_what_is_exact_and_unique_finds_somebody_and_the_refusals_do_not_differ(
    city, child, officer, asked
):
    for _twin in range(2):
        posted("王小雨", city["二小"], birth_on=BORN)

    with pytest.raises(services.NobodyExactly) as refusal:
        opened(officer, **asked)

    assert str(refusal.value) == "没有找到唯一的一个人。请核对，或者改用学籍号。"
    assert not EmergencyView.objects.exists()
    facts = activity.facts_about(f"registry.User:{officer.pk}")
    assert [fact.because for fact in facts if fact.verb == "registry.emergency_missed"] == [WHY]


@pytest.mark.parametrize(
    "asked", [{"because": "急"}, {"because": "          急          "}, {"reason": "curious"}, {"reason": ""}]
)
def test_a_reason_has_to_be_chosen_and_told(child, officer, asked):
    with pytest.raises(services.NotAnEmergency):
        opened(officer, **asked)

    assert not EmergencyView.objects.exists()


def test_the_eleventh_try_of_a_day_is_no_emergency(child, officer):
    for _try in range(10):
        with pytest.raises(services.NobodyExactly):
            opened(officer, number="G370702201405020013")

    with pytest.raises(services.NotAnEmergency):
        opened(officer)


@pytest.mark.parametrize("role", ["teacher", "registrar", "pupil", "guardian"])
def test_nobody_but_officers_and_principals_opens_anybody(child, person, role):
    with pytest.raises(services.NotAnEmergency):
        opened(person("somebody", role=role, at="一小"))


def test_who_is_in_scope_is_not_opened(child, principal):
    with pytest.raises(services.SeenAnyway):
        opened(principal)


def test_the_fact_names_the_person_the_reason_and_is_a_look(child, officer):
    view = opened(officer)

    facts = activity.facts_about(f"registry.EmergencyView:{view.pk}")
    assert [(fact.verb, fact.because, fact.people, fact.path) for fact in facts] == [
        ("registry.emergency_opened", WHY, [child.pk], view.path)
    ]
    assert [fact.about for fact in activity.looks_at(child.pk)] == [f"registry.EmergencyView:{view.pk}"]


def test_the_principal_and_the_administrators_are_told_at_once_and_nobody_else(
    child, officer, principal, person
):
    person("admin", role="administrator")
    person("county", role="administrator", at="潍城区")
    person("near", role="administrator", at="奎文区")
    person("above", role="officer", at="潍城区")
    view = opened(officer)

    fact = activity.facts_about(f"registry.EmergencyView:{view.pk}")[0]

    assert told_of(fact) == ["admin", "county", "zhou"]


def test_where_there_is_no_principal_the_officers_of_the_unit_are_told(child, officer, person):
    person("above", role="officer", at="潍城区")
    view = opened(officer)

    assert told_of(activity.facts_about(f"registry.EmergencyView:{view.pk}")[0]) == ["above"]


# — the second look


def test_a_second_person_looks_at_it_once_and_says_what_they_think(child, officer, principal):
    view = opened(officer)
    assert list(queries.to_review(principal)) == [view]

    services.review_emergency(view=view, remark="属实，当天找到", by=principal, at=timezone.now())

    view.refresh_from_db()
    assert (view.reviewed_by, view.reviewer, view.remark) == (principal, "周校长", "属实，当天找到")
    assert list(queries.to_review(principal)) == []
    with pytest.raises(services.ReviewedAlready):
        services.review_emergency(view=view, remark="再看", by=principal, at=timezone.now())


def test_nobody_reviews_what_they_opened_themselves_even_with_every_right(city, child, person):
    city_wide = person("boss", role="principal", at="一小")
    view = opened(city_wide)
    city_wide.grant_set.update(organisation=city["潍坊市"])
    boss = User.objects.get(pk=city_wide.pk)

    assert list(queries.to_review(boss)) == []
    with pytest.raises(services.NotYoursToReview):
        services.review_emergency(view=view, remark="没问题", by=boss, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyView.objects.filter(pk=view.pk).update(reviewed_by=boss)


def test_a_deputy_does_not_review_what_the_giver_opened_nor_the_giver_what_the_deputy_did(
    city, child, person
):
    giver = account("giver", posted("王局长", city["奎文区"], "county_officer"), city["奎文区"])
    deputy = account("deputy", posted("刘科员", city["奎文区"], "county_officer"), city["奎文区"])
    today = timezone.localdate()
    standing_in.delegate(
        seat=giver.seats[0],
        deputy=deputy,
        from_on=today,
        until=today,
        because="出差",
        by=giver,
        at=timezone.now(),
    )
    acting = User.objects.get(pk=deputy.pk)
    acting.chosen_seat = next(seat.key for seat in acting.seats if seat.giver_id)
    by_giver, by_deputy = opened(giver), opened(acting)
    path = city["奎文区"].path
    EmergencyView.objects.update(path=path)  # as if both might review there

    assert by_deputy.seat == "奎文区 教育行政人员（代 王局长）"
    for view, reviewer in (
        (by_giver, acting),
        (by_deputy, User.objects.get(pk=giver.pk)),
        (by_deputy, acting),
    ):
        assert view not in queries.to_review(reviewer)
        with pytest.raises(services.NotYoursToReview):
            services.review_emergency(view=view, remark="没问题", by=reviewer, at=timezone.now())


def test_a_review_from_the_next_county_finds_nothing(child, officer, person):
    view = opened(officer)
    neighbour = person("far", role="officer", at="奎文区")

    assert list(queries.emergencies_for(neighbour)) == []
    with pytest.raises(EmergencyView.DoesNotExist):
        services.review_emergency(view=view, remark="看看", by=neighbour, at=timezone.now())


@given(codes=st.lists(st.from_regex(r"[0-9A-Z]{1,6}", fullmatch=True), min_size=1, max_size=6))
def test_above_a_place_are_exactly_the_places_that_cover_it(codes):
    path = "".join(f"{code}." for code in codes)

    above = queries.places_above(path)

    assert len(above) == len(codes)
    assert all(is_at_or_below(path, place) for place in above)
    assert above[-1] == path


# — pages


def test_an_officer_opens_a_child_on_the_page_and_finds_whom_to_call(client, child, officer):
    client.force_login(officer)
    sent = {"number": NUMBER, "reason": "missing", "because": WHY}

    answer = client.post("/registry/emergencies/open/", sent)
    shown = client.get(answer.url).content.decode()

    assert answer.status_code == 302
    assert ("林佳洁" in shown, PHONE in shown, "2014年5月2日" in shown) == (True, True, True)
    view = EmergencyView.objects.get()
    assert client.post(f"/registry/emergencies/{view.pk}/close/").status_code == 302
    after = client.get(answer.url).content.decode()
    assert ("林佳洁" in after, PHONE in after, WHY in after) == (False, False, True)


def test_who_reviews_reads_the_reason_and_not_the_numbers(client, child, officer, principal):
    view = opened(officer)
    client.force_login(principal)
    place = f"/registry/emergencies/{view.pk}/"

    shown = client.get(place).content.decode()
    assert (WHY in shown, PHONE in shown) == (True, False)
    assert client.post(place, {"remark": ""}).status_code == 422
    assert client.post(place, {"remark": "属实"}).status_code == 302
    assert "属实" in client.get(place).content.decode()


def test_the_page_of_an_emergency_is_closed_to_everybody_else(client, child, officer, person):
    view = opened(officer)
    for role, at, expected in (
        ("officer", "奎文区", 404),
        ("principal", "一小", 404),
        ("teacher", "二小", 403),
        ("registrar", "二小", 403),
        ("pupil", "二小", 403),
        ("guardian", "二小", 403),
    ):
        client.force_login(person(f"{role}-{at}", role=role, at=at))
        place = f"/registry/emergencies/{view.pk}/"
        answers = {client.get(place).status_code, client.post(place, {"remark": "x"}).status_code}
        answers |= {client.post(f"{place}close/").status_code}
        assert answers == {expected}, role

    view.refresh_from_db()
    assert (view.closed_at, view.reviewed_at) == (None, None)


def test_a_stranger_is_led_to_sign_in(client, child, officer):
    view = opened(officer)

    for place in (
        "/registry/emergencies/",
        f"/registry/emergencies/{view.pk}/",
        "/registry/emergencies/open/",
    ):
        assert client.get(place).url.startswith("/sign-in/")


def test_the_menu_counts_what_waits_for_a_second_look(client, child, officer, principal):
    opened(officer)
    client.force_login(principal)

    listed = client.get("/registry/emergencies/").content.decode()

    assert ("等人核查" in listed, "officer" in listed) == (True, True)
    assert queries.to_review(principal).count() == 1
