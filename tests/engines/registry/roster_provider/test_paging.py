"""Pages: each row once, by links or by offset, in any order, and how many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engines.registry.roster_provider.conftest import BASE, links_of
from yuandu.engines.registry.models import Person
from yuandu.engines.registry.rules.oneroster import CORE, DEMOGRAPHICS, FULL

ALL = (CORE, FULL, DEMOGRAPHICS)
LISTS = ("users", "students", "classes", "enrollments", "courses", "academicSessions", "orgs")


def walked(reader, address, **query):
    """The ids of all pages, by the next links."""
    response, ids = reader.call(address, query), []
    while True:
        [rows] = response.json().values()
        ids += [row["sourcedId"] for row in rows]
        following = links_of(response).get("next")
        if not following:
            return ids
        response = reader.call(following[0], following[1])


@pytest.mark.parametrize("at", ["潍坊市", "奎文区", "一小", "2018级1班"])
def test_links_lead_to_each_row_once(system, roster, at):
    reader = system(at)

    once = {address: reader.ids(address) for address in LISTS}

    assert {address: walked(reader, address, limit=1) for address in LISTS} == once
    assert {address: walked(reader, address, limit=2) for address in LISTS} == once
    assert {address: int(reader.call(address)["X-Total-Count"]) for address in LISTS} == {
        address: len(set(ids)) for address, ids in once.items()
    }


@pytest.mark.parametrize("at", ["潍坊市", "奎文区", "一小"])
def test_offsets_lead_to_each_row_once(system, roster, at):
    reader = system(at)

    once = {address: reader.ids(address) for address in LISTS}

    assert {
        address: [pk for offset in range(len(ids) + 1) for pk in reader.ids(address, offset=offset, limit=1)]
        for address, ids in once.items()
    } == once


SORTS = (
    ("users", "familyName"),
    ("users", "dateLastModified"),
    ("users", "sourcedId"),
    ("enrollments", "beginDate"),
    ("enrollments", "class.sourcedId"),
    ("classes", "title"),
    ("classes", "dateLastModified"),
    ("orgs", "name"),
    ("academicSessions", "startDate"),
)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_any_order_leads_to_each_row_once(system, roster, order):
    reader = system("奎文区")

    for address, sort in SORTS:
        ids = walked(reader, address, sort=sort, orderBy=order, limit=2)

        assert sorted(ids) == sorted(reader.ids(address)), sort
        assert ids == reader.ids(address, sort=sort, orderBy=order), sort


def test_names_come_in_the_order_of_unicode(system, roster, named):
    reader = system("奎文区")

    rows = reader.get("users", sort="familyName", orderBy="desc", filter="status='active'")["users"]

    assert [row["familyName"] for row in rows] == ["赵", "王", "王", "李", "Smith"]


def test_links_keep_what_was_asked(system, roster):
    reader = system("一小")

    response = reader.call(
        "users", {"limit": 2, "offset": 2, "filter": "status='active'", "fields": "sourcedId"}
    )

    links = links_of(response)
    cursor = links["next"][1].pop("cursor")
    common = {"filter": "status='active'", "fields": "sourcedId", "limit": "2"}
    assert cursor
    assert response["X-Total-Count"] == "5"
    assert links == {
        "first": (f"{BASE}/users", common | {"offset": "0"}),
        "last": (f"{BASE}/users", common | {"offset": "4"}),
        "next": (f"{BASE}/users", common | {"offset": "4"}),
        "prev": (f"{BASE}/users", common | {"offset": "0"}),
    }


def test_the_last_page_has_no_next(system, roster):
    reader = system("一小")

    assert set(links_of(reader.call("users"))) == {"first", "last"}
    assert set(links_of(reader.call("users", {"offset": 5}))) == {"first", "last", "prev"}


def test_a_row_that_comes_in_meanwhile_moves_none_to_another_page(system, roster):
    reader = system()
    first = reader.call("users", {"limit": 3})
    Person.objects.filter(pk=roster["people"]["child"].pk).update(name="王大明")
    Person.objects.create(name="新来的")

    rest = walked(reader, links_of(first)["next"][0], **links_of(first)["next"][1])

    assert len(rest) == 7
    assert not set(rest) & {row["sourcedId"] for row in first.json()["users"]}


@pytest.mark.parametrize("address", ["users", "enrollments", "demographics", "classes/C{form}/students"])
def test_a_page_costs_the_same_whatever_its_size(system, roster, address):
    reader = system("一小", scopes=ALL)
    address = address.format(form=roster["form"].pk)
    reader.call(address)

    def cost(limit):
        with CaptureQueriesContext(connection) as queries:
            assert reader.call(address, {"limit": limit}).status_code == 200
        return sum("registry_" in query["sql"] or "activity_" in query["sql"] for query in queries)

    assert cost(2) == cost(3) <= 6


def test_counting_is_done_once_a_minute(system, roster):
    reader = system("一小")
    reader.call("users")

    with CaptureQueriesContext(connection) as queries:
        reader.call("users", {"offset": 1, "limit": 2})

    assert [query["sql"] for query in queries if "count(*)" in query["sql"]] == []
