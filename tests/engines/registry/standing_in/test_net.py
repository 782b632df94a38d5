"""The net below devices, pictures, delegations and emergency views: seen where they belong, or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.children import account, device_of, opened, pictures_of, posted, taught
from tests.engines.registry.net.test_rows import seeing
from yuandu.engines.registry.models import Delegation, Device, EmergencyView, PictureKey
from yuandu.engines.registry.services import standing_in

KEPT = (Device, PictureKey, Delegation, EmergencyView)


@pytest.fixture
def kept(city, person):
    """One row of each kind about 一小; an officer of the other county looked at one of its pupils."""
    form = opened(city)
    pupil, teacher = posted("李小鸢", form), taught(form)
    device_of(form, teacher)
    pictures_of(form, teacher)
    deputy = account("sun", posted("孙老师", city["一小"], "staff"), city["一小"])
    today, at = timezone.localdate(), timezone.now()
    standing_in.delegate(
        seat=teacher.seats[0], deputy=deputy, from_on=today, until=today, because="培训", by=teacher, at=at
    )
    looker = person("looker", role="officer", at="潍城区")
    EmergencyView.objects.create(
        user=looker, who="looker", seat="潍城区", person=pupil, name="李小鸢", path=form.path, reason="missing",
        because="孩子在车站走失，联系不上家里人", opened_at=at, ends_at=at + timedelta(hours=1),
    )  # fmt: skip
    return {"looker": looker, "deputy": deputy, "teacher": teacher}


def seen_by(user):
    with seeing(user):
        return [model.__name__ for model in KEPT if model.objects.exists()]


def test_the_school_and_those_above_see_what_is_theirs(kept, person):
    everything = ["Device", "PictureKey", "Delegation", "EmergencyView"]

    for role, at in (("principal", "一小"), ("officer", "奎文区"), ("administrator", "潍坊市")):
        assert seen_by(person(f"{role}-{at}", role=role, at=at)) == everything


def test_a_neighbour_sees_nothing_and_who_looked_only_their_own_look(kept, person):
    assert seen_by(person("far", role="principal", at="二小")) == []
    assert seen_by(person("beside", role="officer", at="潍城区")) == []
    assert seen_by(kept["looker"]) == ["EmergencyView"]
    assert seen_by(person("pupil", role="pupil", at="二小")) == []
    assert seen_by(person("nobody")) == []
