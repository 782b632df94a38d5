"""People who are told something."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.engines.jobs.conftest import queue  # noqa: F401
from yuandu.engines.messaging import api as messaging

MORNING = datetime(2022, 12, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def officer(person):
    """Someone who works, with an address."""
    return with_address(person("officer", role="officer", at="奎文区"))


@pytest.fixture
def parent(person):
    """Someone of a family, with an address."""
    return with_address(person("parent"))


def with_address(user, **preferences):
    user.email, user.preferences = f"{user.username}@example.cn", preferences
    user.save()
    return user


@pytest.fixture
def tell():
    """Tell people something."""

    def told(*users, at=MORNING, **details):
        usual = {"kind": "jobs.ended", "title": "“导入”办完了", "text": "3行要改", "url": "/jobs/1/"}
        return messaging.notify(users=users, at=at, **usual | details)

    return told


ON = date(2022, 12, 1)
