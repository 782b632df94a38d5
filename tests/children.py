"""A class of small children, its teacher and a tablet: for the tests of signing in by pictures."""

from random import Random

from django.utils import timezone

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post
from yuandu.engines.registry.rules import school_year
from yuandu.engines.registry.services import devices as services

NAMES = ("李小鸢", "王小雨", "赵小雨", "欧阳明月", "陈飞")


def opened(city, *, school="一小", code="C9", grade_no=1, name="1班"):
    """Open a class that is in the grade today."""
    year = school_year(timezone.localdate()) - grade_no + 1
    return registry.open_organisation(
        name=name,
        code=code,
        parent=city[school],
        level="class",
        stage="primary",
        system="six_three",
        entry_year=year,
        on=ON,
        by=None,
        at=AT,
    )


def posted(name, place, kind="pupil", **details):
    """Add somebody with a post at a place."""
    one = Person.objects.create(name=name, pinyin=name, **details)
    Post.objects.create(
        person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind=kind,
        from_on=ON,
    )  # fmt: skip
    return one


def account(username, one, place):
    """Open an account for somebody."""
    return registry.open_account(
        username=username, name=one.name, password=None, home=place, by=None, at=AT, person=one
    )


def taught(place, username="tan", name="谭老师", kind="class_teacher"):
    """Add a teacher of the class, with an account."""
    return account(username, posted(name, place, kind), place.school)


def device_of(place, by, *, title="平板1号"):
    """Register a device; return it with its token."""
    at = timezone.now()
    _device, code = services.ask_device(organisation=place, title=title, by=by, at=at, rng=Random(title))
    return services.register_device(code=code, at=at)


def pictures_of(place, by, *, people=None):
    """Hand out pictures; return the slips by the children's names."""
    made = services.make_pictures(organisation=place, people=people, by=by, at=timezone.now(), rng=Random(7))
    return {slip.person.name: slip for slip in made}
