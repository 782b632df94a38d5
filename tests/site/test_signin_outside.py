"""Signing in through an outside OpenID provider: whom it proves, whom it does not, and what a cheat gets."""

import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.conftest import AT, ON
from tests.site import outside_provider
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Paper, Person, Post, User
from yuandu.site.signin.outside_settings import read_providers

WORDS = "kites over Weifang"
NUMBER = "370705198001010011"
BEGIN = "/sign-in/outside/citizen/"
BY_PHONE = {"with": "phone", "claim": "phone_number", "verified": "phone_number_verified"}
WHOLE = '"id": "x", "title": "x", "server_url": "x", "client_id": "x", "secret": "x"'
BY_PAPER = {"with": "paper", "claim": "id_card", "hash": "sha256"}


@pytest.fixture
def citizen(settings):
    """The running provider, configured, which tells of 王海, whose phone it has verified."""
    with outside_provider.running() as provider:
        provider.claims = {
            "sub": "citizen-1",
            "name": "王海",
            "phone_number": "+86 138 0000 2206",
            "phone_number_verified": True,
            "id_card": hashlib.sha256(NUMBER.encode()).hexdigest(),
        }
        configured(settings, provider, BY_PHONE)
        yield provider


def configured(settings, provider, match):
    entry = (
        f'[{{"id": "citizen", "title": "爱山东", "server_url": "{provider.address}", '
        f'"client_id": "{outside_provider.CLIENT}", "secret": "{outside_provider.SECRET}"}}]'
    )
    app = read_providers(entry)[0]
    app["settings"]["match"] = match
    settings.SOCIALACCOUNT_PROVIDERS = {"outside": {"APPS": [app]}}


@pytest.fixture
def wang(city):
    return opened(city, "wang", "王海", phone="13800002206")


def opened(city, username, name, **details):
    """Open the account of a teacher."""
    person, school = Person.objects.create(name=name, **details), city["一小"]
    Post.objects.create(
        person=person, organisation=school, path=school.path, unit=school.unit, school=school,
        kind="subject_teacher", from_on=ON,
    )  # fmt: skip
    return registry.open_account(
        username=username, name=name, password=WORDS, home=school, by=None, at=AT, person=person
    )


def there(browser, place=BEGIN):
    """Go to the provider and say yes; return the address that leads back."""
    answer = requests.get(browser.get(place).url, allow_redirects=False, timeout=5)
    return answer.headers["Location"].removeprefix("http://testserver")


def signed_in(browser):
    return browser.get("/today/").status_code == 200


def test_the_sign_in_page_offers_the_provider_and_nothing_where_none_is_configured(citizen, settings, db):
    with_one = Client().get("/sign-in/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"outside": {"APPS": []}}
    without = Client().get("/sign-in/").content.decode()

    assert ("用爱山东登录" in with_one, "用爱山东登录" in without) == (True, False)
    assert Client().get(BEGIN).status_code == 404


def test_the_provider_is_asked_with_state_nonce_and_pkce_and_for_no_more_than_is_configured(citizen, db):
    query = parse_qs(urlsplit(Client().get(f"{BEGIN}?scope=everything&auth_params=prompt%3Dnone").url).query)

    assert {"state", "nonce", "code_challenge", "code_challenge_method"} <= set(query)
    assert (sorted(query["scope"][0].split()), query["code_challenge_method"], "prompt" in query) == (
        ["openid", "profile"],
        ["S256"],
        False,
    )


def test_somebody_whom_the_provider_proves_by_a_verified_phone_is_connected_and_in(citizen, wang):
    browser = Client()

    browser.get(there(browser))

    assert signed_in(browser)
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid, account.extra_data) == (
        wang,
        "citizen",
        "citizen-1",
        {},
    )
    verbs = [fact.verb for fact in activity.facts_about(f"registry.User:{wang.pk}")]
    assert verbs[-2:] == ["signin.connected", "signin.entered"]


def test_the_second_time_the_connection_alone_is_enough(citizen, wang):
    first, second = Client(), Client()
    first.get(there(first))
    citizen.claims["phone_number_verified"] = False

    second.get(there(second))

    assert (signed_in(second), SocialAccount.objects.count()) == (True, 1)


