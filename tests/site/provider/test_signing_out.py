"""Signing out here ends what other systems hold, and they are told; signing out there may end it here."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.site.provider.conftest import BACK, Browser
from yuandu.site.provider import services
from yuandu.site.provider.gateways.back_channel import NotTold
from yuandu.site.provider.models import SignOn
from yuandu.site.provider.services.sign_ons import LOGOUT_EVENT

pytestmark = pytest.mark.django_db


def run_what_is_due(at=None):
    """Do what a worker would."""
    due = ProcrastinateJob.objects.filter(task_name="provider.tell_signed_out").order_by("pk")
    for job in due:
        services.tell_signed_out(**job.args, at=at or timezone.now())
    return len(due)


@pytest.fixture
def hearing(registered, ear):
    return registered(back_channel_logout_uri=ear.uri)


def test_a_system_is_told_by_a_signed_token_who_left_which_session(hearing, ear, signed_in, settings):
    browser = signed_in()
    claims = hearing.claims(hearing.tokens(browser)["id_token"])

    ended = services.sign_out_everywhere(
        user=browser.user, session_key=browser.session.session_key, at=timezone.now()
    )
    run_what_is_due()

    told = hearing.claims(ear.heard[0]["logout_token"])
    assert (ended, len(ear.heard)) == (1, 1)
    assert told.keys() == {"iss", "aud", "iat", "exp", "jti", "sub", "sid", "events"}
    assert (told["iss"], told["aud"]) == (settings.ADDRESS, hearing.client.client_id)
    assert (told["sub"], told["sid"]) == (claims["sub"], claims["sid"])
    assert told["events"] == {LOGOUT_EVENT: {}}
    assert SignOn.objects.get().told_at is not None


def test_tokens_of_the_session_end_with_it_and_those_of_another_session_stay(hearing, signed_in, person):
    here = signed_in()
    there = Browser()
    there.force_login(here.user)
    held = [hearing.tokens(browser, scope="openid offline_access") for browser in (here, there)]

    services.sign_out_everywhere(user=here.user, session_key=here.session.session_key, at=timezone.now())

    assert [hearing.userinfo(tokens["access_token"]).status_code for tokens in held] == [401, 200]


@pytest.mark.parametrize("answer", [500, 400, 302])
def test_a_system_that_does_not_hear_is_told_again(hearing, ear, signed_in, answer):
    browser = signed_in()
    hearing.tokens(browser)
    services.end_tokens(user=browser.user, at=timezone.now())
    ear.answers = [answer]

    with pytest.raises(NotTold):
        run_what_is_due()
    fault = SignOn.objects.get().fault
    run_what_is_due()

    row = SignOn.objects.get()
    assert (fault, row.fault, row.told_at is not None) == (f"HTTP {answer}", "", True)
    assert len(ear.heard) == 2


def test_a_system_is_told_once(hearing, ear, signed_in):
    browser = signed_in()
    hearing.tokens(browser)
    services.end_tokens(user=browser.user, at=timezone.now())

    run_what_is_due()
    run_what_is_due()

    assert len(ear.heard) == 1


def test_who_is_back_before_the_system_was_told_stays_signed_in_there(hearing, ear, signed_in):
    browser = signed_in()
    hearing.tokens(browser)
    services.end_tokens(user=browser.user, at=timezone.now())
    hearing.tokens(browser)

    run_what_is_due()

    assert ear.heard == []


def test_a_session_that_is_gone_without_a_word_is_noticed(hearing, ear, signed_in):
    browser, other = signed_in(), signed_in("zhao")
    hearing.tokens(browser)
    hearing.tokens(other)
    Session.objects.filter(session_key=browser.session.session_key).delete()

    ended = services.end_gone_sessions(at=timezone.now())
    run_what_is_due()

    assert (ended, len(ear.heard)) == (1, 1)


def test_a_session_that_has_expired_is_gone(hearing, signed_in):
    hearing.tokens(signed_in())

    assert services.end_gone_sessions(at=timezone.now()) == 0
    assert services.end_gone_sessions(at=timezone.now() + timedelta(days=60)) == 1


# — at the wish of another system


def test_an_id_token_of_this_session_signs_out_at_once_and_leads_back(system, signed_in):
    browser = signed_in()
    held = system.tokens(browser)
    told = {
        "id_token_hint": held["id_token"],
        "post_logout_redirect_uri": "https://cloud.example/",
        "state": "s 1",
    }

    answer = browser.get("/oauth/logout", told)

    assert (answer.status_code, answer["Location"]) == (302, "https://cloud.example/?state=s+1")
    assert browser.get("/today/").status_code == 302


def test_without_an_id_token_the_person_is_asked(system, signed_in):
    browser = signed_in()
    told = {"client_id": system.client.client_id, "post_logout_redirect_uri": "https://cloud.example/"}

    page = browser.get("/oauth/logout", told)
    still_in = browser.get("/today/").status_code
    gone = browser.post(f"/oauth/logout/confirm?{page.context['query']}")

    assert (page.status_code, still_in) == (200, 200)
    assert "也从这里退出吗？" in page.content.decode()
    assert gone["Location"] == "https://cloud.example/"
    assert browser.get("/today/").status_code == 302


def test_an_id_token_of_another_session_asks_too(system, signed_in):
    here, there = signed_in(), Browser()
    there.force_login(here.user)
    held = system.tokens(there)

    page = here.get("/oauth/logout", {"id_token_hint": held["id_token"]})

    assert (page.status_code, "也从这里退出吗？" in page.content.decode()) == (200, True)


def test_an_id_token_of_one_system_gives_another_no_way(registered, signed_in):
    one, other, browser = registered("甲"), registered("乙"), signed_in()
    held = one.tokens(browser)

    answer = browser.get(
        "/oauth/logout", {"id_token_hint": held["id_token"], "client_id": other.client.client_id}
    )

    assert answer.status_code == 400


def test_a_form_of_another_site_comes_back_as_a_visit(system):
    answer = Browser(enforce_csrf_checks=True).post("/oauth/logout", {"state": "1"})

    assert (answer.status_code, answer["Location"]) == (302, "/oauth/logout?state=1")


def test_a_token_is_taken_back_with_all_of_its_sign_on(system, signed_in):
    held = system.tokens(signed_in(), scope="openid offline_access")

    answer = system.post("revoke", token=held["refresh_token"])

    assert answer.status_code == 200
    assert system.userinfo(held["access_token"]).status_code == 401
    assert system.refresh(held["refresh_token"]).status_code == 400


def test_nobody_takes_back_the_token_of_another(registered, signed_in):
    one, other = registered("甲"), registered("乙")
    held = one.tokens(signed_in())

    answers = [
        other.post("revoke", token=held["access_token"]),
        other.post("introspect", token=held["access_token"]),
    ]

    assert answers[0].status_code == 200
    assert answers[1].json() == {"active": False}
    assert one.userinfo(held["access_token"]).status_code == 200


def test_a_system_is_told_what_its_own_token_is_good_for(system, signed_in):
    held = system.tokens(signed_in())

    told = system.post("introspect", token=held["access_token"]).json()

    assert (told["active"], told["scope"], told["client_id"]) == (
        True,
        "openid profile",
        system.client.client_id,
    )
    assert system.post("introspect", token=held["access_token"], client_secret="x").status_code == 401
    assert BACK in system.client.redirect_uris


def test_signing_out_here_tells_the_systems_at_once(hearing, ear, signed_in):
    browser = signed_in()
    held = hearing.tokens(browser)

    browser.post("/sign-out/")
    run_what_is_due()

    assert hearing.userinfo(held["access_token"]).status_code == 401
    assert len(ear.heard) == 1
