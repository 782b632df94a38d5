"""The net: connected as the application's role, the rows of others are not there, whatever is asked for."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from tests.conftest import AT
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship, Paper, Person, Post, User
from yuandu.engines.registry.queries.reach import scope_of
from yuandu.kernel import scope
from yuandu.site.cluster import APPLICATION

ON = date(2022, 9, 1)


@contextmanager
def seeing(user):
    """Be the application's role in the scope of the account's present seat, as a request is."""
    sight = scope_of(User.objects.get(pk=user.pk), at=AT)
    with scope.entered(sight), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        yield
        cursor.execute("RESET ROLE")


def netted():
    """Return our models whose tables the net holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        held = {name for (name,) in cursor.fetchall()}
    return [model for model in apps.get_models() if model._meta.db_table in held]


@pytest.fixture
def people(city):
    """A pupil with a guardian in each of two schools of two counties; the second guardian has both children."""
    second = registry.open_organisation(
        name="2018级1班", code="C2", parent=city["二小"], level="class", on=date(2020, 9, 1), by=None, at=AT
    )

    def pupil(name, place, card):
        return registry.add_person(
            name=name,
            place=place,
            by=None,
            at=AT,
            papers={"id_card": card},
            post={"kind": "pupil", "from_on": ON},
        )

    here = pupil("王一", city["2018级1班"], "370705201203150012")
    there = pupil("李二", second, "370702201203150013")
    father = {"name": "王父", "relation": "father", "id_card": "370705198001010017"}
    both = [registry.add_guardian(pupil=child, by=None, at=AT, **father).guardian for child in (here, there)][
        0
    ]
    mother = {"name": "李母", "relation": "mother", "id_card": "370702198001010026"}
    other = registry.add_guardian(pupil=there, by=None, at=AT, **mother).guardian
    return {"王一": here, "李二": there, "王父": both, "李母": other}


def names():
    return set(Person.objects.values_list("name", flat=True))


def test_without_a_scope_there_is_nobody(people):
    with scope.entered(scope.NOBODY), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        seen = {model._meta.label: model.objects.count() for model in netted()}
        cursor.execute("RESET ROLE")

    assert {label: count for label, count in seen.items() if count} == {}


@pytest.mark.parametrize(
    ("role", "at", "seen"),
    [
        ("principal", "一小", {"王一", "王父"}),
        ("principal", "二小", {"李二", "王父", "李母"}),
        ("officer", "奎文区", {"王一", "王父"}),
        ("officer", "潍城区", {"李二", "王父", "李母"}),
        ("officer", "潍坊市", {"王一", "李二", "王父", "李母"}),
        ("teacher", "2018级1班", {"王一", "王父"}),
    ],
)
def test_a_seat_sees_the_people_of_its_school_or_county_alone(people, person, role, at, seen):
    user = person("somebody", role=role, at=at)

    with seeing(user):
        found = names()
        papers = set(Paper.objects.values_list("person__name", flat=True))
        posts = set(Post.objects.values_list("person__name", flat=True))
        wards = set(Guardianship.objects.values_list("pupil__name", flat=True))

    assert (found, papers) == (seen, seen)
    assert posts == wards == seen & {"王一", "李二"}


def test_a_guardian_sees_both_children_in_two_schools_of_two_counties_and_who_looks_after_them(
    people, person
):
    user = person("father")
    User.objects.filter(pk=user.pk).update(person=people["王父"])

    with seeing(user):
        found, papers = names(), Paper.objects.count()

    assert (found, papers) == ({"王一", "李二", "王父", "李母"}, 4)


def test_a_guardian_of_another_child_does_not_see_this_one(people, person):
    user = person("mother")
    User.objects.filter(pk=user.pk).update(person=people["李母"])

    with seeing(user):
        found, papers = names(), set(Paper.objects.values_list("person__name", flat=True))

    assert found == papers == {"李二", "王父", "李母"}


def test_a_pupil_sees_oneself_and_who_looks_after_one(people, person):
    user = person("pupil")
    User.objects.filter(pk=user.pk).update(person=people["王一"])

    with seeing(user):
        found = names()

    assert found == {"王一", "王父"}


def test_no_row_of_another_school_can_be_changed_or_deleted(people, person):
    user = person("head", role="principal", at="一小")

    with seeing(user):
        changed = Person.objects.filter(name="李二").update(name="改")
        gone = Post.objects.filter(person=people["李二"]).delete()[0]

    assert (changed, gone) == (0, 0)


def test_who_moves_to_another_county_is_seen_there_and_still_where_they_were(people, person, city):
    Post.objects.filter(person=people["王一"]).update(to_on=date(2023, 2, 1))
    Post.objects.create(
        person=people["王一"],
        organisation=city["二小"],
        path=city["二小"].path,
        unit=city["二小"].unit,
        school=city["二小"],
        kind="pupil",
        from_on=date(2023, 2, 1),
    )

    for at in ("一小", "二小"):
        with seeing(person(f"head-{at}", role="principal", at=at)):
            assert "王一" in names()


def test_what_is_kept_in_memory_does_not_take_somebody_out_of_sight(people, person, city):
    stale = Person.objects.get(name="王一")
    stale.places = []
    stale.save()

    with seeing(person("head", role="principal", at="一小")):
        assert "王一" in names()


def test_a_scope_ends_with_its_transaction(people, person):
    with seeing(person("head", role="principal", at="一小")):
        pass

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('yuandu.places', true), current_setting('yuandu.everything', true)"
        )
        assert cursor.fetchone() in {("", ""), (None, None)}
