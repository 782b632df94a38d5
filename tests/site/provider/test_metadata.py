"""What other systems read before they begin."""

import pytest
from django.urls import resolve

from tests.site.provider.conftest import Browser

pytestmark = pytest.mark.django_db
PLACES = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


def test_both_documents_say_the_same_and_every_address_in_them_is_a_page_of_ours(settings):
    first, second = (Browser().get(place) for place in PLACES)

    said = first.json()
    assert said == second.json()
    assert said["issuer"] == settings.ADDRESS
    for name, address in said.items():
        if name.endswith(("_endpoint", "_uri")):
            assert resolve(address.removeprefix(settings.ADDRESS)).namespace == "provider"
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert "RS256" in said["id_token_signing_alg_values_supported"]


def test_public_keys_are_shown_and_nothing_private_is():
    keys = Browser().get("/oauth/jwks").json()["keys"]

    assert {key["alg"] for key in keys} == {"ES256", "RS256"}
    assert not {"d", "p", "q"} & {name for key in keys for name in key}


def test_reading_them_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(2):  # the tests' own: take the role of the application and leave it
        Browser().get("/.well-known/openid-configuration")
