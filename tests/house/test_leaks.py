"""Every address, asked for by those whom it is not for: nothing of a child comes out, and nothing changes."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from tests.conftest import AT, ON
from tests.house.everything import MARK, NUMBER, as_they_are, everything
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, User

GAPS = {"int": str(NUMBER), "uuid": "0" * 32}
FOR_EVERYBODY = "/static/"
SENT = {"pk": str(NUMBER), "person": str(NUMBER), "because": "没有理由", "rows": "all", "code": "nothing"}


def walk(resolver, prefix="/"):
    for entry in resolver.url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield place
        else:
            yield from walk(entry, place)


def filled(place):
    """Return the address with the number of the marked rows in every gap."""
    place = re.sub(r"\(\?P<\w+>[^)]*\)", "nothing", place).replace("^", "").replace("$", "")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda gap: GAPS.get(gap[1], "nothing"), place)


ADDRESSES = sorted({filled(place) for place in walk(get_resolver()) if not place.startswith(FOR_EVERYBODY)})


@pytest.fixture
def home(city):
    """A school of 奎文区 with one marked row of everything that is kept of people."""
    place = city["2018级1班"]
    made = everything(place=place)
    Person.objects.filter(pk=NUMBER).update(name=f"{MARK}雪")
    return made


@pytest.fixture
def viewers(city, person):
    """Those who have no business with it."""
    second = registry.open_organisation(
        name="2018级1班", code="C2", parent=city["二小"], level="class", on=ON, by=None, at=AT
    )
    post = {"kind": "pupil", "from_on": ON}
    other = registry.add_person(name="李二", place=second, by=None, at=AT, post=post)
    mate = registry.add_person(name="王一", place=city["2018级1班"], by=None, at=AT, post=post)
    accounts = {"stranger": None, "nobody": person("nobody")}
    for role, at in (
        ("officer", "潍城区"),
        ("administrator", "潍城区"),
        ("principal", "二小"),
        ("registrar", "二小"),
    ):
        accounts[f"{role} next door"] = person(f"{role}-next", role=role, at=at)
    for name, child in (("of a child next door", other), ("of a class-mate", mate)):
        adult = registry.add_guardian(pupil=child, name="监护人", relation="mother", by=None, at=AT).guardian
        for whose, who in ((f"guardian {name}", adult), (f"pupil {name}", child)):
            accounts[whose] = person(whose)
            User.objects.filter(pk=accounts[whose].pk).update(person=who)
    return accounts


WHO = (
    "stranger",
    "nobody",
    "officer next door",
    "administrator next door",
    "principal next door",
    "registrar next door",
    "guardian of a child next door",
    "pupil of a child next door",
    "guardian of a class-mate",
    "pupil of a class-mate",
)


@pytest.mark.parametrize("who", WHO)
def test_nothing_of_a_child_comes_out_and_nothing_changes(client, home, viewers, who):
    before, leaks, faults = as_they_are(), [], []
    client.raise_request_exception = False

    for place in ADDRESSES:
        for asked, send in (("GET", client.get), ("POST", client.post)):
            if viewers[who]:
                client.force_login(viewers[who])
            answer = send(place, SENT if asked == "POST" else None)
            body = (
                b"".join(answer.streaming_content)
                if answer.streaming and not answer.is_async
                else answer.content
            )
            leaks += [f"{asked} {place}"] if MARK.encode() in body or MARK in str(answer.headers) else []
            faults += [f"{asked} {place}"] if answer.status_code >= 500 else []

    assert (leaks, faults) == ([], [])
    assert as_they_are() == before


def test_those_whom_it_is_for_do_see_it(client, home, person):
    client.force_login(person("head", role="principal", at="一小"))

    assert MARK in client.get(f"/registry/people/{NUMBER}/").content.decode()
