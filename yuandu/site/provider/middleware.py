"""Which other system calls: the bearer token of a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from oauth2_provider.utils import parse_bearer_token

from yuandu.engines.registry.queries.reach import place_of
from yuandu.kernel import scope
from yuandu.kernel.access import Client
from yuandu.site.provider import queries
from yuandu.site.provider.models import AccessToken

OWN = "/oauth/"  # our endpoints look at their tokens themselves


class ClientMiddleware:
    """Gives `request.client` to requests that bring a bearer token: one query, by its hash.

    Not by `process_view`, which costs every request of the product a change of threads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = parse_bearer_token(request.headers.get("Authorization", ""))
        request.client = caller(token) if token and not request.path_info.startswith(OWN) else None
        return self.get_response(request)


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
