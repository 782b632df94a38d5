"""Many operations in one request: each stands or falls by itself, and creations are quick."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engines.registry.scim.test_accounts import FIRST, body, held, named, patch, post, replace
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry.gateways.scim.schemas import LARGEST_BULK, MOST_OPERATIONS
from yuandu.engines.registry.models import Paper, Person, User

BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def bulk(*operations, **rest):
    return {"schemas": [BULK], "Operations": list(operations)} | rest


def create(bulk_id, **said):
    plain = {"number": f"N{bulk_id}", "posts": [post()]} | named(f"王{bulk_id}")
    data = body(f"user{bulk_id}", **(plain | said)) | {"userName": said.get("userName", f"user{bulk_id}")}
    return {"method": "POST", "path": "/Users", "bulkId": str(bulk_id), "data": data}


def statuses(answer):
    return [(done.get("bulkId"), done["status"]) for done in answer.body["Operations"]]


def test_accounts_are_opened_together_as_one_by_one(kuiwen):
    answer = kuiwen("POST", "/Bulk", bulk(*(create(number, externalId=f"x{number}") for number in range(3))))
    single = kuiwen("POST", "/Users", create(3, externalId="x3")["data"])

    assert statuses(answer) == [("0", "201"), ("1", "201"), ("2", "201")]
    first = User.objects.get(username="user0")
    alone = User.objects.get(username="user3")
    read = [kuiwen("GET", f"/Users/{user.pk}") for user in (first, alone)]
    told = answer.body["Operations"][0]
    assert told["location"] == f"http://testserver/scim/v2/Users/{first.pk}"
    assert told["version"] == read[0].headers["ETag"]
    together, apart = (
        {key: value for key, value in one.body.items() if key not in ("id", "meta")} for one in read
    )
    assert {key: str(value).replace("0", "3") for key, value in together.items()} == {
        key: str(value).replace("0", "3") for key, value in apart.items()
    }
    assert single.status == 201
    assert held(first.person) == held(alone.person) == [(FIRST, "subject_teacher", "mathematics")]
    assert (first.person.pinyin, first.person.places) == ("wang0", alone.person.places)
    assert list(Paper.objects.order_by("number").values_list("number", flat=True)) == ["N0", "N1", "N2", "N3"]


def test_each_account_that_is_opened_with_others_leaves_its_fact(kuiwen):
    kuiwen("POST", "/Bulk", bulk(*(create(number) for number in range(3))))

    facts = Fact.objects.filter(verb="registry.scim_opened")

    assert {(fact.about, *fact.people) for fact in facts} == {
        (f"registry.User:{user.pk}", user.person_id) for user in User.objects.all()
    }


def test_one_wrong_operation_leaves_the_others_alone(kuiwen):
    kuiwen("POST", "/Users", create(0)["data"])

    answer = kuiwen(
        "POST",
        "/Bulk",
        bulk(
            create(0),
            create(1),
            create(2, posts=[post("nowhere")]),
            create(3, number="N4"),
            create(4),
            create(5, userName="user1"),
            create(6, userName=""),
        ),
    )

    expected = ["409", "201", "400", "201", "409", "409", "400"]
    assert statuses(answer) == list(zip("0123456", expected, strict=True))
    assert sorted(User.objects.values_list("username", flat=True)) == ["user0", "user1", "user3"]
    assert Person.objects.count() == 3


def test_operations_of_all_kinds_are_done_in_their_order(kuiwen):
    account = kuiwen("POST", "/Users", create(0)["data"]).body["id"]

    answer = kuiwen(
        "POST",
        "/Bulk",
        bulk(
            {"method": "PATCH", "path": f"/Users/{account}", "data": patch(replace("userName", "other"))},
            create(1, userName="user0"),
            {"method": "DELETE", "path": f"/Users/{account}"},
            {"method": "DELETE", "path": "/Users/999999"},
            create(2, userName="other"),
        ),
    )

    assert [done["status"] for done in answer.body["Operations"]] == ["200", "201", "204", "404", "201"]
    assert sorted(User.objects.values_list("username", flat=True)) == ["other", "user0"]


def test_a_bulk_stops_at_as_many_errors_as_it_says(kuiwen):
    operations = [
        create(0, posts=[post("nowhere")]),
        create(1),
        create(2, posts=[post("nowhere")]),
        create(3),
    ]

    answer = kuiwen("POST", "/Bulk", bulk(*operations, failOnErrors=2))

    assert [status for _id, status in statuses(answer)] == ["400", "201", "400"]


def test_opening_accounts_together_costs_two_statements_each_beyond_a_fixed_number(kuiwen):
    counts = []
    for start, many in ((0, 2), (10, 12)):
        operations = [create(start + number) for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            kuiwen("POST", "/Bulk", bulk(*operations))
        counts.append(len(queries))

    assert counts[1] - counts[0] <= 2 * 10


@pytest.mark.parametrize("path", ["/Bulk", "/Users", "/ServiceProviderConfig", "/Groups/1", "/Me"])
def test_a_bulk_reaches_accounts_only(kuiwen, path):
    answer = kuiwen("POST", "/Bulk", bulk({"method": "POST", "path": path, "data": {}}, create(1)))

    first, second = answer.body["Operations"]
    assert (first["status"] in ("400", "404", "405"), second["status"]) == (True, "201")


def test_a_bulk_that_is_too_large_is_refused_whole(kuiwen):
    many = kuiwen("POST", "/Bulk", bulk(*(create(number) for number in range(MOST_OPERATIONS + 1))))
    large = kuiwen("POST", "/Bulk", b" " * (LARGEST_BULK + 1))

    assert (many.status, large.status) == (413, 413)
    assert not User.objects.exists()
