"""Facts, and an officer who may look at them."""

import pytest
from django.apps import apps

from tests.conftest import AT
from yuandu.engines.activity import api as activity
from yuandu.engines.activity.services import Sealer
from yuandu.kernel.apps import declared


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


@pytest.fixture
def recorded():
    """Record something, nowhere in particular."""

    def record(**details):
        usual = {"verb": "registry.changed", "about": "a:1", "path": "370700.", "by": None, "at": AT}
        return activity.record(**usual | details)

    return record


@pytest.fixture
def trail(settings, tmp_path):
    """A sealer with a key and a file of heads of its own."""
    settings.TRAIL_KEY = tmp_path / "keys/trail.key"
    settings.TRAIL_LOG = tmp_path / "elsewhere/heads.jsonl"
    sealer = Sealer()
    sealer.log = settings.TRAIL_LOG
    return sealer


@pytest.fixture
def look(monkeypatch):
    """A verb that a manifest calls a look."""
    monkeypatch.setattr(apps.get_app_config("registry"), "looks", ("registry.revealed",))
    declared.cache_clear()
    yield "registry.revealed"
    declared.cache_clear()
