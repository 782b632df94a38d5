"""Every page and every REST operation states who may use it, and keeps everyone else out."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from yuandu.site.urls import api

OPEN = {"public", "signed_in"}
LIBRARIES = ("/api/", "/static/")


def walk(resolver, prefix="/"):
    for entry in resolver.url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield place, entry.callback
        else:
            yield from walk(entry, place)


def filled(place):
    """Return the address with something in every gap: what it stands for does not exist."""
    return re.sub(
        r"<(\w+:)?\w+>", lambda gap: "999999" if (gap[1] or "str:") in {"int:"} else "nothing", place
    )


PAGES = {place: view for place, view in walk(get_resolver()) if not place.startswith(LIBRARIES)}
ACCESS = {place: getattr(view, "access", None) for place, view in PAGES.items()}
FOR_SYSTEMS = [filled(place) for place, access in ACCESS.items() if (access or "").startswith("client:")]
CLOSED = [filled(place) for place, access in ACCESS.items() if access != "public"]
CLOSED = [place for place in CLOSED if place not in FOR_SYSTEMS]
GUARDED = [filled(place) for place, access in ACCESS.items() if access not in OPEN]
GUARDED = [place for place in GUARDED if place not in FOR_SYSTEMS]
OPERATIONS = [
    (method, path) for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
]


@pytest.mark.parametrize("place", PAGES)
def test_a_page_declares_its_access(place):
    assert ACCESS[place], f"put @needs(…), @signed_in or @public on {PAGES[place].__name__}"


@pytest.mark.django_db
@pytest.mark.parametrize("place", CLOSED)
def test_a_page_sends_a_stranger_to_sign_in(client, place):
    for method in (client.get, client.post):
        response = method(place)

        assert response.status_code == 302, place
        assert response.url.startswith("/sign-in/?next="), place


@pytest.mark.parametrize("place", FOR_SYSTEMS)
def test_what_is_for_other_systems_opens_for_no_person(client, person, place):
    for user in (None, person("admin", role="administrator")):
        if user:
            client.force_login(user)

        assert client.get(place).status_code == 401


@pytest.mark.parametrize("place", GUARDED)
def test_a_page_refuses_a_person_without_grants(client, person, place):
    client.force_login(person("nobody"))

    assert (client.get(place).status_code, client.post(place).status_code) == (403, 403)


@pytest.mark.parametrize("place", GUARDED)
def test_a_page_refuses_a_pupil(client, person, place):
    client.force_login(person("pupil", role="pupil", at="2018级1班"))

    assert (client.get(place).status_code, client.post(place).status_code) == (403, 403)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_refuses_a_stranger(client, method, path):
    assert client.generic(method.upper(), path).status_code == 401


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_refuses_a_person_without_grants(client, person, method, path):
    client.force_login(person("nobody"))

    assert client.generic(method.upper(), path).status_code == 403
