"""A small city, and the people who look at it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.cache import caches

from yuandu.domains.plan import api as plans
from yuandu.engines.registry import api as registry

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
ON = date(2020, 9, 1)
OPENS_ON = date(2021, 10, 18)
PLAN = Path(__file__).parents[1] / "plan/weifang-2020.yaml"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test finds the shipped code tables and the calendar."""
    with django_db_blocker.unblock():
        registry.load_code_tables()
        registry.load_calendar()


@pytest.fixture(autouse=True)
def nothing_drawn():
    """No test sees what another has drawn."""
    caches["drawn"].clear()


@pytest.fixture
def codes(db):
    """The code tables, also after a test that emptied the database."""
    registry.load_code_tables()
    registry.load_calendar()


@pytest.fixture
def city(codes):
    """潍坊市 with two counties, a school in each, and a class in the first."""

    def opened(name, code, parent=None, *, level, **details):
        return registry.open_organisation(
            name=name, code=code, parent=parent, level=level, on=ON, by=None, at=AT, **details
        )

    weifang = opened("潍坊市教育局", "370700", level="city", short_name="潍坊市")
    kuiwen = opened("奎文区教育和体育局", "370705", weifang, level="unit", short_name="奎文区")
    weicheng = opened("潍城区教育和体育局", "370702", weifang, level="unit", short_name="潍城区")
    first = opened("一小", "S1", kuiwen, level="school", kind="211", urban_rural="111")
    second = opened("二小", "S2", weicheng, level="school", kind="211", urban_rural="220")
    cohort = opened(
        "2018级", "G2018", first, level="grade", stage="primary", system="six_three", entry_year=2018
    )
    form = opened(
        "2018级1班", "C1", cohort, level="class", stage="primary", system="six_three", entry_year=2018
    )
    units = {"潍坊市": weifang, "奎文区": kuiwen, "潍城区": weicheng}
    return units | {"一小": first, "二小": second, "2018级": cohort, "2018级1班": form}


@pytest.fixture
def person(city):
    """Open an account; with a role it holds at a place."""

    def opened(username, *, role=None, at="潍坊市"):
        user = registry.open_account(
            username=username, name=username, password=None, home=city[at], by=None, at=AT
        )
        if role:
            registry.grant_role(user=user, role=role, organisation=city[at], on=ON, by=None, at=AT)
        return user

    return opened


@pytest.fixture
def plan(city):
    """潍坊's plan, loaded for the small city."""
    text = PLAN.read_text("utf-8")
    return plans.load_plan(text=text, city=city["潍坊市"], opens_on=OPENS_ON, by=None, at=AT)
