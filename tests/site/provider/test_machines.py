"""Systems that call by themselves: what a bearer token opens, and what it does not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yuandu.kernel import scope
from yuandu.kernel.access import granted
from yuandu.site.provider import services
from yuandu.site.provider.middleware import ClientMiddleware
from yuandu.site.provider.models import AccessToken

pytestmark = pytest.mark.django_db
CORE = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"


@granted("scim")
def told(request: HttpRequest) -> JsonResponse:
    """Who calls, and what it sees."""
    seen = scope.current()
    return JsonResponse(
        {"name": request.client.name, "path": request.client.path, "who": seen.who,
         "places": list(seen.places), "all": seen.everything}
    )  # fmt: skip


def call(token):
    """Call the page as the middleware lets it be called."""
    header = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    request = RequestFactory().get("/", **header)
    return ClientMiddleware(told)(request)


@pytest.fixture
def machine(registered):
    """A system without people, which reads for a school."""
    return registered("一小课表", at="一小", redirect_uris=[], scopes=["scim", CORE])


def token_of(system, **told):
    answer = system.post("token", grant_type="client_credentials", **told)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_system_gets_a_token_for_what_it_may_and_sees_its_own_organisation(machine, city):
    held = token_of(machine, scope="scim")

    answer = call(held["access_token"])

    assert held.keys() == {"access_token", "expires_in", "token_type", "scope"}
    assert answer.status_code == 200
    assert b'"all": false' in answer.content
    assert f'"places": [{city["一小"].pk}]'.encode() in answer.content


def test_the_bureaus_system_sees_the_whole_city(registered):
    bureau = registered("市局", redirect_uris=[], scopes=["scim"])

    assert b'"all": true' in call(token_of(bureau)["access_token"]).content


def test_a_system_that_names_no_scope_gets_all_that_it_may(machine):
    assert set(token_of(machine)["scope"].split()) == {"scim", CORE}


def test_without_a_token_or_with_a_wrong_one_the_answer_is_401(machine):
    for token in ("", "wrong", "x" * 5000):
        answer = call(token)

        assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_a_token_for_something_else_is_403(machine):
    answer = call(token_of(machine, scope=CORE)["access_token"])

    assert (answer.status_code, "insufficient_scope" in answer["WWW-Authenticate"]) == (403, True)


def test_an_expired_token_opens_nothing(machine):
    held = token_of(machine)
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))

    assert call(held["access_token"]).status_code == 401


def test_a_token_of_a_stopped_system_opens_nothing(machine):
    held = token_of(machine)
    services.stop_client(client=machine.client, because="到期", by=None, at=timezone.now())

    assert call(held["access_token"]).status_code == 401


def test_tokens_end_with_the_secret_by_which_they_were_got(machine):
    held = token_of(machine)
    secret = services.rotate_secret(client=machine.client, because="泄露", by=None, at=timezone.now())

    assert call(held["access_token"]).status_code == 401
    assert machine.post("token", grant_type="client_credentials").status_code == 401
    assert machine.post("token", grant_type="client_credentials", client_secret=secret).status_code == 200


def test_a_persons_token_opens_nothing_for_systems(registered, signed_in):
    system = registered(scopes=["openid", "scim"])

    assert call(system.tokens(signed_in(), scope="openid")["access_token"]).status_code == 401


def test_a_machines_token_tells_nothing_of_people(machine):
    assert machine.userinfo(token_of(machine)["access_token"]).status_code == 401


def test_a_system_for_people_only_gets_no_token_for_itself(system):
    answer = system.post("token", grant_type="client_credentials")

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


def test_finding_out_who_calls_takes_one_query(machine):
    held = token_of(machine)

    with CaptureQueriesContext(connection) as queries:
        call(held["access_token"])

    asked = [
        query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT") and "set_config" not in query["sql"]
    ]
    assert len(asked) == 1
