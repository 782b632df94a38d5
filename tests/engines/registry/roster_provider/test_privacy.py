"""What of people leaves the platform: what the scope asks for, no more; and who got it is kept."""

import json

import pytest
from django.db import connection

from tests.engines.registry.roster_provider.conftest import links_of
from yuandu.engines.activity import api as activity
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry.models import Post
from yuandu.engines.registry.rules.oneroster import CONTACTS, CORE, DEMOGRAPHICS, FULL
from yuandu.site.provider.models import AccessToken

SECRETS = ("138", "@example.cn", "2018-03-05", "1980-01-02", "G3707", "370705200803050026")


def told(reader, address, **query):
    return json.dumps(reader.get(address, **query), ensure_ascii=False)


def test_the_core_of_the_roster_tells_no_number_and_no_birth_date(system, roster):
    reader = system(scopes=(CORE,))

    answers = [
        told(reader, address) for address in ("users", "students", "teachers", "enrollments", "classes")
    ]

    assert [secret for secret in SECRETS for answer in answers if secret in answer] == []


def test_the_full_roster_tells_the_pupil_number_from_14_on(system, roster):
    reader = system(scopes=(FULL,))

    users = reader.get("users")["users"]

    assert [row["userIds"] for row in users if "userIds" in row] == [
        [{"type": "pupilNumber", "identifier": "G370705200803050026"}]
    ]
    assert [secret for secret in SECRETS[:4] if secret in json.dumps(users)] == []


def test_contacts_are_told_of_adults_to_who_has_that_scope(system, roster, named):
    reader = system()
    AccessToken.objects.update(scope=f"{CORE} {CONTACTS}")

    users = reader.get("users")["users"]

    assert {named[row["sourcedId"]]: (row.get("sms"), row.get("email")) for row in users if "sms" in row} == {
        "teacher": ("13800000002", "zhao@example.cn"),
        "mother": ("13800000003", None),
    }
    assert "13800000001" not in json.dumps(users)
    assert "ming@example.cn" not in json.dumps(users)


def test_demographics_are_told_to_who_has_their_scope(system, roster, named):
    reader = system("一小", scopes=(DEMOGRAPHICS,))

    rows = reader.get("demographics")["demographics"]

    assert [(named[row["sourcedId"]], row.get("birthDate"), row.get("sex")) for row in rows] == [
        ("child", "2018-03-05", "male"),
        ("youth", "2008-03-05", "female"),
        ("teacher", "1980-01-02", "female"),
        ("gone", None, None),
    ]


def test_who_is_gone_has_no_name_any_more(system, roster):
    reader = system("一小")

    rows = reader.get("users", filter="status='tobedeleted'")["users"]

    assert [(row["familyName"], row["givenName"], row["enabledUser"]) for row in rows] == [
        ("*", "*", "false")
    ] * 2
    assert [[(role["role"], role.get("endDate")) for role in row["roles"]] for row in rows] == [
        [("student", "2022-09-01")],
        [("ext:former", None)],
    ]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("潍坊市", "child youth teacher principal mother gone doubled neighbour neighbours_father"),
        ("奎文区", "child youth teacher principal mother gone doubled"),
        ("一小", "child youth teacher principal mother gone doubled"),
        ("2018级1班", "child youth teacher mother gone doubled"),
        ("潍城区", "neighbour neighbours_father"),
        ("二小", "neighbour neighbours_father"),
    ],
)
def test_a_system_sees_the_people_of_its_place(system, roster, named, at, found):
    reader = system(at)

    assert sorted(named[pk] for pk in reader.ids("users")) == sorted(found.split())
    assert not set(told(reader, "enrollments").split('"')) & ({"P0"} | strangers(named, found))


def strangers(named, found):
    return {pk for pk, name in named.items() if name not in found.split()}


def test_a_child_that_moved_to_another_county_is_gone_here_and_new_there(system, roster, named, city):
    here, there, other = system("奎文区"), system("潍城区"), city["二小"]
    Post.objects.filter(pk=roster["posts"]["youth"].pk).update(to_on="2026-01-01", ending="transferred")
    Post.objects.create(
        person=roster["people"]["youth"], kind="pupil", organisation=other, path=other.path,
        unit_id=other.unit_id, school=other, from_on="2026-01-01",
    )  # fmt: skip
    pk = f"P{roster['people']['youth'].pk}"

    seen_here, seen_there = here.get(f"users/{pk}")["user"], there.get(f"users/{pk}")["user"]

    assert (seen_here["status"], seen_here["givenName"]) == ("tobedeleted", "*")
    assert (seen_there["status"], seen_there["givenName"]) == ("active", "小红")
    assert [role["org"]["sourcedId"] for role in seen_here["roles"]] == [f"O{city['一小'].pk}"]
    assert [role["org"]["sourcedId"] for role in seen_there["roles"]] == [f"O{other.pk}"]


def test_each_request_leaves_one_entry_with_whom_it_told_of(system, roster):
    reader, people = system("奎文区"), roster["people"]

    reader.call("users", {"filter": "roles.role='student'", "fields": "sourcedId"})

    [fact] = Fact.objects.filter(verb="registry.roster_read")
    client = AccessToken.objects.get().application
    assert (fact.about, fact.path, fact.by_id) == (
        f"provider.Client:{client.pk}",
        client.organisation.path,
        None,
    )
    assert sorted(fact.people) == sorted([people["child"].pk, people["youth"].pk])
    assert fact.data == {
        "client": client.title,
        "address": "/ims/oneroster/rostering/v1p2/users",
        "count": 2,
        "filter": "roles.role='student'",
        "fields": "sourcedId",
    }


def test_each_page_and_each_kind_of_list_leaves_its_entry(system, roster):
    reader, child = system("一小", scopes=(CORE, FULL, DEMOGRAPHICS)), roster["people"]["child"].pk
    first = reader.call("users", {"limit": 5})
    addresses = (
        f"users/P{child}",
        f"users/P{child}/classes",
        "orgs",
        "enrollments",
        f"demographics/P{child}",
    )

    reader.call(*links_of(first)["next"])
    for address in addresses:
        reader.call(address)

    facts = Fact.objects.filter(verb="registry.roster_read").order_by("pk")
    assert [(len(fact.people), fact.data["count"]) for fact in facts] == [
        (5, 5), (2, 2), (1, 1), (1, 2), (0, 1), (4, 6), (1, 1),
    ]  # fmt: skip


def test_who_was_told_of_can_be_looked_up(system, roster):
    reader, child = system("一小"), roster["people"]["child"]

    reader.call("users")

    assert [fact.verb for fact in activity.looks_at(child.pk)] == ["registry.roster_read"]


def test_the_net_holds_where_the_filter_is_torn(system, roster, monkeypatch):
    """Were the explicit filter to say the whole city, the system of a school would still see its school only."""
    monkeypatch.setattr("yuandu.engines.registry.queries.oneroster.places.Place.is_whole_city", True)
    monkeypatch.setattr(
        "yuandu.engines.registry.queries.oneroster.places.Place.holds", lambda self, row: "TRUE"
    )
    monkeypatch.setattr(
        "yuandu.engines.registry.queries.oneroster.places.Place.inside", lambda self, row: "TRUE"
    )
    reader = system("二小")

    ids = reader.ids("users")

    assert sorted(ids) == sorted(
        f"P{roster['people'][name].pk}" for name in ("neighbour", "neighbours_father")
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_person")
        assert cursor.fetchone()[0] == 9
