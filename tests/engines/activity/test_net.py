"""Under row-level security facts are added from anywhere and read where they belong."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from yuandu.engines.activity import api as activity
from yuandu.engines.activity.models import Fact
from yuandu.kernel import scope

pytestmark = pytest.mark.django_db

NOBODY = scope.Scope()
COUNTY = scope.Scope(span=("370700.370705.", "370700.370705/"))
ACCOUNT = scope.Scope(account=5)
FAMILY = scope.Scope(people=(71, 72))
CITY = scope.Scope(everything=True)


@contextmanager
def application(scoped):
    """Be the application's database role, in a scope."""
    with transaction.atomic(), scope.entered(scoped), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE yuandu_app")
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def facts(recorded):
    """A fact of another county, and ones that are seen by their place, by who did it and by whom it concerned."""
    return [
        recorded(path="370700.370702.S2."),
        recorded(path="370700.370705.S1."),
        recorded(by=5),
        recorded(people=[70, 71], verb="registry.revealed"),
    ]


@pytest.mark.parametrize(
    ("scoped", "seen"),
    [(NOBODY, []), (COUNTY, [1]), (ACCOUNT, [2]), (FAMILY, [3]), (CITY, [0, 1, 2, 3])],
)
def test_a_fact_is_seen_in_its_place_by_who_acted_and_by_whom_it_concerned(facts, scoped, seen):
    with application(scoped):
        found = list(Fact.objects.order_by("pk"))

    assert found == [facts[number] for number in seen]


def test_who_may_not_see_a_fact_records_it_all_the_same(recorded, look):
    with application(NOBODY):
        unseen = recorded(path="370700.370702.S2.")
        activity.record_look(
            verb=look, about="a:1", path="370700.", by=None, at=unseen.at, people=range(1, 1_500)
        )
        seen = Fact.objects.count()

    assert (seen, Fact.objects.count()) == (0, 3)
    assert Fact.objects.get(pk=unseen.pk).path == "370700.370702.S2."


def test_a_family_sees_who_looked_at_its_people_and_at_nobody_else(facts, recorded, look):
    other = recorded(people=[80], verb=look)

    with application(FAMILY):
        own, others = list(activity.looks_at(71)), list(activity.looks_at(80))

    assert (own, others) == ([facts[3]], [])
    assert list(activity.looks_at(80)) == [other]


def test_looks_are_found_by_the_index_under_row_level_security(look):
    with application(FAMILY), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        looks = activity.looks_at(71).explain()

    assert "activity_fact_pkey" in looks
    assert "Seq Scan on activity_fact" not in looks
