"""What changed since a moment, also by the calendar alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from yuandu.engines.registry.models import Guardianship, Organisation, Person, Post
from yuandu.engines.registry.services.roster_provider import mark_ended

TODAY = date(2026, 11, 24)


@pytest.fixture
def long_ago(roster):
    """Everything changed long ago."""

    def changed(at="2026-10-01T00:00:00Z"):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("person", "post", "membership", "guardianship", "organisation"):
                cursor.execute(f"ALTER TABLE registry_{table} DISABLE TRIGGER USER")
                cursor.execute(f"UPDATE registry_{table} SET changed_at = %s", [at])
                cursor.execute(f"ALTER TABLE registry_{table} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    changed()
    return changed


def since(at):
    return f"dateLastModified>'{at.isoformat()}'"


@pytest.mark.parametrize("at", ["潍坊市", "奎文区", "一小"])
def test_only_what_changed_since_comes(system, roster, named, long_ago, at):
    reader, now = system(at), timezone.now() - timedelta(minutes=1)
    before = reader.ids("users", filter=since(now))
    Person.objects.filter(name="李小红").update(name="李小虹")
    Post.objects.filter(pk=roster["posts"]["principal"].pk).update(to_on=date(2026, 11, 1))

    rows = reader.get("users", filter=since(now) + " AND status='active'")["users"]
    gone = reader.get("users", filter=since(now) + " AND status='tobedeleted'")["users"]

    assert before == []
    assert [(named[row["sourcedId"]], row["givenName"]) for row in rows] == [("youth", "小虹")]
    assert [named[row["sourcedId"]] for row in gone] == ["principal"]


def test_an_end_that_was_entered_before_is_a_change_on_its_day(roster, long_ago):
    post, form = roster["posts"]["youth"], roster["form"]
    Post.objects.filter(pk=post.pk).update(to_on=TODAY)
    Organisation.objects.filter(pk=form.pk).update(closed_on=TODAY)
    long_ago("2026-11-20T00:00:00Z")

    early, first, again = (mark_ended(on=on) for on in (TODAY - timedelta(days=1), TODAY, TODAY))

    post.refresh_from_db()
    person = Person.objects.get(pk=post.person_id)
    assert (early, again) == (0, 0)
    assert first == 2
    assert post.changed_at.date() >= TODAY
    assert person.changed_at.date() >= TODAY


def test_who_looks_after_somebody_that_left_has_changed_too(system, roster, named, long_ago):
    reader, now = system("一小"), timezone.now() - timedelta(minutes=1)
    Post.objects.filter(pk=roster["posts"]["child"].pk).update(to_on=date(2026, 11, 1))
    before = reader.ids("users", filter=since(now))

    mark_ended(on=TODAY)

    rows = reader.get("users", filter=since(now))["users"]
    assert [named[pk] for pk in before] == ["child"]
    assert {named[row["sourcedId"]]: row["status"] for row in rows} == {
        "child": "tobedeleted",
        "mother": "tobedeleted",
    }


def test_a_pupil_with_another_guardian_has_changed(system, roster, named, long_ago):
    reader, now, place = system("一小"), timezone.now() - timedelta(minutes=1), roster["posts"]["youth"]
    Guardianship.objects.create(
        pupil=roster["people"]["youth"], guardian=roster["people"]["mother"], relation="mother", path=place.path,
        unit_id=place.unit_id, school_id=place.school_id,
    )  # fmt: skip

    mark_ended(on=TODAY)

    assert sorted(named[pk] for pk in reader.ids("users", filter=since(now))) == ["mother", "youth"]
