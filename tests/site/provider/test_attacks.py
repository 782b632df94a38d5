"""What somebody might try: each is refused, and where a code or token was stolen, what it opened is shut."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.provider.conftest import BACK, VERIFIER, Browser, answer_in, challenge
from yuandu.engines.activity import api as activity
from yuandu.site.provider import services
from yuandu.site.provider.models import AccessToken, Code, RefreshToken

pytestmark = pytest.mark.django_db
OFFLINE = "openid profile offline_access"


def error_of(answer):
    return answer.status_code, answer.json()["error"]


def verbs(system):
    return [fact.verb for fact in activity.facts_about(f"provider.Client:{system.client.pk}")]


# — codes


def test_a_replayed_code_is_refused_and_ends_what_the_first_use_got(system, signed_in):
    browser = signed_in()
    code = system.code(browser, scope=OFFLINE)
    held = system.exchange(code).json()

    again = system.exchange(code)

    assert error_of(again) == (400, "invalid_grant")
    assert system.userinfo(held["access_token"]).status_code == 401
    assert error_of(system.refresh(held["refresh_token"])) == (400, "invalid_grant")
    assert verbs(system)[-1] == "provider.reused"


def test_a_code_of_one_system_is_no_use_to_another(registered, signed_in):
    one, other = registered("甲"), registered("乙")
    code = one.code(signed_in())

    assert error_of(other.exchange(code)) == (400, "invalid_grant")
    assert one.exchange(code).status_code == 200


def test_a_code_is_good_for_a_minute(system, signed_in):
    code = system.code(signed_in())
    Code.objects.update(expires=timezone.now() - timedelta(seconds=1))

    assert error_of(system.exchange(code)) == (400, "invalid_grant")


def test_a_code_is_exchanged_only_for_the_address_that_it_was_sent_to(registered, signed_in):
    system = registered(redirect_uris=[BACK, "https://cloud.example/other"])
    code = system.code(signed_in())

    assert error_of(system.exchange(code, redirect_uri="https://cloud.example/other")) == (
        400,
        "invalid_request",
    )


def test_codes_and_tokens_are_not_in_the_tables(system, signed_in):
    browser = signed_in()
    code = system.code(browser, scope=OFFLINE)
    held = system.exchange(code).json()

    kept = [str(row.__dict__) for kind in (Code, AccessToken, RefreshToken) for row in kind.objects.all()]

    assert len(kept) == 3
    for secret in (code, held["access_token"], held["refresh_token"]):
        assert not any(secret in row for row in kept)


# — the way back


@pytest.mark.parametrize(
    "forged",
    [
        "https://evil.example/callback",
        "https://cloud.example/callback/more",
        "https://cloud.example/callbac",
        "https://cloud.example/callback?next=https://evil.example",
        "https://cloud.example/callback#code",
        "https://cloud.example:444/callback",
        "https://cloud.example@evil.example/callback",
        "https://user@cloud.example/callback",
        "http://cloud.example/callback",
        "https://cloud.example.evil.example/callback",
        "https://CLOUD.example/callback",
        "https://cloud.example/x/../callback",
        "https://cloud.example/%63allback",
        "javascript:alert(1)",
        "//cloud.example/callback",
        "",
    ],
)
def test_nobody_is_sent_back_to_a_forged_address(system, signed_in, forged):
    answer = signed_in().get(system.asking(redirect_uri=forged))

    assert (answer.status_code, answer.has_header("Location")) == (400, False)
    assert "这次登录没有继续" in answer.content.decode()
    assert Code.objects.count() == 0
    assert verbs(system)[-1] == "provider.refused"


def test_nobody_is_sent_back_to_a_second_address(system, signed_in):
    twice = f"{system.asking()}&redirect_uri=https%3A%2F%2Fevil.example%2F"

    assert signed_in().get(twice).status_code == 400


def test_a_flood_of_bad_requests_leaves_one_fact_a_minute(system, signed_in):
    browser = signed_in()

    for n in range(5):
        browser.get(system.asking(redirect_uri=f"https://evil{n}.example/"))

    assert verbs(system).count("provider.refused") == 1


def test_who_answers_is_said_so_that_answers_of_another_are_noticed(system, signed_in, settings):
    browser = signed_in()

    answers = [browser.get(system.asking(**changes)) for changes in ({}, {"scope": "scim"})]

    assert [answer_in(answer["Location"])["iss"] for answer in answers] == [settings.ADDRESS] * 2


# — PKCE


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain", "code_challenge": VERIFIER},
        {"code_challenge_method": None, "code_challenge": VERIFIER},
        {"code_challenge_method": "S512"},
    ],
    ids=["missing", "plain", "plain by silence", "unknown"],
)
def test_a_request_without_s256_is_sent_back_without_a_code(system, signed_in, changes):
    back = answer_in(signed_in().get(system.asking(**changes))["Location"])

    assert (back["error"], back["state"]) == ("invalid_request", "state-1")
    assert Code.objects.count() == 0


@pytest.mark.parametrize(
    ("verifier", "error"),
    [("another-verifier-of-forty-three-letters-or-more", "invalid_grant"), (None, "invalid_request"),
     (challenge(), "invalid_grant")],
    ids=["wrong", "missing", "the challenge itself"],
)  # fmt: skip
def test_a_stolen_code_is_no_use_without_the_verifier(system, signed_in, verifier, error):
    code = system.code(signed_in())

    assert error_of(system.exchange(code, code_verifier=verifier)) == (400, error)
    assert AccessToken.objects.count() == 0


def test_the_method_cannot_be_weakened_at_the_exchange(system, signed_in):
    code = system.code(signed_in())

    weakened = system.exchange(code, code_verifier=challenge(), code_challenge_method="plain")

    assert error_of(weakened) == (400, "invalid_grant")


# — systems


def test_a_wrong_secret_gets_nothing(system, signed_in):
    code = system.code(signed_in())

    for secret in ("wrong", "", system.client.client_secret):
        assert error_of(system.exchange(code, client_secret=secret)) == (401, "invalid_client")


def test_a_public_system_needs_no_secret_and_has_none(registered, signed_in):
    system = registered(client_type="public")
    browser = signed_in()

    assert system.secret == ""
    assert system.exchange(system.code(browser)).status_code == 200
    guessed = system.exchange(system.code(browser), client_secret="anything")
    assert error_of(guessed) == (401, "invalid_client")


def test_a_public_system_calls_nothing_by_itself(registered):
    system = registered(client_type="public", scopes=["openid", "scim"])

    answer = system.post("token", grant_type="client_credentials", scope="scim")

    assert error_of(answer) == (401, "invalid_client")


@pytest.mark.parametrize("grant", ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code"])
def test_there_is_no_other_way_to_a_token(system, grant):
    answer = system.post("token", grant_type=grant, username="wang", password="x", device_code="x")

    assert error_of(answer) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("kind", ["token", "id_token", "code token", "code id_token", "none"])
def test_there_is_no_other_answer_than_a_code(system, signed_in, kind):
    back = answer_in(signed_in().get(system.asking(response_type=kind))["Location"])

    assert back["error"] in {"unsupported_response_type", "unauthorized_client"}


def test_a_system_asks_for_no_more_than_it_may(registered, signed_in):
    system = registered(scopes=["openid"])

    back = answer_in(signed_in().get(system.asking(scope="openid phone"))["Location"])

    assert back["error"] == "invalid_scope"


def test_a_person_gives_no_system_the_rights_of_a_machine(registered, signed_in):
    system = registered(scopes=["openid", "scim"])

    back = answer_in(
        signed_in(role="administrator", at="潍坊市").get(system.asking(scope="openid scim"))["Location"]
    )

    assert back["error"] == "invalid_scope"


def test_a_stopped_system_gets_nothing_and_holds_nothing(system, signed_in):
    browser = signed_in()
    held, code = system.tokens(browser, scope=OFFLINE), system.code(browser, scope=OFFLINE)

    services.stop_client(client=system.client, because="到期", by=None, at=timezone.now())

    assert system.userinfo(held["access_token"]).status_code == 401
    assert error_of(system.refresh(held["refresh_token"])) == (401, "invalid_client")
    assert error_of(system.exchange(code)) == (401, "invalid_client")
    assert browser.get(system.asking()).status_code == 400


# — people


def test_tokens_of_a_stopped_account_open_nothing(system, signed_in):
    browser = signed_in()
    held, code = system.tokens(browser, scope=OFFLINE), system.code(browser, scope=OFFLINE)

    browser.user.is_active = False
    browser.user.save()

    assert system.userinfo(held["access_token"]).status_code == 401
    assert error_of(system.refresh(held["refresh_token"])) == (400, "invalid_grant")
    assert error_of(system.exchange(code)) == (400, "invalid_grant")


def test_who_leaves_loses_every_token_at_once(registered, signed_in):
    browser, one, other = signed_in(), registered("甲"), registered("乙")
    held = [(system, system.tokens(browser, scope=OFFLINE)) for system in (one, other)]

    ended = services.end_tokens(user=browser.user, at=timezone.now())

    assert ended == 2
    for system, tokens in held:
        assert system.userinfo(tokens["access_token"]).status_code == 401
        assert error_of(system.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_refresh_token_used_twice_ends_its_family(system, signed_in):
    first = system.tokens(signed_in(), scope=OFFLINE)
    second = system.refresh(first["refresh_token"]).json()

    stolen = system.refresh(first["refresh_token"])

    assert error_of(stolen) == (400, "invalid_grant")
    assert system.userinfo(second["access_token"]).status_code == 401
    assert error_of(system.refresh(second["refresh_token"])) == (400, "invalid_grant")
    assert verbs(system)[-1] == "provider.reused"


def test_a_refresh_token_of_another_system_is_no_use(registered, signed_in):
    one, other = registered("甲"), registered("乙")
    held = one.tokens(signed_in(), scope=OFFLINE)

    assert error_of(other.refresh(held["refresh_token"])) == (400, "invalid_grant")
    assert one.refresh(held["refresh_token"]).status_code == 200


def test_renewing_gives_no_more_than_was_agreed_to(system, signed_in):
    held = system.tokens(signed_in(), scope="openid offline_access")

    assert error_of(system.refresh(held["refresh_token"], scope="openid phone")) == (400, "invalid_scope")


def test_a_parameter_is_not_taken_for_what_we_know_ourselves(system, signed_in):
    code = system.code(signed_in())
    told = {
        "code_row": "x",
        "refresh_row": "x",
        "sign_on": "x",
        "is_kept": "1",
        "user": "1",
        "scopes": "scim",
    }

    answer = system.exchange(code, **told)

    assert (answer.status_code, answer.json()["scope"]) == (200, "openid profile")
    assert "refresh_token" not in answer.json()


# — the browser


def test_state_and_nonce_come_back_as_they_were_sent(system, signed_in):
    browser, odd = signed_in(), "a b&c=d#é汉\"'<"

    back = answer_in(browser.get(system.asking(state=odd, nonce=odd))["Location"])
    claims = system.claims(system.exchange(back["code"]).json()["id_token"])

    assert (back["state"], claims["nonce"]) == (odd, odd)


def test_the_consent_page_cannot_be_framed(registered, signed_in):
    page = signed_in().get(registered(at="奎文区").asking())

    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "no-store" in page["Cache-Control"]


def test_nobody_else_can_agree_for_a_person(registered, signed_in):
    system, browser = registered(at="奎文区"), signed_in()
    careful = Browser(enforce_csrf_checks=True)
    careful.cookies = browser.cookies

    answer = careful.post(system.asking().replace("/authorize", "/consent"), {"answer": "yes"})

    assert (answer.status_code, Code.objects.count()) == (403, 0)


def test_nobody_can_be_signed_in_as_somebody_else(person):
    person("attacker")
    careful = Browser(enforce_csrf_checks=True)

    answer = careful.post("/sign-in/", {"login": "attacker", "password": "x"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://cloud.example/more",
        "https://cloud.example.evil.example/",
        "//evil.example",
    ],
)
def test_signing_out_leads_nowhere_else(system, signed_in, address):
    browser = signed_in()
    held = system.tokens(browser)

    for hint in ({"id_token_hint": held["id_token"]}, {"client_id": system.client.client_id}, {}):
        answer = browser.get("/oauth/logout", hint | {"post_logout_redirect_uri": address})

        assert (answer.status_code, answer.has_header("Location")) == (400, False)


def test_an_id_token_of_somebody_elses_making_signs_nobody_out(system, signed_in):
    browser = signed_in()
    head, body, _signature = system.tokens(browser)["id_token"].split(".")

    answer = browser.get("/oauth/logout", {"id_token_hint": f"{head}.{body}.AAAA"})

    assert answer.status_code == 400
    assert browser.get("/today/").status_code == 200


def test_a_token_is_not_taken_from_the_address(system, signed_in):
    held = system.tokens(signed_in())

    answer = system.machine.get("/oauth/userinfo", {"access_token": held["access_token"]})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="yuandu"')
