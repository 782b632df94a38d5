"""潍坊's plan, loaded for the small city."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import AT
from yuandu.domains.plan import services

FILE = Path(__file__).parents[3] / "plan/weifang-2020.yaml"
OPENS_ON = date(2021, 10, 18)


@pytest.fixture
def plan(city):
    return services.load_plan(
        text=FILE.read_text("utf-8"), city=city["潍坊市"], opens_on=OPENS_ON, by=None, at=AT
    )
