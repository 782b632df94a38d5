"""Whatever somebody writes into an address or a form, a page answers: with itself, or with what is wrong."""

import re
from random import Random
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.conftest import AT
from tests.house.test_access import PAGES
from yuandu.domains.plan import demo as plan
from yuandu.engines.registry.demo import Scale, invent_city
from yuandu.engines.registry.demo.city import WEIFANG
from yuandu.engines.registry.models import Designation, Guardianship, Organisation, Paper, Person, Post
from yuandu.engines.registry.rules.city_file import read_city_file

HAMLET = Scale("hamlet", schools=40, pupils=300, teachers=250, has_all_rosters=False)
LEAVING = ("/sign-out/", "/language/")
ASKED = (
    "q",
    "page",
    "sort",
    "as_of",
    "unit",
    "school",
    "grade",
    "kind",
    "level",
    "year",
    "status",
    "on",
    "export",
)
ODD = ("\0", "²", "9" * 40, "9999-12-31", "'; --", "\ud83d")
ODD_IN_FORMS = ("", "\0²", "0001-01-01")
LONG = "9" * 30
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def administrator(codes):
    """The administrator of a tiny city, who may open every page."""
    city = read_city_file(WEIFANG.read_text("utf-8"))
    invent_city(city, scale=HAMLET, rng=Random(1), at=AT)
    plan.seed(rng=Random(1), at=AT)
    administrator = Client(raise_request_exception=False)
    administrator.force_login(get_user_model().objects.get(username="admin"))
    return administrator


def one_of_each():
    """The id of a row by the word that its pages begin with."""
    rows = {
        "organisations": Organisation.objects.filter(level="school"),
        "classes": Organisation.objects.filter(level="class"),
        "designations": Designation.objects.all(),
        "people": Person.objects.all(),
        "posts": Post.objects.all(),
        "papers": Paper.objects.all(),
        "guardianships": Guardianship.objects.all(),
    }
    return {word: row.order_by("pk").values_list("pk", flat=True)[0] for word, row in rows.items()}


def filled(place, ids):
    """The addresses of a page: one that may exist, and one with something odd in every gap."""
    word = next((part for part in place.split("/") if part in ids), "")
    for number, text in ((ids.get(word, 1), "1.2"), (LONG, "%C2%B2%00")):
        yield re.sub(r"<(?:(\w+):)?\w+>", lambda gap: str(number if gap[1] == "int" else text), place)  # noqa: B023


def encoded(names, odd):
    return urlencode(dict.fromkeys(names, odd.encode("utf-8", "surrogatepass")))


def fields_of(response):
    """The names of the fields on a page."""
    text = "" if response.streaming else response.content.decode(errors="replace")
    return set(re.findall(r'name="(\w+)"', text)) - {"csrfmiddlewaretoken"}


def test_nothing_that_is_asked_breaks_a_page(administrator):
    places = [place for place in PAGES if "<" not in place and place not in LEAVING]

    asked = [f"{place}?{encoded(ASKED, odd)}" for place in places for odd in ODD]

    assert [address for address in asked if administrator.get(address).status_code >= 500] == []


def test_nothing_that_is_sent_breaks_a_page(administrator):
    ids, broken = one_of_each(), []
    addresses = [address for place in PAGES if place not in LEAVING for address in filled(place, ids)]
    for address in addresses:
        page = administrator.get(address)
        names = fields_of(page) | {"pk", "all", "query", "next"}
        odd = ODD_IN_FORMS[:1] if page.status_code == 404 else ODD_IN_FORMS
        bodies = [encoded(names, value) for value in odd]
        answers = [page] + [administrator.post(address, body, content_type=FORM) for body in bodies]
        broken += [address for answer in answers if answer.status_code >= 500]

    assert broken == []
