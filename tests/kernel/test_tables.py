"""A list shows, orders and hands out what its table allows, whatever the address asks for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from tests.kernel.orchard import FRUIT, every_fruit
from yuandu.kernel.tables import chosen_rows

STRANGER = AnonymousUser()
FIELDS = {"model", "-model", "app_label", "-app_label", "pk"}


def shown(query="", user=STRANGER):
    return [row.model for row in FRUIT.narrowed(every_fruit(), QueryDict(query), user)]


def test_without_a_question_all_rows_come_in_the_order_of_the_table(fruit):
    assert shown() == ["apple", "cherry", "melon", "peach", "pear"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("app_label=t_summer", ["melon", "peach"]),
        ("size=5", ["apple", "melon", "peach"]),
        ("app_label=t_summer&size=5&q=ea", ["peach"]),
        ("q=%20ea%20", ["peach", "pear"]),
        ("q=mango", []),
    ],
)
def test_filters_and_search_narrow_the_rows_together(fruit, query, names):
    assert shown(query) == names


@pytest.mark.parametrize(
    "query",
    ["app_label=t_winter", "size=4", "size=.*", "model=pear", "pk__gt=0", "app_label=", "q=%20", "q=%00"],
)
def test_a_value_that_is_not_offered_and_a_name_that_is_no_filter_are_passed_over(fruit, query):
    assert shown(query) == ["apple", "cherry", "melon", "peach", "pear"]


def test_a_value_that_is_offered_to_somebody_else_is_passed_over(fruit, person):
    assert shown("app_label=t_spring", user=person("insider")) == ["cherry"]
    assert shown("app_label=t_spring") == ["apple", "cherry", "melon", "peach", "pear"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=-model", ["pear", "peach", "melon", "cherry", "apple"]),
        ("sort=app_label", ["melon", "peach", "cherry", "apple", "pear"]),  # this column falls at first
        ("sort=-app_label", ["apple", "pear", "cherry", "melon", "peach"]),
    ],
)
def test_a_column_orders_the_rows_and_ties_keep_the_order_of_the_table(fruit, query, names):
    assert shown(query) == names


@given(st.text())
@example("pk")
@example("--model")
@example("-permission__codename")
@example("?")
def test_no_address_orders_by_anything_but_a_column_that_can_be_sorted(text):
    query = QueryDict(mutable=True)
    query["sort"] = text

    ordering = FRUIT.ordering(query)

    assert set(ordering) <= FIELDS
    assert ordering[-2:] == ["model", "pk"]


def posted(fields):
    request = RequestFactory().post("/eat/", fields)
    request.user = STRANGER
    return request


def test_ticked_rows_are_chosen_and_none_that_lies_outside(fruit):
    pks = {row.model: row.pk for row in every_fruit()}
    summer = every_fruit().filter(app_label="t_summer")

    request = posted({"pk": [pks["melon"], pks["pear"], pks["apple"]]})

    assert [row.model for row in chosen_rows(request, FRUIT, summer)] == ["melon"]


def test_ticks_that_are_no_numbers_choose_nothing(fruit):
    request = posted({"pk": ["", "-1", "²", "1 OR 1=1", "9" * 40, "NaN"]})

    assert list(chosen_rows(request, FRUIT, every_fruit())) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["melon", "peach"]),
        ("q=pea", ["peach"]),
        ("app_label=t_autumn", []),
        ("app_label=t_winter&size=5&sort=-model", ["peach", "melon"]),
    ],
)
def test_all_means_all_that_was_shown_and_never_more_than_the_page_could_show(fruit, query, names):
    summer = every_fruit().filter(app_label="t_summer")

    request = posted({"all": "1", "query": query})

    assert [row.model for row in chosen_rows(request, FRUIT, summer)] == names
