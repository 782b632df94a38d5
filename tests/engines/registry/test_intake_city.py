"""The demonstration city goes out and comes in again as nothing new."""

from datetime import UTC, datetime
from random import Random

import pytest

from tests.engines.registry.rosters import checked
from yuandu.engines.registry import services
from yuandu.engines.registry.commands.city import WEIFANG, read_city
from yuandu.engines.registry.demo import SCALES, invent_city
from yuandu.engines.registry.models import Organisation, Post
from yuandu.engines.registry.services.export import FORMS

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def unit(codes):
    """The unit of the demonstration city that has most people."""
    city = read_city(WEIFANG)
    invent_city(
        city, scale=SCALES["demo"], rng=Random(1), at=AT, add=False, advance=lambda done: None, because=""
    )
    units = Organisation.objects.filter(level="unit")
    return max(units, key=lambda one: Post.objects.filter(unit=one).count())


def test_a_county_of_the_demonstration_city_comes_in_again_as_nothing_new(unit, tmp_path):
    for form in FORMS:
        path = tmp_path / f"county.{'zip' if form == 'oneroster' else 'xlsx'}"
        services.write_export(path, form=form, place=unit, on=AT.date())

        intake = checked(path.read_bytes(), organisation=unit, by=None, at=AT, name=path.name)

        faults = intake.faults.filter(is_warning=False).values_list("file", "line", "field", "value", "cause")
        assert (form, list(faults)) == (form, [])
        assert {outcome for said in intake.counts["kinds"].values() for outcome in said} == {"SAME"}
        assert intake.counts["missing"] == {}
