"""What a person reads when a page refuses or fails, and what the log keeps of it."""

import logging

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from yuandu.kernel.refusals import REQUEST_ID, RequestId

pytestmark = [pytest.mark.urls("tests.kernel.orchard"), pytest.mark.django_db]


@pytest.fixture
def visitor(client):
    """A client that gets the page for a failure, as a browser does."""
    client.raise_request_exception = False
    return client


def errors(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_every_answer_bears_the_id_of_its_request_and_no_two_the_same(visitor):
    places = ["/fruit/", "/refused/", "/missing/", "/broken/", "/away/", "/own/", "/nowhere/"]

    ids = [visitor.get(place)["X-Request-Id"] for place in places]

    assert len(set(ids)) == len(places)
    assert {len(each) for each in ids} == {12}


def test_a_refusal_is_one_sentence_and_no_fault(visitor, caplog):
    response = visitor.get("/refused/")

    assertContains(response, "今天不行，请明天再来。", status_code=409)
    assertContains(response, "<h1>没有办成</h1>", status_code=409)
    assert errors(caplog) == []


@pytest.mark.parametrize(
    ("place", "status", "sentence", "cause"),
    [
        ("/broken/", 500, "这一页出错了，是我们的问题", "one by zero"),
        ("/away/", 503, "暂时打不开", "the server closed the connection"),
        ("/gone/", 503, "暂时打不开", "the connection is closed"),
    ],
)
def test_a_failure_shows_its_id_and_is_logged_once_with_its_cause(
    visitor, caplog, place, status, sentence, cause
):
    response = visitor.get(place)

    assertContains(response, sentence, status_code=status)
    assertContains(response, response["X-Request-Id"], status_code=status)
    assert cause not in response.content.decode()
    [record] = errors(caplog)
    assert str(record.exc_info[1]) == cause


def test_the_line_of_the_log_names_the_request(visitor, caplog):
    caplog.handler.addFilter(RequestId())

    response = visitor.get("/broken/")

    assert [record.request_id for record in errors(caplog)] == [response["X-Request-Id"]]
    assert REQUEST_ID.get() == response["X-Request-Id"]


def test_what_is_not_there_is_no_fault_of_ours(visitor, caplog):
    response = visitor.get("/missing/")

    assertContains(response, "这种果子没有。", status_code=404)
    for place, secret in (("/nowhere/", "orchard"), ("/unknown/", "ContentType")):
        assertNotContains(visitor.get(place), secret, status_code=404)
    assert errors(caplog) == []


@pytest.mark.parametrize("place", ["/broken/", "/away/", "/missing/", "/refused/"])
def test_rows_that_cannot_be_renewed_lead_to_the_page_that_says_why(visitor, place):
    rows = visitor.get(f"{place}?page=2", headers={"HX-Request": "true", "HX-Target": "rows"})
    other = visitor.get(f"{place}?page=2", headers={"HX-Request": "true", "HX-Target": "wall"})

    assert (rows["HX-Redirect"], other.get("HX-Redirect")) == (f"{place}?page=2", None)
