"""Another system finds its accounts: by filters, in orders, page by page."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.engines.registry.scim.test_accounts import body, named, patch, post
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry.gateways.scim.schemas import CORE, ENTERPRISE, LARGEST_PAGE, POST
from yuandu.engines.registry.models import ExternalAccount, Person, User

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@pytest.fixture
def five(kuiwen):
    """Five accounts, the third of them switched off; the fifth says little of itself."""
    for number, name in enumerate(("王海", "李娜", "张伟", "Smith", "陈静"), start=1):
        said = (
            {"externalId": f"X{number}", "emails": [{"value": f"t{number}@example.com"}]}
            if number < 5
            else {}
        )
        kuiwen(
            "POST",
            "/Users",
            body(
                f"t{number}",
                number=f"n{number}" if number < 5 else None,
                posts=[post()],
                displayName=f"{name}老师",
                active=number != 3,
                **named(name),
                **said,
            ),
        )
    kuiwen.hide = lambda name: kuiwen(
        "PATCH", f"/Users/{User.objects.get(username='t1').pk}", patch({"op": "remove", "path": name})
    )
    return kuiwen


def asked(system, **query):
    return system("GET", f"/Users?{urlencode(query)}")


def names(answer):
    return [account["userName"] for account in answer.body["Resources"]]


@pytest.mark.parametrize(
    ("scim_filter", "found"),
    [
        ('userName eq "T2"', "2"),
        ('userName ne "t2"', "1345"),
        ('userName sw "t"', "12345"),
        ('userName ew "4" or userName co "5"', "45"),
        ('userName gt "t3"', "45"),
        ('userName le "t2"', "12"),
        ('externalId eq "X1"', "1"),
        ('externalId eq "x1"', ""),
        ("externalId pr", "1234"),
        ("not (externalId pr)", "5"),
        ("externalId eq null", "5"),
        ('displayName sw "王"', "1"),
        ('name.formatted eq "smith"', "4"),
        ('name.formatted co "娜"', "2"),
        ("active eq false", "3"),
        ("active ne false", "1245"),
        ("active pr", "12345"),
        ('emails eq "T3@example.com"', "3"),
        ('emails.value ew "example.com"', "1234"),
        ('active eq true and (userName eq "t1" or userName eq "t3")', "1"),
        ('meta.created gt "2020-01-01T00:00:00Z"', "12345"),
        ('meta.lastModified lt "2020-01-01T00:00:00+08:00"', ""),
        (f'{ENTERPRISE}:employeeNumber eq "N4"', "4"),
        (f'{CORE}:userName eq "t1"', "1"),
        ('id eq "0"', ""),
        ('userName eq "a%" or userName co "_"', ""),
    ],
)
def test_a_filter_finds_what_it_says(five, scim_filter, found):
    answer = asked(five, filter=scim_filter)

    assert names(answer) == [f"t{number}" for number in found]
    assert answer.body["totalResults"] == len(found)


@pytest.mark.parametrize(
    "scim_filter",
    [
        'roles[value eq "teacher"]',
        'emails[type eq "work"]',
        "emails.type pr",
        f"{POST}:posts pr",
        "active gt true",
        'active eq "yes"',
        'active co "t"',
        'meta.created eq "yesterday"',
        'meta.created eq "2020-99-99T00:00:00Z"',
        'meta.created eq "2020-01-01T00:00:00"',
        'meta.created co "20"',
        'userName eq "a\\u0000"',
        "userName eq 7",
        'shoeSize eq "7"',
        'password eq "7"',
        "userName eq",
        "((((",
        "not (" * 60 + 'userName eq "a"' + ")" * 60,
        " or ".join(['userName eq "a"'] * 1000),
        "",
    ],
)
def test_a_filter_that_no_column_answers_is_refused(five, scim_filter):
    answer = asked(five, filter=scim_filter)

    assert (answer.status, answer.body["scimType"]) == (400, "invalidFilter")


def test_what_the_system_removed_it_no_longer_finds(five):
    five.hide("displayName")

    assert names(asked(five, filter="displayName pr")) == ["t2", "t3", "t4", "t5"]
    assert names(asked(five, filter='displayName eq "王海老师"')) == []
    assert names(asked(five, filter="displayName eq null")) == ["t1"]
    assert User.objects.get(username="t1").name == "王海老师"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ({"sortBy": "userName"}, "12345"),
        ({"sortBy": "userName", "sortOrder": "descending"}, "54321"),
        ({"sortBy": "externalId"}, "12345"),
        ({"sortBy": "externalId", "sortOrder": "descending"}, "54321"),
        ({"sortBy": "active"}, "31245"),
        ({"sortBy": "id", "sortOrder": "descending"}, "54321"),
        ({"sortBy": "meta.created"}, "12345"),
        ({}, "12345"),
    ],
)
def test_accounts_come_in_the_order_asked_for(five, sort, order):
    by_index = names(asked(five, **sort))
    by_cursor = list(walk(five, count=2, **sort))

    assert by_index == by_cursor == [f"t{number}" for number in order]


def walk(system, **query):
    """All names, page by page, by the cursors."""
    answer = asked(system, cursor="", **query)
    yield from names(answer)
    while cursor := answer.body.get("nextCursor"):
        answer = asked(system, cursor=cursor, **query)
        yield from names(answer)


def test_a_cursor_leads_back_too(five):
    first = asked(five, cursor="", count=2)
    second = asked(five, cursor=first.body["nextCursor"], count=2)
    third = asked(five, cursor=second.body["nextCursor"], count=2)
    back = asked(five, cursor=third.body["previousCursor"], count=2)

    assert "previousCursor" not in first.body
    assert "nextCursor" not in third.body
    assert (names(back), names(third)) == (names(second), ["t5"])


def test_an_account_opened_meanwhile_moves_no_page(five):
    first = asked(five, cursor="", count=2, sortBy="userName")
    five("POST", "/Users", body("t0", posts=[post()], **named("孙丽")))

    second = asked(five, cursor=first.body["nextCursor"], count=2, sortBy="userName")

    assert names(second) == ["t3", "t4"]


def test_a_page_begins_where_it_is_asked_to(five):
    answer = asked(five, startIndex=2, count=2)

    assert names(answer) == ["t2", "t3"]
    about = {key: value for key, value in answer.body.items() if key != "Resources"}
    assert about == {"schemas": [LIST], "totalResults": 5, "itemsPerPage": 2, "startIndex": 2}


@pytest.mark.parametrize(
    ("query", "length"),
    [
        ({"count": 0}, 0),
        ({"count": -1}, 0),
        ({"count": 10**9}, 5),
        ({"startIndex": -5}, 5),
        ({"startIndex": 10**30}, 0),
        ({"startIndex": 6}, 0),
    ],
)
def test_odd_pages_are_answered_with_what_there_is(five, query, length):
    answer = asked(five, **query)

    assert (answer.status, len(answer.body.get("Resources", [])), answer.body["totalResults"]) == (
        200,
        length,
        5,
    )


def test_a_search_by_post_finds_the_same(five):
    asked_by_post = {"schemas": [SEARCH], "filter": "active eq false", "attributes": ["userName"]}

    answer = five("POST", "/Users/.search", asked_by_post)

    account = User.objects.get(username="t3")
    assert answer.body["Resources"] == [{"schemas": [CORE], "id": str(account.pk), "userName": "t3"}]


def test_what_changed_since_a_moment_is_found(five):
    moment = timezone.now() + timedelta(hours=1)
    ExternalAccount.objects.filter(external_id="X4").update(changed_at=moment + timedelta(seconds=1))

    answer = asked(five, filter=f'meta.lastModified gt "{moment.isoformat()}"')

    assert names(answer) == ["t4"]


def test_a_list_costs_the_same_for_one_account_and_for_five(five):
    counts = []
    for count in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            asked(five, count=count)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_a_list_that_is_read_leaves_one_fact_with_everybody_on_it(five):
    before = Fact.objects.filter(verb="registry.scim_read").count()

    asked(five, filter='userName sw "t"', count=2)

    [fact] = Fact.objects.filter(verb="registry.scim_read").order_by("pk")[before:]
    people = Person.objects.filter(user__username__in=("t1", "t2")).order_by("pk")
    assert fact.people == list(people.values_list("pk", flat=True))
    assert fact.data == {"client": five.client.name, "count": 2, "filter": 'userName sw "t"'}
    assert LARGEST_PAGE <= 1000


def test_an_account_that_is_read_leaves_a_fact(five):
    account = User.objects.get(username="t1")
    before = Fact.objects.filter(verb="registry.scim_read").count()

    five("GET", f"/Users/{account.pk}")

    [fact] = Fact.objects.filter(verb="registry.scim_read").order_by("pk")[before:]
    assert fact.people == [account.person_id]


def test_the_schemas_say_what_a_system_may_choose_from(kuiwen):
    schemas = {schema["id"]: schema for schema in kuiwen("GET", "/Schemas").body["Resources"]}

    alone = kuiwen("GET", f"/Schemas/{POST}").body
    posts = {part["name"]: part for part in alone["attributes"][0]["subAttributes"]}
    assert alone == schemas[POST]
    assert posts["organisation"]["canonicalValues"] == ["370700.370705.S1."]
    assert posts["kind"]["canonicalValues"] == ["subject_teacher", "staff"]
    assert "mathematics" in posts["subject"]["canonicalValues"]


def test_the_service_says_what_it_can(kuiwen):
    config = kuiwen("GET", "/ServiceProviderConfig").body

    can = {name: config[name]["supported"] for name in ("patch", "bulk", "filter", "sort", "etag")}
    assert can == dict.fromkeys(can, True)
    assert config["pagination"]["cursor"] is True
    assert [kind["name"] for kind in kuiwen("GET", "/ResourceTypes").body["Resources"]] == ["User"]
