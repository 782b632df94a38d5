"""Before there is a city every open page answers, and says what to do next."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db


def test_the_portal_says_what_to_do_next_and_shows_no_figure_that_nobody_counted(client):
    page = client.get("/")

    assertContains(page, "yuandu plan-load")
    assertContains(page, "还没有载入")
    assertNotContains(page, "个管理单元")


@pytest.mark.parametrize(
    "place", ["/plan/", "/plan/wall/", "/plan/clauses/", "/plan/clauses/1.2/", "/plan/actions/1/"]
)
def test_a_plan_that_is_not_there_is_not_found_in_calm_words(client, place):
    page = client.get(place)

    assertContains(page, "<h1>没有这个页面</h1>", status_code=404)
    assertContains(page, "这里还没有载入行动计划。", status_code=404)
    assertContains(page, 'href="/"', status_code=404)


def test_the_directory_says_that_it_is_empty(client):
    page = client.get("/registry/schools/")

    assertContains(page, "这里还没有内容")
    assertContains(page, "共0项")
    assertNotContains(page, "export=")


@pytest.mark.parametrize(
    "place", ["/search/?q=小学", "/help/", "/sign-in/", "/activate/", "/registry/calendar/", "/ui/"]
)
def test_every_other_open_page_answers(client, place):
    assertContains(client.get(place), "<h1")
