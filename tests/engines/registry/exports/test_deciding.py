"""A file of people is asked for, and a second person decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.messaging.models import Notice
from yuandu.engines.messaging.services import tell_of_export_asked, tell_of_export_decided
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Code, Delegation, ExportRequest, User
from yuandu.engines.registry.models.codes import read_codes
from yuandu.engines.registry.queries import privacy as queries
from yuandu.engines.registry.services import people, privacy


def fact_of(request, verb):
    return activity.facts_about(f"registry.ExportRequest:{request.pk}").get(verb=verb)


def test_a_request_keeps_what_who_why_for_whom_and_until_when(ask, asker, city):
    request = ask(query="q=李", columns=("place", "name", "nonsense"), words="秋季核对")

    fact = fact_of(request, "registry.export_asked")
    assert (request.columns, request.count, request.grade, request.path) == (
        ["name", "place"],
        1,
        "L4",
        city["奎文区"].path,
    )
    assert (request.asker, request.recipient) == ("asker（奎文区 教育行政人员）", "市招生办")
    assert (fact.by_id, fact.because) == (asker.pk, "学籍办理：秋季核对")
    assert fact.data == {
        "number": request.number,
        "listing": "registry.pupils",
        "count": 1,
        "important": False,
    }


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"purpose": "fun"}, privacy.PurposeUnfit),
        ({"purpose": "other"}, privacy.WordsMissing),
        ({"columns": ()}, privacy.NothingToExport),
        ({"query": "q=赵"}, privacy.NothingToExport),
        ({"listing": "registry.secrets"}, privacy.NothingToExport),
        ({"needed_until": timezone.localdate() - timedelta(days=1)}, privacy.TooLong),
        ({"needed_until": timezone.localdate() + timedelta(days=91)}, privacy.TooLong),
    ],
)
def test_a_request_that_says_too_little_is_none(ask, said, error):
    with pytest.raises(error):
        ask(**said)

    assert ExportRequest.objects.count() == 0


def test_who_asked_does_not_allow_it_in_whatever_seat(ask, asker, city):
    request = ask()
    registry.grant_role(user=asker, role="officer", organisation=city["潍坊市"], on=ON, by=None, at=AT)
    higher = User.objects.get(pk=asker.pk)
    higher.chosen_seat = f"{city['潍坊市'].pk}-officer"

    for self in (asker, higher):
        with pytest.raises(privacy.NotTheSecondPerson):
            privacy.allow_export(request=request, by=self, at=timezone.now())

    assert higher.seat.organisation == city["潍坊市"]
    assert ExportRequest.objects.get().state == "WAITING"


def test_a_delegated_seat_makes_nobody_a_second_person(ask, asker, colleague, city):
    request = ask()
    today = timezone.localdate()
    for giver, deputy in ((colleague, asker), (asker, colleague)):
        Delegation.objects.create(
            giver=giver,
            deputy=deputy,
            giver_name=giver.name,
            deputy_name=deputy.name,
            organisation=city["奎文区"],
            role="officer",
            from_on=today,
            to_on=today + timedelta(days=3),
            because="出差",
            given_at=timezone.now(),
        )
    own = f"{city['奎文区'].pk}-officer"
    in_the_colleagues_seat, in_the_askers_seat = (User.objects.get(pk=user.pk) for user in (asker, colleague))
    in_the_colleagues_seat.chosen_seat = f"{own}-{colleague.pk}"
    in_the_askers_seat.chosen_seat = f"{own}-{asker.pk}"

    for user, giver in ((in_the_colleagues_seat, colleague), (in_the_askers_seat, asker)):
        assert user.seat.giver_id == giver.pk
        with pytest.raises(privacy.NotTheSecondPerson):
            privacy.allow_export(request=request, by=user, at=timezone.now())
    assert list(queries.decidable_by(in_the_askers_seat)) == []


def test_two_accounts_of_one_person_are_one_person(ask, asker, colleague, city):
    teacher = people.add_person(
        name="王海燕", place=city["一小"], post={"kind": "staff", "from_on": ON}, by=None, at=AT
    )
    User.objects.filter(pk=asker.pk).update(person=teacher)
    request, again = ask(), User.objects.get(pk=asker.pk)

    assert again.person_id == teacher.pk  # one account a person: the database holds it
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=colleague.pk).update(person=teacher)
    with pytest.raises(privacy.NotTheSecondPerson):
        privacy.allow_export(request=request, by=again, at=timezone.now())


@pytest.mark.parametrize(
    ("role", "at", "may"),
    [
        ("officer", "奎文区", True),
        ("officer", "潍坊市", True),
        ("officer", "潍城区", False),
        ("principal", "一小", False),
        ("registrar", "奎文区", False),
    ],
)
def test_who_leads_the_place_or_above_it_decides(ask, person, role, at, may):
    request, second = ask(), person("second", role=role, at=at)

    try:
        privacy.allow_export(request=request, by=second, at=timezone.now())
    except privacy.NotTheSecondPerson:
        allowed = False
    else:
        allowed = True

    assert allowed is may
    assert queries.exports_waiting(second) == 0


def test_a_principal_allows_what_a_teacher_asks_for(ask, person, city, pupils):
    post = {"kind": "class_teacher", "from_on": ON}
    wang = people.add_person(name="王海燕", place=city["2018级1班"], post=post, by=None, at=AT)
    details = {"password": None, "home": city["一小"], "by": None, "at": AT, "person": wang}
    teacher = registry.open_account(username="teacher", name="王海燕", **details)
    principal = person("principal", role="principal", at="一小")

    request = ask(
        by=teacher, listing="registry.class", query=f"place={city['2018级1班'].pk}", purpose="contact"
    )
    privacy.allow_export(request=request, by=principal, at=timezone.now())

    request.refresh_from_db()
    assert (request.state, request.decider, request.path) == (
        "ALLOWED",
        "principal（一小 校长）",
        city["一小"].path,
    )


def test_a_decision_is_made_once(ask, colleague):
    request = ask()
    privacy.refuse_export(request=request, because="列太多", by=colleague, at=timezone.now())

    for decide in (
        lambda: privacy.allow_export(request=request, by=colleague, at=timezone.now()),
        lambda: privacy.withdraw_export(request=request, by=request.asked_by, at=timezone.now()),
    ):
        with pytest.raises(privacy.AlreadyDecided):
            decide()

    fact = fact_of(request, "registry.export_refused")
    assert (fact.by_id, fact.because) == (colleague.pk, "列太多")


def test_who_refuses_says_why(ask, colleague):
    with pytest.raises(privacy.RefusalUnsaid):
        privacy.refuse_export(request=ask(), because=" ", by=colleague, at=timezone.now())


@pytest.fixture
def from_two_on(db):
    """Two people are important data."""
    Code.objects.filter(code="important_people").update(extra={"value": 2})
    read_codes.cache_clear()
    yield
    read_codes.cache_clear()


def test_important_data_is_decided_at_the_city(from_two_on, ask, colleague, person):
    few, many = ask(query="q=李"), ask()
    city = person("city", role="officer", at="潍坊市")

    with pytest.raises(privacy.NeedsTheCity):
        privacy.allow_export(request=many, by=colleague, at=timezone.now())
    waiting = {user.username: queries.exports_waiting(user) for user in (colleague, city)}
    for request in (few, many):
        privacy.allow_export(request=request, by=city, at=timezone.now())

    assert (few.is_important, many.is_important) == (False, True)
    assert waiting == {"colleague": 1, "city": 2}


def test_the_database_itself_lets_nobody_allow_their_own(ask, asker):
    request = ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=request.pk).update(decided_by=asker)


def test_the_nearest_leaders_are_told_and_then_the_asker(ask, asker, colleague, person):
    person("city", role="officer", at="潍坊市")
    request = ask()

    tell_of_export_asked(fact=fact_of(request, "registry.export_asked"), at=timezone.now())
    privacy.refuse_export(request=request, because="列太多", by=colleague, at=timezone.now())
    tell_of_export_decided(fact=fact_of(request, "registry.export_refused"), at=timezone.now())

    told = Notice.objects.select_related("user").order_by("pk")
    assert [(notice.user.username, notice.title, notice.url) for notice in told] == [
        ("colleague", "有一份导出要您批准：3行", f"/registry/exports/{request.pk}/"),
        ("asker", f"导出{request.number}没有批准", f"/registry/exports/{request.pk}/"),
    ]


def test_of_important_data_the_city_is_told(from_two_on, ask, colleague, person):
    person("city", role="officer", at="潍坊市")

    tell_of_export_asked(fact=fact_of(ask(), "registry.export_asked"), at=timezone.now())

    assert [notice.user.username for notice in Notice.objects.select_related("user")] == ["city"]
