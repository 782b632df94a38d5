"""A guarded page: strangers sign in and come back, people without the right are refused, holders come in."""

import pytest

pytestmark = pytest.mark.urls("tests.kernel.orchard")


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


@pytest.fixture
def teacher(person):
    return person("teacher", role="teacher", at="一小")


@pytest.mark.parametrize("place", ["/eat/", "/own/"])
def test_a_stranger_signs_in_and_comes_back_to_what_was_asked_for(client, db, place):
    response = client.get(f"{place}?q=pear&page=2")

    assert (response.status_code, response.url) == (
        302,
        f"/sign-in/?next={place}%3Fq%3Dpear%26page%3D2",
    )


def test_a_stranger_whose_session_ended_does_not_get_the_sign_in_page_into_a_part_of_a_page(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/eat/?page=2"}

    response = client.get("/eat/?page=3", headers=headers)

    assert (response.status_code, response.content) == (200, b"")
    assert response["HX-Redirect"] == "/sign-in/?next=/eat/%3Fpage%3D2"


@pytest.mark.parametrize(
    ("place", "statuses"),
    [
        ("/eat/", {"stranger": 302, "teacher": 403, "officer": 200}),
        ("/own/", {"stranger": 302, "teacher": 200, "officer": 200}),
        ("/fruit/", {"stranger": 200, "teacher": 200, "officer": 200}),
        ("/orchard/api/fruit", {"stranger": 401, "teacher": 403, "officer": 200}),
    ],
)
def test_each_guard_lets_in_whom_it_names(client, officer, teacher, place, statuses):
    seen = {"stranger": client.get(place).status_code}
    for user in (teacher, officer):
        client.force_login(user)
        seen[user.username] = client.get(place).status_code

    assert seen == statuses


def test_a_refused_person_reads_why_and_learns_nothing_of_the_page(client, teacher):
    client.force_login(teacher)

    text = client.get("/eat/").content.decode()

    assert ("您现在的身份不能看这一页" in text, "eaten" in text) == (True, False)


def test_an_operation_knows_who_asks(client, officer):
    client.force_login(officer)

    assert client.get("/orchard/api/fruit").json() == {"by": "officer"}