def test_somebody_is_proven_by_the_hash_of_their_paper_where_that_is_configured(citizen, wang, settings):
    configured(settings, citizen, BY_PAPER)
    Paper.objects.create(person=wang.person, kind="id_card", number=NUMBER)
    browser = Client()

    browser.get(there(browser))

    assert signed_in(browser)


@pytest.mark.parametrize(
    "change",
    [
        {"phone_number_verified": False},
        {"phone_number_verified": "true"},
        {"phone_number_verified": None},
        {"phone_number": "13800009999"},
        {"phone_number": ""},
        {"name": "王河"},
        {"name": ""},
    ],
)
def test_nobody_is_recognised_by_less_than_the_agreed_proof(citizen, wang, change):
    citizen.claims |= change
    browser = Client()

    page = browser.get(there(browser), follow=True)

    assert "还不知道您是谁" in page.content.decode()
    assert (signed_in(browser), SocialAccount.objects.count(), User.objects.count()) == (False, 0, 1)


def test_two_people_with_the_same_name_and_phone_are_nobody(citizen, wang, city):
    opened(city, "wang2", "王海", phone="13800002206")
    browser = Client()

    browser.get(there(browser))

    assert not signed_in(browser)


def test_a_stranger_never_gets_an_account(citizen, db):
    browser = Client()

    page = browser.get(there(browser), follow=True)

    assert "还没有账号" in page.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)


def test_without_a_rule_the_provider_proves_nobody(citizen, wang, settings):
    configured(settings, citizen, {})
    browser = Client()

    browser.get(there(browser))

    assert not signed_in(browser)


def test_who_signs_in_afterwards_is_asked_and_then_connected(citizen, wang):
    citizen.claims["phone_number_verified"] = False
    browser = Client()
    browser.get(there(browser))

    after = browser.post("/sign-in/", {"login": "wang", "password": WORDS})
    page = browser.get(after.url).content.decode()
    browser.post(after.url, {"connect": "1"})

    assert (after.url, "要连上爱山东吗？" in page) == ("/sign-in/outside/confirm/", True)
    again = Client()
    again.get(there(again))
    assert signed_in(again)


def test_who_says_no_is_not_connected_and_not_asked_again(citizen, wang):
    citizen.claims["phone_number_verified"] = False
    browser = Client()
    browser.get(there(browser))
    browser.post("/sign-in/", {"login": "wang", "password": WORDS})

    browser.post("/sign-in/outside/confirm/")

    assert SocialAccount.objects.count() == 0
    assert browser.get("/sign-in/outside/confirm/").url == "/security/"


# — cheats


def test_an_answer_is_taken_once(citizen, wang):
    browser, back = Client(), None
    back = there(browser)
    browser.get(back)
    browser.post("/sign-out/")

    page = browser.get(back)

    assert (page.status_code, signed_in(browser)) == (401, False)
    assert "没有登录成" in page.content.decode()


def test_an_answer_for_one_browser_opens_nothing_in_another(citizen, wang):
    victim = Client()
    victim.get(BEGIN)

    page = victim.get(there(Client()))

    assert (page.status_code, signed_in(victim)) == (401, False)


def test_a_code_of_another_request_is_refused(citizen, wang):
    """A code that was stolen on its way: its token answers the nonce and the verifier of another request."""
    mine, stolen = Client(), parse_qs(urlsplit(there(Client())).query)["code"][0]
    state = parse_qs(urlsplit(mine.get(BEGIN).url).query)["state"][0]

    page = mine.get(f"{BEGIN}back/?code={stolen}&state={state}")

    assert (page.status_code, signed_in(mine)) == (401, False)


