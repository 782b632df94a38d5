"""A fact names who acted, in which seat and whom it concerned; and a person's looks are found."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.conftest import AT
from yuandu.engines.activity import api as activity
from yuandu.kernel import scope
from yuandu.kernel.refusals import REQUEST_ID

PUPIL, OTHER = 71, 72


@pytest.fixture
def seen(look):
    """Record that somebody looked at people."""

    def recorded(*people, **details):
        usual = {"verb": look, "about": "registry.Person:1", "path": "370700.", "by": None, "at": AT}
        return activity.record(people=people, **usual | details)

    return recorded


@pytest.mark.django_db
def test_a_fact_keeps_name_and_seat_of_who_acted_and_the_request(seen):
    acting = scope.Scope(account=5, who="张三", seat="一小 校长", everything=True)
    REQUEST_ID.set("-")  # whatever a page of another test was
    token = REQUEST_ID.set("0123456789ab")

    with scope.entered(acting):
        own, other = seen(by=5), seen(by=6)
    REQUEST_ID.reset(token)
    later = seen(by=5)

    for fact in (own, other, later):
        fact.refresh_from_db()
    assert [(fact.who, fact.seat, fact.request) for fact in (own, other, later)] == [
        ("张三", "一小 校长", "0123456789ab"),
        ("", "", "0123456789ab"),
        ("", "", ""),
    ]


def test_a_fact_recorded_in_a_job_keeps_the_name_that_the_account_has_then(seen, person):
    account = person("李四")

    fact = seen(by=account.pk)
    account.name = "李五"
    account.save()

    fact.refresh_from_db()
    assert fact.who == "李四"


@pytest.mark.django_db
def test_looks_at_a_person_are_found_the_newest_first_and_no_other_fact(seen):
    first, second = seen(PUPIL), seen(OTHER, PUPIL, at=AT + timedelta(hours=1))
    third = seen(OTHER)
    seen()
    seen(PUPIL, verb="registry.changed")

    assert list(activity.looks_at(PUPIL)) == [second, first]
    assert list(activity.looks_at(PUPIL, OTHER)) == [second, third, first]


@pytest.mark.django_db
def test_a_fact_names_a_thousand_people_at_most(seen):
    with pytest.raises(IntegrityError, match="fact_names_a_thousand_people_at_most"):
        seen(*range(1001))


@pytest.mark.django_db
def test_a_look_at_many_people_takes_several_facts_that_say_the_same(look):
    people = [*range(2_500, 0, -1), 7]

    count = activity.record_look(
        verb=look,
        about="registry.Export:1",
        path="370700.",
        by=None,
        at=AT,
        people=people,
        because="统计",
        data={"rows": 2500},
    )

    facts = list(activity.facts_about("registry.Export:1"))
    assert count == 3
    assert [person for fact in facts for person in fact.people] == list(range(1, 2_501))
    assert {(len(fact.people), fact.because, fact.data["rows"]) for fact in facts} == {
        (1000, "统计", 2500),
        (500, "统计", 2500),
    }


@pytest.mark.django_db
def test_a_look_at_nobody_is_a_look(look):
    details = {"verb": look, "about": "registry.Export:1", "path": "370700.", "by": None, "at": AT}

    assert activity.record_look(people=[], **details) == 1
    assert activity.facts_about("registry.Export:1").get().people == []
