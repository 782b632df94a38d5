"""What a person agrees to, that it is remembered, and that it can be taken back."""

from datetime import date
from urllib.parse import urlencode

import pytest

from tests.conftest import AT
from tests.site.provider.conftest import Browser, answer_in
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post

pytestmark = pytest.mark.django_db


def agree(system, browser, answer="yes", **changes):
    return browser.post(system.asking(**changes).replace("/authorize", "/consent"), {"answer": answer})


@pytest.fixture
def countys(registered):
    """A county's system, which asks."""
    return registered("奎文教研", at="奎文区")


def test_a_person_sees_whose_system_it_is_and_the_very_words_that_it_would_learn(countys, signed_in):
    page = signed_in().get(countys.asking(scope="openid profile organisations")).content.decode()

    for words in ("登录“奎文教研”？", "奎文区教育和体育局", "wang", "一小 教师"):
        assert words in page


def test_who_agrees_is_signed_on_and_not_asked_again(countys, signed_in):
    browser = signed_in()

    back = answer_in(agree(countys, browser)["Location"])
    again = browser.get(countys.asking())

    assert back.keys() == {"code", "state", "iss"}
    assert countys.exchange(back["code"]).status_code == 200
    assert "code" in answer_in(again["Location"])


def test_who_is_asked_for_more_is_asked_again(countys, signed_in):
    browser = signed_in()
    agree(countys, browser)

    assert browser.get(countys.asking(scope="openid profile phone")).status_code == 200


def test_who_refuses_goes_back_without_a_code(countys, signed_in):
    back = answer_in(agree(countys, signed_in(), answer="no")["Location"])

    assert (back["error"], back["state"]) == ("access_denied", "state-1")


def test_a_system_that_wants_no_page_is_told_what_is_missing(countys, signed_in):
    browser = signed_in()

    missing = [answer_in(who.get(countys.asking(prompt="none"))["Location"]) for who in (Browser(), browser)]
    agree(countys, browser)
    back = answer_in(browser.get(countys.asking(prompt="none"))["Location"])

    assert [told["error"] for told in missing] == ["login_required", "consent_required"]
    assert "code" in back


def test_nobody_is_sent_to_a_forged_address_for_want_of_a_page(countys):
    answer = Browser().get(countys.asking(prompt="none", redirect_uri="https://evil.example/"))

    assert (answer.status_code, answer.has_header("Location")) == (400, False)


def test_a_stranger_signs_in_first_and_comes_back(countys):
    answer = Browser().get(countys.asking())

    assert answer["Location"] == f"/sign-in/?{urlencode({'next': countys.asking()}, safe='/')}"


def test_a_form_of_another_site_is_taken_as_a_visit(countys, signed_in):
    address, _mark, query = countys.asking().partition("?")

    answer = Browser(enforce_csrf_checks=True).post(
        address, query, content_type="application/x-www-form-urlencoded"
    )

    assert answer["Location"].startswith("/sign-in/?next=/oauth/authorize")


def test_who_signed_in_long_ago_proves_it_again_where_a_system_asks(system, signed_in):
    browser = signed_in()
    browser.user.last_login = AT
    browser.user.save()

    for changes in ({"prompt": "login"}, {"max_age": "300"}):
        assert "next=%2Foauth%2Fauthorize" in browser.get(system.asking(**changes))["Location"]
    assert "code" in answer_in(browser.get(system.asking())["Location"])


def test_behind_our_own_form_a_page_leads_on_since_browsers_stop_a_redirect(system, signed_in):
    page = signed_in().get(system.asking(), headers={"Sec-Fetch-Site": "same-origin"})

    assert page.status_code == 200
    assert (
        'http-equiv="refresh" content="0; url=https://cloud.example/callback?code=' in page.content.decode()
    )


def test_a_person_sees_the_systems_that_know_them_and_takes_back_what_they_may(countys, system, signed_in):
    browser = signed_in()
    agree(countys, browser, scope="openid profile")
    held = countys.tokens(browser)
    system.tokens(browser)

    page = browser.get("/systems/mine/").content.decode()
    browser.post(f"/systems/mine/{countys.client.pk}/withdraw/")

    assert page.index("潍坊云课堂") < page.index("奎文教研")
    assert countys.userinfo(held["access_token"]).status_code == 401
    assert browser.get(countys.asking()).status_code == 200


def test_a_person_leaves_one_system_and_stays_in_the_others(registered, signed_in):
    browser, one, other = signed_in(), registered("甲"), registered("乙")
    held = [system.tokens(browser)["access_token"] for system in (one, other)]

    browser.post(f"/systems/mine/{one.client.pk}/leave/")

    assert [one.userinfo(held[0]).status_code, other.userinfo(held[1]).status_code] == [401, 200]


def test_nobody_takes_back_what_is_anothers(countys, signed_in):
    browser, other = signed_in(), signed_in("zhao")
    agree(countys, browser)

    assert other.post(f"/systems/mine/{countys.client.pk}/withdraw/").status_code == 404
    assert "奎文教研" not in other.get("/systems/mine/").content.decode()
    assert "code" in answer_in(browser.get(countys.asking())["Location"])


# — what is told of whom


@pytest.fixture
def pupil(city):
    """A pupil of 一小 with an account, born as the test wants."""

    def pupil(born):
        person = Person.objects.create(
            name="李小鸢", birth_on=born, phone="13800002206", email="li@example.com"
        )
        form = city["2018级1班"]
        Post.objects.create(
            person=person, organisation=form, path=form.path, unit=form.unit, school=city["一小"],
            kind="pupil", from_on=date(2020, 9, 1),
        )  # fmt: skip
        user = registry.open_account(
            username="13800002206", name="李小鸢", password=None, home=form, by=None, at=AT, person=person
        )
        browser = Browser()
        browser.force_login(user)
        return browser

    return pupil


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date.today().replace(year=date.today().year - 10, day=1), set()),
        (None, set()),
        (date(2000, 1, 1), {"email", "phone_number"}),
    ],
    ids=["a child", "of unknown age", "grown up"],
)
def test_of_a_child_neither_phone_nor_address_is_told(system, pupil, born, told):
    held = system.tokens(pupil(born), scope="openid profile email phone organisations")

    claims = system.userinfo(held["access_token"]).json()

    # a user name that is a telephone number is told to nobody
    assert claims.keys() == {"sub", "name", "organisations", "is_child"} | told
    assert claims["organisations"][0]["posts"] == ["pupil"]


def test_only_a_system_that_reads_the_rosters_learns_the_id_there(registered, pupil):
    roster = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
    browser = pupil(None)
    systems = [registered("甲"), registered("乙", scopes=["openid", "profile", roster])]

    told = [system.userinfo(system.tokens(browser)["access_token"]).json() for system in systems]

    person = Person.objects.get()
    assert [claims.get("sourced_id") for claims in told] == [None, f"P{person.pk}"]
