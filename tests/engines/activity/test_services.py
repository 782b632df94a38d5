"""Facts are kept in order, and reactions to them are made once, after the commit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import AT
from yuandu.engines.activity import api as activity
from yuandu.engines.activity import services
from yuandu.engines.activity.models import Delivery, Fact
from yuandu.engines.messaging import api as messaging
from yuandu.engines.registry import api as registry
from yuandu.kernel import scope


@pytest.mark.django_db
def test_the_history_of_one_thing_is_told_in_order_and_without_others():
    for verb, about, hours in [("closed", "a:1", 1), ("opened", "a:1", 0), ("opened", "a:2", 0)]:
        activity.record(verb=verb, about=about, path="370700.", by=None, at=AT + timedelta(hours=hours))

    facts = activity.facts_about("a:1").values_list("verb", "at", "grade")

    assert list(facts) == [("opened", AT, "G2"), ("closed", AT + timedelta(hours=1), "G2")]


@pytest.mark.django_db
def test_a_path_that_ends_without_a_dot_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="fact_path_ends_with_a_dot"):
        activity.record(verb="opened", about="a:1", path="370700", by=None, at=AT)


def test_a_fact_that_nobody_reacts_to_owes_nothing(fact):
    assert fact().delivery_set.count() == 0


@pytest.fixture
def granted(city, person):
    """Someone who was just granted a role: a fact that messaging reacts to."""

    def grant():
        user = person("王五")
        registry.grant_role(
            user=user, role="principal", organisation=city["一小"], on=AT.date(), by=None, at=AT
        )
        return user, Delivery.objects.get()

    return grant


def test_a_reaction_is_made_once_however_often_it_is_delivered(granted):
    user, delivery = granted()

    for _time in range(2):
        services.deliver(delivery_id=delivery.pk, at=AT)

    delivery.refresh_from_db()
    assert (messaging.unread_count(user), delivery.made_at, delivery.tries) == (1, AT, 1)


def test_the_application_delivers_though_it_may_not_change_facts(granted):
    user, delivery = granted()

    with transaction.atomic(), scope.platform(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE yuandu_app")
        services.deliver(delivery_id=delivery.pk, at=AT)
        cursor.execute("RESET ROLE")

    assert messaging.unread_count(user) == 1


def test_why_a_reaction_could_not_be_made_is_kept_and_what_was_made_needs_no_reason(granted):
    _user, delivery = granted()
    services.note_fault(delivery_id=delivery.pk, fault="ValueError()")
    overdue = list(activity.overdue_deliveries())
    services.deliver(delivery_id=delivery.pk, at=AT)

    services.note_fault(delivery_id=delivery.pk, fault="too late")

    delivery.refresh_from_db()
    assert (overdue, list(activity.overdue_deliveries())) == ([delivery], [])
    assert (delivery.tries, delivery.fault) == (2, "ValueError()")


def test_a_fact_whose_transaction_fails_is_not_delivered(granted):
    with transaction.atomic():
        granted()
        transaction.set_rollback(True)

    assert (Fact.objects.filter(verb="registry.granted").count(), ProcrastinateJob.objects.count()) == (0, 0)
