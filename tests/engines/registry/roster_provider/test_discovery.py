"""The description of the service, and what machines that read it come upon."""

import json

import pytest
import schemathesis
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.registry.roster_provider.conftest import BASE
from yuandu.engines.registry.rules.oneroster import CORE, DEMOGRAPHICS, FULL

ADDRESS = f"{BASE}/discovery/onerosterv1p2rostersservice_openapi3_v1p0.json"


def described():
    return json.loads(Browser().get(ADDRESS).content)


@pytest.mark.django_db
def test_everybody_may_read_what_the_service_offers():
    told = described()

    paths = told["paths"]
    assert told["servers"] == [{"url": f"http://127.0.0.1:8000{BASE}"}]
    assert len(paths) == 41
    assert [one["name"] for one in paths["/schools/{id1}/classes/{id2}/students"]["get"]["parameters"]] == [
        "id1", "id2", "limit", "offset", "sort", "orderBy", "filter", "fields",
    ]  # fmt: skip
    assert paths["/users/{id1}"]["get"]["security"] == [{"OAuth2CC": [CORE]}, {"OAuth2CC": [FULL]}]


def test_no_request_that_a_machine_thinks_of_makes_the_service_fail(system, roster):
    reader = system("奎文区", scopes=(CORE, FULL, DEMOGRAPHICS))
    schema = schemathesis.openapi.from_dict(described())
    cases = st.one_of([found.ok().as_strategy() for found in schema.get_all_operations()])
    answers = []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def ask(case):
        response = reader.call(case.formatted_path.lstrip("/"), case.query or {})
        answers.append((case.formatted_path, case.query, response.status_code))

    ask()

    assert [answer for answer in answers if answer[2] not in (200, 400, 404)] == []
    assert len({status for _path, _query, status in answers}) > 1
