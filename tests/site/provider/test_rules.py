"""Addresses, names for people, and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.site.provider.rules import (
    digest,
    fault_of_uri,
    is_below_14,
    is_covered,
    is_secret,
    name_for,
    origin_of,
    scopes_told,
)


@pytest.mark.parametrize(
    ("uri", "fault"),
    [
        ("https://cloud.example/callback", ""),
        ("https://cloud.example:8443/a?b=c", ""),
        ("http://127.0.0.1:5000/cb", ""),
        ("http://[::1]/cb", ""),
        ("http://localhost/cb", ""),
        ("http://cloud.example/cb", "not_https"),
        ("ftp://cloud.example/cb", "not_https"),
        ("javascript:alert(1)", "malformed"),
        ("https://", "malformed"),
        ("cloud.example/cb", "malformed"),
        ("https://cloud.example/a b", "malformed"),
        ("https://cloud.example\\@evil.example", "malformed"),
        ("https://云.example/", "malformed"),
        ("https://cloud.example:99999/", "malformed"),
        ("https://cloud.example/#", "fragment"),
        ("https://a@cloud.example/", "userinfo"),
        ("https://*.example/", "wildcard"),
        ("https://cloud.example/a/../b", "wildcard"),
        ("https://cloud.example/a/..", "wildcard"),
    ],
)
def test_an_address_is_exact_and_encrypted(uri, fault):
    assert fault_of_uri(uri) == fault


@given(st.text(max_size=60))
def test_any_text_is_judged_and_none_is_let_through_unencrypted(text):
    fault = fault_of_uri(text)

    assert fault or text.startswith(("https://", "http://"))


def test_the_origin_of_an_address_is_what_browsers_send():
    assert origin_of("https://cloud.example:8443/a?b=c") == "https://cloud.example:8443"


@given(st.text(), st.text())
def test_a_secret_is_known_by_what_is_kept_of_it_and_nothing_else_is(secret, other):
    assert is_secret(secret, digest(secret))
    assert is_secret(other, digest(secret)) == (secret == other)
    assert not is_secret(secret, "")


@given(st.integers(), st.integers(), st.binary(min_size=1), st.binary(min_size=1))
def test_a_name_depends_on_everything_behind_it(one, other, key, another_key):
    name = name_for("subject", one, other, key=key)

    assert len(name) == 43
    assert name == name_for("subject", one, other, key=key)
    assert name != name_for("session", one, other, key=key)
    assert (name == name_for("subject", one, other + 1, key=key)) is False


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2030, 1, 1)), st.integers(0, 40_000))
def test_a_child_is_below_14_until_the_day_of_that_birthday(born, days):
    on = born + timedelta(days=days)

    below = is_below_14(born, is_pupil=True, on=on)

    assert below == ((on.year - born.year, on.month, on.day) < (14, born.month, born.day))


def test_a_pupil_of_unknown_age_counts_as_a_child_and_an_adult_does_not():
    on = date(2026, 9, 1)

    assert [is_below_14(None, is_pupil=is_pupil, on=on) for is_pupil in (True, False)] == [True, False]


def test_of_a_child_neither_phone_nor_address_is_told():
    asked = ["openid", "profile", "email", "phone", "organisations"]

    assert scopes_told(asked, is_below_14=True) == {"openid", "profile", "organisations"}
    assert scopes_told(asked, is_below_14=False) == set(asked)


def test_what_was_agreed_to_covers_no_more_than_itself():
    assert is_covered(["openid"], given=["openid", "email"])
    assert not is_covered(["openid", "phone"], given=["openid", "email"])
