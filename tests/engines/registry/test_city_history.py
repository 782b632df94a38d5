"""The demonstration city as it stands: a history from 2019 to 2022 that makes its plan worth looking at."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from yuandu.engines.registry import measures
from yuandu.engines.registry.demo import SCALES, invent_city
from yuandu.engines.registry.models import Organisation, OrganisationState, Person, Post, Succession
from yuandu.engines.registry.rules import read_city_file

WEIFANG = read_city_file((Path(__file__).parents[3] / "city/weifang.yaml").read_text("utf-8"))
AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
OPENING = date(2021, 10, 18)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The whole demonstration city, once for all tests here, and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield invent_city(WEIFANG, scale=SCALES["demo"], rng=Random(1), at=AT)
        transaction.set_rollback(True)


def test_the_demonstration_city_shows_a_varied_plan_on_its_opening_day(demo):
    def count(name):
        return getattr(measures, name)(on=OPENING).count()

    def share(part, whole):
        return 100 * count(part) / count(whole)

    assert {
        name: count(name)
        for name in (
            *("units", "units_ai_centre", "ai_academies", "schools_experimental", "schools_programming"),
            *("famous_principals", "famous_teachers", "famous_teacher_classrooms"),
            "schools_smart_campus_model",
        )
    } == {
        "units": 16,
        "units_ai_centre": 15,
        "ai_academies": 27,
        "schools_experimental": 86,
        "schools_programming": 18,
        "famous_principals": 24,
        "famous_teachers": 83,
        "famous_teacher_classrooms": 93,
        "schools_smart_campus_model": 0,
    }
    assert share("schools_smart_campus", "schools") == pytest.approx(45, abs=1)
    assert share("schools_cio", "schools") == pytest.approx(80, abs=1)
    assert share("rural_schools_it_teacher", "rural_schools") == pytest.approx(74, abs=2)
    assert Organisation.objects.filter(level="school").count() == 300
    assert 19_000 < Person.objects.count() < 22_000


def test_what_is_lacking_in_the_country_is_lacking_most_in_three_units(demo):
    served = measures.rural_schools_it_teacher(on=OPENING).values("organisation")
    lacking = measures.rural_schools(on=OPENING).exclude(organisation__in=served)
    units = Counter(lacking.values_list("organisation__unit__short_name", flat=True))

    assert {name for name, _number in units.most_common(3)} == {"临朐县", "安丘市", "青州市"}


def test_a_merged_school_is_there_before_and_gone_after(demo):
    merger = Succession.objects.filter(kind="merge").order_by("on", "pk").first()

    def names(on):
        return set(measures.schools(on=on).values_list("name", flat=True))

    assert merger.before.name in names(date(2019, 12, 31))
    assert merger.before.name not in names(merger.on)
    assert merger.after.name in names(merger.on)
    assert merger.before.closed_on == merger.on
    assert not Post.objects.filter(school=merger.before).exclude(to_on__lte=merger.on).exists()


def test_a_renamed_school_answers_to_each_name_in_its_time(demo):
    rename = Succession.objects.filter(kind="rename").order_by("on", "pk").first()

    states = OrganisationState.objects.filter(organisation=rename.after).order_by("from_on")

    assert [state.to_on for state in states] == [rename.on, None]
    assert states[0].name != states[1].name == rename.after.name
