"""The dry run: what every row would do, and that nothing is written by it."""

import pytest

from tests.engines.registry.rosters import checked, tables, zipped
from yuandu.engines.registry.models import Intake, Organisation, Person, Post


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


def kinds(intake):
    return intake.counts["kinds"]


def said(intake):
    """Return the complaints as lines."""
    faults = intake.faults.order_by("file", "line", "pk")
    return [(one.file, one.line, one.field, one.value, one.cause_said) for one in faults]


def test_a_check_tells_what_each_row_would_do_and_writes_nothing(city, officer):
    before = (Organisation.objects.count(), Person.objects.count(), Post.objects.count())

    intake = checked(zipped(), organisation=city["奎文区"], by=officer)

    assert said(intake) == [("users.csv", 1, "password", "password", "密码一列不导入。")]
    assert (intake.state, intake.kind, intake.source) == (
        "CHECKED",
        "oneroster-1.2",
        f"sis@{city['奎文区'].pk}",
    )
    assert kinds(intake) == {
        "course": {"NEW": 1},
        "group": {"NEW": 1},
        "guardianship": {"NEW": 2},
        "makeshift": {"SAME": 3},
        "membership": {"NEW": 2},
        "organisation": {"NEW": 3, "SAME": 2},
        "person": {"NEW": 7},
        "post": {"NEW": 6},
        "term": {"NEW": 1},
    }
    assert (Organisation.objects.count(), Person.objects.count(), Post.objects.count()) == before
