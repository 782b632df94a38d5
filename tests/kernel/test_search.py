"""One search over what the apps declare: in their order, empty kinds left out."""

from django.contrib.auth.models import AnonymousUser

from yuandu.kernel.apps import declared
from yuandu.kernel.search import find


def titles_in_order():
    return [search.title for _app, search in sorted(declared("search"), key=lambda entry: entry[1].order)]


def test_kinds_come_in_the_order_that_the_apps_give_and_empty_ones_are_left_out(plan, person):
    officer = person("officer", role="officer", at="潍坊市")

    found = [title for title, _hits in find(officer, " 学校 ")]

    assert found == [title for title in titles_in_order() if title in found]
    assert len(found) > 1
    assert all(hits for _title, hits in find(officer, "学校"))


def test_no_kind_gives_more_than_it_is_asked_for(plan):
    hits = [hit for _title, found in find(AnonymousUser(), "校", limit=1) for hit in found]

    assert len(hits) == len({hit.url for hit in hits})
    assert all(len(found) == 1 for _title, found in find(AnonymousUser(), "校", limit=1))


def test_what_is_nowhere_is_found_in_no_kind(plan):
    assert list(find(AnonymousUser(), "无此物无此物")) == []
