"""A system gets its token from the provider and speaks SCIM with it, as in life."""

import base64

import pytest
from django.test import Client as Browser

from tests.conftest import AT
from tests.engines.registry.scim.test_accounts import body, named, post
from yuandu.engines.activity.models import Fact
from yuandu.site.provider.services import register_client, stop_client


@pytest.fixture
def personnel(city, settings):
    """The personnel system of 奎文区, registered by the city, and how it asks."""
    settings.ROOT_URLCONF = "tests.engines.registry.scim.calling"
    client, secret = register_client(
        because="联调",
        by=None,
        at=AT,
        organisation=city["奎文区"],
        title="奎文区人事系统",
        client_type="confidential",
        scopes=["scim"],
    )
    key = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    asked = {"grant_type": "client_credentials", "scope": "scim"}
    token = (
        Browser()
        .post("/oauth/token", asked, headers={"Authorization": f"Basic {key}"})
        .json()["access_token"]
    )

    def asks(method, path, sent=None, token=token):
        headers = {"Authorization": f"Bearer {token}"}
        said = {"content_type": "application/scim+json", "data": sent} if sent else {}
        return getattr(Browser(), method)(f"/scim/v2{path}", headers=headers, **said)

    asks.client = client
    return asks


def test_a_registered_system_opens_an_account_with_its_token(personnel):
    opened = personnel("post", "/Users", body(posts=[post()], **named()))

    [fact] = Fact.objects.filter(verb="registry.scim_opened")
    assert opened.status_code == 201
    assert fact.data["client"] == "奎文区人事系统"
    assert personnel("get", "/Users").json()["totalResults"] == 1


def test_a_token_of_nobody_opens_nothing(personnel):
    assert personnel("get", "/Users", token="x" * 40).status_code == 401


def test_a_stopped_system_gets_nowhere(personnel):
    stop_client(client=personnel.client, because="合同到期", by=None, at=AT)

    assert personnel("get", "/Users").status_code == 401
