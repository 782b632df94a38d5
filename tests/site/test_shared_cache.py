"""The cache that web processes share: Django's promises, in one statement for each write."""

from time import sleep

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db


def test_what_was_kept_is_found_replaced_and_forgotten():
    cache.set("kite", [1, 2])
    cache.set("kite", {"鸢": 3})

    assert (cache.get("kite"), cache.get("other", 7)) == ({"鸢": 3}, 7)
    assert (cache.delete("kite"), cache.delete("kite"), cache.get("kite")) == (True, False, None)


def test_only_the_first_adds_until_what_was_added_is_past():
    assert (cache.add("lock", 1, timeout=0.05), cache.add("lock", 2, timeout=5)) == (True, False)

    sleep(0.1)

    assert (cache.get("lock"), cache.add("lock", 3, timeout=None), cache.get("lock")) == (None, True, 3)


def test_a_touch_prolongs_what_is_there_and_makes_nothing():
    cache.set("kite", 1, timeout=0.05)

    assert (cache.touch("kite", 60), cache.touch("nothing", 60)) == (True, False)
    sleep(0.1)
    assert (cache.get("kite"), cache.get("nothing")) == (1, None)


def test_a_write_is_one_statement(django_assert_num_queries):
    for write in (cache.set, cache.add):
        with django_assert_num_queries(1):
            write("kite", 1)
