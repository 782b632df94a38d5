"""Facts, and an officer who may look at them."""

import pytest

from tests.conftest import AT
from yuandu.engines.activity import api as activity


@pytest.fixture
def fact(city):
    """Record that something was done at a place."""

    def recorded(place="奎文区", **details):
        usual = {"verb": "registry.changed", "about": "registry.Organisation:1", "by": None, "at": AT}
        return activity.record(path=city[place].path, **usual | details)

    return recorded


@pytest.fixture
def officer(person):
    return person("张三", role="officer", at="奎文区")


@pytest.fixture
def chief(person):
    return person("李四", role="administrator", at="奎文区")
