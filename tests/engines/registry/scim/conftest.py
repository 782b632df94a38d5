"""Systems of two counties and of a school, which speak SCIM to the product without a network between."""

import json

import pytest
from django.test import Client as Browser

from tests.engines.registry.scim.calling import Caller
from yuandu.engines.registry.queries.reach import place_of
from yuandu.kernel.access import Client
from yuandu.kernel.scope import Scope


class Answer:
    """What came back: the status, the headers and the JSON."""

    def __init__(self, response):
        self.status, self.headers = response.status_code, response.headers
        self.body = json.loads(response.content) if response.content else None


class System:
    """Another system with its token."""

    def __init__(self, client):
        self.client, self.browser = client, Browser(raise_request_exception=False)

    def __call__(self, method, path, body=None, **headers):
        data = body if isinstance(body, bytes | str) else json.dumps(body) if body is not None else ""
        with Caller.calling(self.client):
            response = self.browser.generic(
                method, f"/scim/v2{path}", data, content_type="application/scim+json", headers=headers
            )
        return Answer(response)


@pytest.fixture
def system(city, settings):
    """Make a system of a place, with the scopes of its token."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.engines.registry.scim.calling.Caller"]
    settings.ROOT_URLCONF = "tests.engines.registry.scim.calling"
    known = {}

    def made(at, *, name=None, scopes=("scim",)):
        place, name = city[at], name or f"{at}人事系统"
        pk = known.setdefault(name, 100 + len(known))
        scope = Scope(who=name, seat=str(place), **place_of(place))
        return System(
            Client(
                pk=pk,
                name=name,
                scopes=frozenset(scopes),
                organisation_id=place.pk,
                path=place.path,
                scope=scope,
            )
        )

    return made


@pytest.fixture
def kuiwen(system):
    """The personnel system of 奎文区."""
    return system("奎文区")


@pytest.fixture
def weicheng(system):
    """The personnel system of its neighbour."""
    return system("潍城区")


@pytest.fixture
def school(system):
    """The system of one school of 奎文区."""
    return system("一小")
