"""What the pages of the plan say, and to whom."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import AT, ON
from yuandu.engines.indicators import api as indicators
from yuandu.engines.registry.models import Designation


@pytest.fixture
def designate(city):
    """Grant a designation to an organisation from a day on."""

    def granted(place, kind, *, on=ON):
        holder = city[place]
        return Designation.objects.create(kind=kind, organisation=holder, path=holder.path, from_on=on)

    return granted


@pytest.fixture
def compute(plan, city):
    def computed(on):
        return indicators.compute(key=plan.key, city=city["潍坊市"], on=on, at=AT)

    return computed


def test_the_board_answers_first_and_shows_unknown_as_a_dash(client, plan, designate, compute):
    designate("奎文区", "ai_centre")
    designate("一小", "smart_campus")
    compute(date(2021, 10, 18))

    page = client.get("/plan/")

    assertContains(page, "20项行动中，")
    assertContains(page, "1项滞后")  # 2.1 was due in 2020 and one of two units has a centre
    assertContains(page, "还差1个")
    assertContains(page, "—")


def test_a_day_before_the_first_count_has_no_figures(client, plan, compute):
    compute(date(2021, 10, 18))

    page = client.get("/plan/", {"as_of": "2020-12-31"})

    assertContains(page, "还没有计算过")
    assertContains(page, "20项还没有数据")


def test_a_figure_leads_to_the_very_rows_it_counts(client, plan, designate, compute):
    designate("一小", "smart_campus")
    compute(date(2021, 10, 18))

    page = client.get("/plan/counted/1.2/registry.schools_smart_campus/")

    assertContains(page, "一小")
    assertNotContains(page, "二小")


def test_a_unit_sees_its_own_board(client, plan, city, designate, compute):
    designate("一小", "smart_campus")
    compute(date(2021, 10, 18))

    ours = client.get("/plan/actions/1/", {"unit": city["奎文区"].pk})
    theirs = client.get("/plan/actions/1/", {"unit": city["潍城区"].pk})

    assertContains(ours, "1所中1所")
    assertContains(theirs, "1所中0所")


def test_a_clause_shows_both_scripts_and_which_order_holds(client, plan, compute):
    compute(date(2021, 10, 18))

    page = client.get("/plan/clauses/1.2/", {"as_of": "2022-12-31"})

    assertContains(page, "2022年全市智慧校园覆盖率达到80%以上")
    assertContains(page, "2022年全市智慧校園覆蓋率達到80%以上")
    assertContains(page, "潍坊市智慧校园暨示范校建设标准（试行）")


@pytest.mark.parametrize("place", ["/plan/actions/21/", "/plan/clauses/99.9/", "/plan/counted/1.2/no.such/"])
def test_what_the_plan_does_not_have_is_not_found(client, plan, compute, place):
    compute(date(2021, 10, 18))

    assert client.get(place).status_code == 404


def test_the_wall_says_the_same_as_the_board(client, plan, designate, compute):
    designate("奎文区", "ai_centre")
    compute(date(2021, 10, 18))

    assertContains(client.get("/plan/wall/"), "1项滞后")


def test_without_a_plan_its_pages_are_not_found(client, city):
    assert client.get("/plan/").status_code == 404


def test_a_target_of_the_whole_city_is_not_held_against_a_county(client, plan, city, designate, compute):
    designate("二小", "programming_school")
    compute(date(2021, 10, 18))

    page = client.get("/plan/actions/10/", {"unit": city["奎文区"].pk})

    assertContains(page, "只计数")
    assertNotContains(page, "还差20")


def test_what_was_never_registered_is_unknown_and_not_nought(client, plan, compute):
    compute(date(2021, 10, 18))

    page = client.get("/plan/")

    assertContains(page, "20项还没有数据")
    assertNotContains(page, "项滞后")
