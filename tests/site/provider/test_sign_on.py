"""A whole sign-on by the protocol: what a system gets, and what it learns."""

import time

import pytest

from tests.site.provider.conftest import BACK, answer_in
from yuandu.engines.activity import api as activity

pytestmark = pytest.mark.django_db


def test_a_teacher_signs_on_and_the_system_learns_who_she_is(system, signed_in, city):
    browser = signed_in()

    back = browser.get(system.asking())
    answer = system.exchange(answer_in(back["Location"])["code"])
    held = answer.json()
    claims = system.claims(held["id_token"])

    assert back.status_code == 302
    assert back["Location"].startswith(f"{BACK}?code=")
    assert answer_in(back["Location"]).keys() == {"code", "state", "iss"}
    assert held.keys() == {"access_token", "expires_in", "token_type", "scope", "id_token"}
    assert (claims["nonce"], claims["aud"]) == ("nonce-1", system.client.client_id)
    assert claims.keys() == {
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "sid", "at_hash",
    }  # fmt: skip
    assert system.userinfo(held["access_token"]).json() == {
        "sub": claims["sub"],
        "name": "wang",
        "preferred_username": "wang",
    }


def test_a_sign_on_is_recorded_about_the_system(system, signed_in):
    browser = signed_in()

    system.tokens(browser)

    facts = activity.facts_about(f"provider.Client:{system.client.pk}")
    assert [(fact.verb, fact.by_id) for fact in facts] == [
        ("provider.registered", None),
        ("provider.signed_on", browser.user.pk),
    ]


def test_the_system_learns_all_that_a_person_is_and_in_which_seat_they_came(system, signed_in, city):
    school = city["一小"]
    browser = signed_in()

    held = system.tokens(browser, scope="openid organisations")

    assert system.userinfo(held["access_token"]).json()["organisations"] == [
        {
            "id": f"O{school.pk}",
            "name": "一小",
            "identifier": "",
            "level": "school",
            "path": school.path,
            "role": "teacher",
            "role_name": "教师",
            "posts": [],
            "is_chosen": True,
        }
    ]


def test_two_systems_know_a_person_by_different_names(registered, signed_in):
    browser, one, other = signed_in(), registered("甲"), registered("乙")

    names = [system.claims(system.tokens(browser)["id_token"])["sub"] for system in (one, other, one)]

    assert names[0] == names[2] != names[1]
    assert str(browser.user.pk) not in names


def test_a_session_has_one_name_at_a_system_and_another_at_the_next(registered, signed_in):
    browser, one, other = signed_in(), registered("甲"), registered("乙")

    sids = [system.claims(system.tokens(browser)["id_token"])["sid"] for system in (one, one, other)]

    assert sids[0] == sids[1] != sids[2]


def test_an_older_system_gets_rs256(registered, signed_in):
    system = registered(algorithm="RS256")

    claims = system.claims(system.tokens(signed_in())["id_token"])

    assert claims["aud"] == system.client.client_id


def test_tokens_hold_for_a_quarter_of_an_hour_by_a_clock_that_is_a_minute_off(system, signed_in):
    claims = system.claims(system.tokens(signed_in())["id_token"])

    now = time.time()
    assert claims["iat"] <= now < claims["exp"] - 60
    assert claims["exp"] - claims["iat"] == 15 * 60


def test_a_system_without_offline_access_gets_no_refresh_token(system, signed_in):
    browser = signed_in()

    short, long = (system.tokens(browser, scope=scope) for scope in ("openid", "openid offline_access"))

    assert ("refresh_token" in short, "refresh_token" in long) == (False, True)


def test_tokens_are_renewed(system, signed_in):
    held = system.tokens(signed_in(), scope="openid profile offline_access")

    renewed = system.refresh(held["refresh_token"]).json()

    assert renewed["refresh_token"] != held["refresh_token"]
    assert system.claims(renewed["id_token"])["sub"] == system.claims(held["id_token"])["sub"]
    assert system.userinfo(held["access_token"]).status_code == 401
    assert system.userinfo(renewed["access_token"]).status_code == 200
