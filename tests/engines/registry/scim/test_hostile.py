"""Whatever a system sends, SCIM says what is wrong with it: never a page, never a failure of ours."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.registry.scim.test_accounts import PATCH, body, named, patch, post, replace
from tests.engines.registry.scim.test_bulk import BULK
from yuandu.engines.registry.gateways.scim.schemas import CORE, ENTERPRISE, LARGEST_BODY, POST
from yuandu.engines.registry.models import Person, User

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
RIGHT = {200, 201, 204, 304}
WRONG = {400, 401, 403, 404, 405, 409, 412, 413, 415, 501}
TRIES = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAMES = st.sampled_from(
    ["schemas", "userName", "name", "emails", "active", "externalId", "password", "roles", "id", "meta", "x"]
    + ["displayName", CORE, ENTERPRISE, POST, "posts", "organisation", "kind", "formatted", "value", "op"]
    + [
        "Operations",
        "path",
        "method",
        "data",
        "bulkId",
        "filter",
        "startIndex",
        "count",
        "attributes",
        "cursor",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from(["POST", "/Users", "add", "remove", BULK, PATCH, "\0"])
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12,
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"])
PLACES = st.sampled_from(
    ["/", "/Users", "/Users/1", "/Users/.search", "/.search", "/Bulk", "/Me", "/Schemas", "/Schemas/x"]
    + ["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Groups", "/Users/1/2", "//Users"]
    + ["/Users/-1", "/Users/%00", "/Users/%C2%B2", f"/Users/{'9' * 30}", "/Users?startIndex=x", "/users/1"]
)


def assert_said(answer):
    """The answer is one of SCIM's, in its words."""
    assert answer.status in RIGHT | WRONG, (answer.status, answer.body)
    if answer.status in WRONG - {401}:
        assert answer.headers["Content-Type"] == "application/scim+json"
        assert answer.body is None or (answer.body["schemas"], answer.body["status"]) == (
            [ERROR],
            str(answer.status),
        )


@TRIES
@given(method=METHODS, place=PLACES, value=VALUES)
def test_no_value_breaks_a_request(school, method, place, value):
    assert_said(school(method, place, value))


@TRIES
@given(value=st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_resource_breaks_the_opening_of_an_account(school, value):
    assert_said(school("POST", "/Users", body() | value))


@TRIES
@given(
    operations=st.lists(
        st.fixed_dictionaries(
            {"op": st.sampled_from(["add", "remove", "replace", "x"])},
            optional={
                "path": st.one_of(
                    TEXTS, NAMES, st.sampled_from(["emails[", 'emails[value eq "x"].type', f"{POST}:posts"])
                ),
                "value": VALUES,
            },
        ),
        max_size=3,
    )
)
def test_no_patch_breaks_an_account(school, operations):
    User.objects.all().delete()
    account = school("POST", "/Users", body(**named())).body["id"]

    assert_said(school("PATCH", f"/Users/{account}", patch(*operations)))
    assert_said(school("GET", f"/Users/{account}"))


@TRIES
@given(
    value=st.lists(st.dictionaries(NAMES, VALUES, max_size=6), max_size=4),
    rest=st.dictionaries(NAMES, VALUES),
)
def test_no_operation_breaks_a_bulk(school, value, rest):
    answer = school("POST", "/Bulk", rest | {"schemas": [BULK], "Operations": value})

    assert_said(answer)
    done = answer.body.get("Operations", []) if answer.status == 200 else []
    assert [one["status"] for one in done if int(one["status"]) >= 500] == []


@TRIES
@given(text=st.text(max_size=60), name=st.sampled_from(["filter", "sortBy", "attributes", "cursor", "count"]))
def test_no_question_breaks_a_list(school, text, name):
    assert_said(school("GET", f"/Users?{urlencode({name: text}, errors='replace')}"))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"userName": "\\ud800"}',
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 8_000 + b"1" + b"}" * 8_000,
        json.dumps(body(userName="a\0b")).encode(),
        json.dumps(body(shoeSize=7)).encode(),
        json.dumps(body(active="maybe")).encode(),
        json.dumps(body(emails="me@example.com")).encode(),
        json.dumps(body(emails=[{"value": "nobody"}])).encode(),
        json.dumps(body(emails=[{"value": "a@example.com"}, {"value": "b@example.com"}])).encode(),
        json.dumps({"schemas": ["urn:x"], "userName": "a"}).encode(),
        json.dumps(body("u" * 81)).encode(),
        json.dumps(body(externalId="x" * 301)).encode(),
        json.dumps(body(name={"formatted": "王" * 81})).encode(),
        json.dumps(body(number="9" * 41)).encode(),
        json.dumps(body(posts=[post()] * 51)).encode(),
        json.dumps(body(" ")).encode(),
        json.dumps(body(**named("\u200b"))).encode(),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(school, sent):
    for method, place in (("POST", "/Users"), ("POST", "/Users/.search"), ("POST", "/Bulk")):
        answer = school(method, place, sent)

        assert_said(answer)
        assert answer.status == 400, (place, answer.body)
    assert (User.objects.count(), Person.objects.count()) == (0, 0)


def test_a_name_of_a_million_letters_is_refused_unread(school):
    account = school("POST", "/Users", body(**named())).body["id"]
    long = "王" * 1_000_000

    answers = [
        school("POST", "/Users", body("other", **named(long))),
        school("PUT", f"/Users/{account}", body(**named(long))),
        school("PATCH", f"/Users/{account}", patch(replace("displayName", long))),
        school("POST", "/Users/.search", {"filter": f'userName eq "{long}"'}),
        school("POST", "/Users", b" " * (LARGEST_BODY + 1)),
    ]

    assert [answer.status for answer in answers] == [413] * 5
    for answer in answers:
        assert_said(answer)


def test_another_language_than_json_is_refused(school):
    answer = school("POST", "/Users", b"<user/>", **{"Content-Type": "application/xml"})

    assert_said(answer)
    assert answer.status in (400, 415)
