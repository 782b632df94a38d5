"""A page costs the same number of queries in a small city and in a larger one, and never more than 25."""

from random import Random

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import AT
from yuandu.engines.registry.demo import Scale, invent_city
from yuandu.engines.registry.demo.city import WEIFANG
from yuandu.engines.registry.rules.city_file import read_city_file
from yuandu.kernel.apps import declared, yuandu_apps

MOST = 25
SIZES = (
    Scale("hamlet", schools=40, pupils=300, teachers=250, has_all_rosters=False),
    Scale("town", schools=90, pupils=900, teachers=500, has_all_rosters=False),
)
PUBLIC = [
    "/",
    "/plan/",
    "/plan/actions/1/",
    "/plan/clauses/",
    "/plan/clauses/1.2/",
    "/plan/wall/",
    "/registry/schools/",
]
OWN = ["/today/", "/profile/", "/search/?q=zc", "/search/?q=小学"]


def is_bracket(query):
    """Say whether it is not the page's: the savepoint that a test has in place of the request's transaction."""
    return query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))


def asked(browser, place):
    """Return the status of the page and how many queries it took."""
    reset_queries()  # Django keeps the last 9,000 and counts from there
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(place)
    return response.status_code, sum(not is_bracket(one) for one in queries)


def places():
    """Return the address of every entry of the menu."""
    return sorted({reverse(item.view) for _app, item in declared("nav")})


def counted(scale):
    """Return how many queries each page takes in a city of the scale, which is then undone."""
    counts = {}
    with transaction.atomic():
        city = read_city_file(WEIFANG.read_text("utf-8"))
        invent_city(city, scale=scale, rng=Random(1), at=AT)
        for app in yuandu_apps():
            if app.demo:
                app.load(app.demo)(rng=Random(1), at=AT)
        for name in ("", "city", "principal"):
            browser = Client()
            if name:
                browser.force_login(get_user_model().objects.get(username=name))
            for place in PUBLIC + (OWN + places() if name else []):
                answers = [
                    asked(browser, place) for _try in range(3)
                ]  # what a process keeps for a minute is warm
                if answers[0][0] == 200:
                    counts[name or "stranger", place] = min(count for _status, count in answers)
        transaction.set_rollback(True)
    return counts


@pytest.mark.django_db
def test_a_page_costs_the_same_in_a_hamlet_and_in_a_town_and_never_too_much():
    small, large = (counted(scale) for scale in SIZES)

    grown = {page: (small[page], large[page]) for page in small if small[page] != large[page]}
    assert grown == {}
    assert {page: count for page, count in large.items() if count > MOST} == {}
    assert len(large) > len(places())
