"""The keys that sign: private, made once, replaced without anybody noticing."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from yuandu.site.provider.commands.keys import main
from yuandu.site.provider.gateways import keys

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home without keys."""
    settings.HOME = tmp_path
    return tmp_path


def modes(place):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.glob("*") if path.name != "lock"}


@pytest.mark.parametrize("algorithm", keys.ALGORITHMS)
def test_what_is_signed_is_read_and_nothing_else(algorithm):
    token = keys.signed({"a": 1}, algorithm=algorithm)
    head, body, signature = token.split(".")

    assert keys.read(token) == {"a": 1}
    for other in (
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        "x.y.z",
        "",
        "eyJhbGciOiJub25lIn0.e30.",
    ):
        assert keys.read(other) is None


def test_keys_are_for_their_owners_eyes_only(home):
    keys.current("ES256")
    keys.subject_key()

    assert set(modes(home / "keys/provider").values()) == {0o600}
    assert stat.S_IMODE((home / "keys/provider").stat().st_mode) == 0o700


def test_a_key_is_made_once():
    assert keys.current("ES256").kid == keys.current("ES256").kid


def test_after_a_change_of_keys_tokens_in_flight_are_still_read_and_new_ones_are_signed_anew():
    before = keys.signed({"a": 1}, algorithm="ES256")

    keys.rotate(at=AT)
    after = keys.signed({"a": 2}, algorithm="ES256")

    assert [keys.read(token) for token in (before, after)] == [{"a": 1}, {"a": 2}]
    assert len({token.split(".")[0] for token in (before, after)}) == 2


def test_a_retired_key_signs_nothing_and_goes_when_no_token_needs_it(home):
    old = keys.current("ES256").kid
    keys.rotate(at=AT)
    kept = [key for key in keys.all_keys() if key.kid == old]

    keys.rotate(at=AT + keys.KEPT + timedelta(seconds=1))

    assert [key.private for key in kept] == [None]
    assert old not in {key.kid for key in keys.all_keys()}


def test_the_names_of_people_stay_when_keys_change():
    before = keys.subject_key()

    keys.rotate(at=AT)

    assert keys.subject_key() == before


def test_the_operator_changes_keys_and_sees_them(capsys):
    first = keys.current("ES256").kid

    assert main(["rotate-key"]) == 0

    said = capsys.readouterr().out
    assert "签名密钥换好了" in said
    assert f"ES256  {first}  只用来核对旧令牌" in said
    assert said.count("在用") == 2


@pytest.mark.django_db
def test_a_token_in_flight_outlives_a_change_of_keys(system, signed_in):
    browser = signed_in()
    before, code = system.tokens(browser), system.code(browser)

    keys.rotate(at=datetime.now(UTC))
    after = system.exchange(code).json()

    names = {system.claims(held["id_token"])["sub"] for held in (before, after)}
    assert len(names) == 1
    assert system.userinfo(before["access_token"]).status_code == 200
