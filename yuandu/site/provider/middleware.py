"""Which other system calls: the bearer token of a request, looked up only where a page is for systems."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from oauth2_provider.utils import parse_bearer_token

from yuandu.engines.registry.queries.reach import place_of
from yuandu.kernel import scope
from yuandu.kernel.access import Client
from yuandu.site.provider import queries
from yuandu.site.provider.models import AccessToken


class ClientMiddleware:
    """Gives `request.client` to the views that say `@granted`: one query, by the hash of the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.client = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        if str(getattr(view, "access", "")).startswith("client:"):
            token = parse_bearer_token(request.headers.get("Authorization", ""))
            request.client = caller(token) if token else None


def caller(token: str) -> Client | None:
    """Return the system that got the token for itself; a person's token opens nothing for systems."""
    with scope.platform():
        found = queries.token_shown(token)
    if found is None or found.user_id or found.expires <= timezone.now():
        return None
    return client_of(found)


def client_of(token: AccessToken) -> Client:
    system = token.application
    place = place_of(system.organisation)
    return Client(
        pk=system.pk,
        name=system.title,
        scopes=frozenset(token.scope.split()),
        organisation_id=system.organisation_id,
        path=system.organisation.path,
        scope=scope.Scope(who=system.title, **place),
    )
