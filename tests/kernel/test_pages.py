"""The recurring pages: a list whole and in part, a form that loses nothing, and live pages."""

import pytest
from django.test import AsyncRequestFactory
from pytest_django.asserts import assertContains, assertNotContains

from yuandu.kernel import live

pytestmark = pytest.mark.urls("tests.kernel.orchard")
HTMX = {"HX-Request": "true", "HX-Target": "rows"}


@pytest.fixture
def officer(person):
    """Somebody who may do something with the rows, and has kept a view of them."""
    user = person("officer", role="officer", at="奎文区")
    user.savedview_set.create(table="tests.fruit", title="我的夏天", query="app_label=t_summer")
    return user


def names(response):
    """The names on the page, in their order."""
    text = response.content.decode()
    found = {name: text.find(f">{name}<") for name in ("apple", "cherry", "melon", "peach", "pear")}
    return sorted((name for name in found if found[name] >= 0), key=found.get)


# lists


def test_htmx_gets_the_rows_alone_and_everybody_else_the_page(client, fruit):
    part = client.get("/fruit/?sort=-model", headers=HTMX)
    whole = client.get("/fruit/?sort=-model")

    assert names(part) == names(whole) == ["pear", "peach"]
    assertNotContains(part, "<html")
    assertContains(whole, "<html")


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Boosted"])
def test_on_the_way_back_the_browser_gets_the_page_whole(client, fruit, header):
    assertContains(client.get("/fruit/", headers=HTMX | {header: "true"}), "<html")


def test_a_cache_on_the_way_keeps_page_and_rows_apart(client, fruit):
    assert "HX-Request" in client.get("/fruit/")["Vary"]
    assert "HX-Request" in client.get("/fruit/", headers=HTMX)["Vary"]


@pytest.mark.parametrize(
    ("number", "rows"),
    [
        ("1", ["apple", "cherry"]),
        ("2", ["melon", "peach"]),
        ("3", ["pear"]),
        ("4", ["pear"]),
        ("99999999999999999999", ["pear"]),
        ("0", ["pear"]),
        ("abc", ["apple", "cherry"]),
        ("", ["apple", "cherry"]),
        ("1.5", ["apple", "cherry"]),
    ],
)
def test_a_page_that_there_is_not_is_the_nearest(client, fruit, number, rows):
    assert names(client.get("/fruit/", {"page": number})) == rows


def test_links_keep_what_was_asked_and_begin_at_the_first_page(client, fruit):
    listing = client.get("/fruit/?q=e&sort=-model&page=2&export=exe").context["listing"]

    assert [option["url"] for option in listing["filters"][1]["options"]] == [
        "?q=e&sort=-model",
        "?q=e&sort=-model&size=5",
    ]
    assert listing["columns"][0]["sort_url"] == "?q=e&sort=model"
    assert listing["pages"]["previous_url"] == "?q=e&sort=-model&page=1"


def test_text_in_the_address_and_in_a_row_is_never_markup(client, fruit):
    fruit[0].model = "<b>pear</b>"
    fruit[0].save()

    page = client.get("/fruit/", {"q": "<b>", "sort": '"><script>alert(1)</script>'})

    assertContains(page, "&lt;b&gt;pear&lt;/b&gt;")
    assertNotContains(page, "<b>pear</b>")
    assertNotContains(page, "<script>alert")


# what is drawn once for strangers


def test_a_stranger_sees_nothing_that_was_drawn_for_somebody(client, fruit, officer):
    client.force_login(officer)
    assertContains(client.get("/fruit/"), "我的夏天")
    client.logout()

    stranger = client.get("/fruit/")

    for theirs in ("我的夏天", "吃掉", "csrfmiddlewaretoken", "春"):
        assertNotContains(stranger, theirs)


def test_a_person_sees_nothing_that_was_drawn_for_strangers(client, fruit, officer):
    client.get("/fruit/")
    client.force_login(officer)

    page = client.get("/fruit/")

    for own in ("我的夏天", "吃掉", "春"):
        assertContains(page, own)


def test_what_was_drawn_is_kept_for_its_address_and_language_only(client, fruit):
    first = client.get("/fruit/")
    fruit[1].delete()

    assert names(client.get("/fruit/")) == names(first) == ["apple", "cherry"]
    assert names(client.get("/fruit/?page=1")) == ["cherry", "melon"]
    assertContains(client.get("/fruit/", headers={"Accept-Language": "en"}), "Export CSV")
    client.cookies["django_language"] = "en"
    assert names(client.get("/fruit/")) == ["cherry", "melon"]


# forms


def test_what_was_typed_right_is_saved_and_leads_on(client, db):
    response = client.post("/plant/", {"name": "pear"})

    assert (response.status_code, response.url) == (302, "/fruit/?q=pear")


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("stone", 409, "石头种不出来，请换一个。"),
        ("pineapple", 422, "不超过 5 字符"),
        ("", 422, "必填"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(client, db, typed, status, sentence):
    response = client.post("/plant/", {"name": typed})

    assertContains(response, sentence, status_code=status)
    assert response.context["form"]["name"].value() == typed
    assertContains(response, f'value="{typed}"' if typed else 'name="name"', status_code=status)


# live pages


def test_a_live_page_is_for_those_who_signed_in(client, person):
    assert client.get("/live/jobs/").status_code == 302

    client.force_login(person("anybody"))

    assert client.get("/live/jobs/").status_code == 204  # where the server cannot keep it open


def test_a_live_page_reaches_the_browser_at_once_and_is_kept_by_nobody():
    response = live.response(AsyncRequestFactory().get("/live/jobs/"), topic="jobs")

    assert response.streaming
    assert {name: response[name] for name in response.headers} == {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "Content-Encoding": "identity",
    }