@pytest.mark.parametrize(
    "cheat",
    [
        {"id_token": {"iss": "https://evil.example"}},
        {"id_token": {"nonce": "of another request"}},
        {"id_token": {"nonce": ""}},
        {"id_token": {"aud": "somebody else"}},
        {"id_token": {"azp": "somebody else"}},
        {"id_token": {"exp": int(time.time()) - 120}},
        {"id_token": {"iat": int(time.time()) + 3600}},
        {"id_token": {"sub": "citizen-2"}},
        {"userinfo": {"sub": "citizen-2"}},
        {"discovery_issuer": "https://evil.example"},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
    ],
    ids=(
        "iss",
        "nonce",
        "no nonce",
        "aud",
        "azp",
        "exp",
        "iat",
        "sub",
        "userinfo",
        "issuer",
        "none",
        "HS256",
    ),
)
def test_a_token_that_does_not_fit_opens_nothing(citizen, wang, cheat):
    browser = Client()
    back = there(browser) if "discovery_issuer" not in cheat else None
    citizen.cheat = cheat

    page = browser.get(back) if back else browser.get(BEGIN)

    assert (page.status_code, signed_in(browser), SocialAccount.objects.count()) == (401, False, 0)


def test_a_token_that_somebody_else_signed_opens_nothing(citizen, wang):
    citizen.signs_with = ec.generate_private_key(ec.SECP256R1())
    browser = Client()

    page = browser.get(there(browser))

    assert (page.status_code, signed_in(browser)) == (401, False)


def test_clocks_may_differ_by_less_than_a_minute(citizen, wang):
    citizen.cheat = {"id_token": {"iat": int(time.time()) + 30, "nbf": int(time.time()) + 30}}
    browser = Client()

    browser.get(there(browser))

    assert signed_in(browser)


def test_a_provider_that_knows_no_code_or_is_away_breaks_nothing(citizen, wang, settings):
    browser = Client()
    back = there(browser)
    citizen.codes.clear()
    forgotten = browser.get(back)
    citizen.address = "http://127.0.0.1:9"  # nobody listens there
    configured(settings, citizen, BY_PHONE)

    away = browser.get(BEGIN)

    assert (forgotten.status_code, away.status_code) == (401, 401)
    assert "没有登录成" in away.content.decode()


# — connections


def connected(browser):
    page = browser.get(there(browser, f"{BEGIN}?process=connect"))
    browser.post(page.url, {"connect": "1"})
    return SocialAccount.objects.filter(provider="citizen")


def test_a_person_connects_and_disconnects_on_the_page_of_safety(citizen, wang):
    citizen.claims["phone_number_verified"] = False
    browser = Client()
    browser.post("/sign-in/", {"login": "wang", "password": WORDS})
    accounts = connected(browser)
    page = browser.get("/security/").content.decode()

    browser.post(f"/security/outside/{accounts.get().pk}/remove/")

    assert "爱山东" in page
    assert accounts.count() == 0
    verbs = [fact.verb for fact in activity.facts_about(f"registry.User:{wang.pk}")]
    assert verbs[-1] == "signin.disconnected"


def test_nobody_connects_what_is_connected_to_somebody_else(citizen, wang, city):
    first, second = Client(), Client()
    first.get(there(first))
    opened(city, "li", "李")
    second.post("/sign-in/", {"login": "li", "password": WORDS})

    connected(second)

    assert "已经连在别人的账号上了" in second.get("/security/").content.decode()
    assert SocialAccount.objects.get().user == wang


def test_nobody_disconnects_the_account_of_somebody_else(citizen, wang, city):
    first, second = Client(), Client()
    first.get(there(first))
    opened(city, "li", "李")
    second.post("/sign-in/", {"login": "li", "password": WORDS})

    answer = second.post(f"/security/outside/{SocialAccount.objects.get().pk}/remove/")

    assert (answer.status_code, SocialAccount.objects.count()) == (404, 1)


def test_the_only_way_in_is_not_disconnected(citizen, wang):
    browser = Client()
    browser.get(there(browser))
    User.objects.filter(pk=wang.pk).update(password="!")
    browser.force_login(User.objects.get(pk=wang.pk))

    page = browser.post(f"/security/outside/{SocialAccount.objects.get().pk}/remove/", follow=True)

    assert SocialAccount.objects.count() == 1
    assert "请先设一个密码" in page.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '[{"id": "x"}]',
        f'[{{{WHOLE}, "match": {{"with": "e-mail", "claim": "x"}}}}]',
        f'[{{{WHOLE}, "match": {{"with": "phone", "claim": "x"}}}}]',
    ],
)
def test_a_configuration_that_is_not_whole_is_refused_at_the_start(text):
    with pytest.raises(ImproperlyConfigured):
        read_providers(text)
