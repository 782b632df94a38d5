"""Who may open what. Every view says so with @needs, @signed_in or @public, every REST router with Holding."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_htmx.http import HttpResponseClientRedirect
from ninja.security import SessionAuth

from yuandu.kernel.scope import Scope, entered

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Client:
    """Another system of the city, which calls with a bearer token: what it may do, and for which organisation."""

    pk: int
    name: str
    scopes: frozenset[str]
    organisation_id: int
    path: str
    scope: Scope  # of rows


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to sign-in and back; a page that HTMX keeps fresh goes there whole, not into one of its parts."""
    htmx = getattr(request, "htmx", None)
    back = (htmx.current_url_abs_path if htmx else None) or request.get_full_path()
    answer = redirect_to_login(back)
    return HttpResponseClientRedirect(answer.url) if htmx else answer


def needs(permission: str) -> Callable[[View], View]:
    """Let only holders of the permission in; a stranger goes to sign in, anyone else is refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not request.user.holds(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Let everyone in who has signed in: pages about oneself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"
    return guarded


def granted(scope: str) -> Callable[[View], View]:
    """Let another system in whose token has the scope; within the view it sees the rows of its organisation.

    401 without a good token, 403 for one without the scope (RFC 6750). `request.client` is there, or None, by
    the middleware of site.provider. The view answers machines: it is csrf-exempt.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            client = getattr(request, "client", None)
            if client is None:
                return refused(401, "invalid_token", 'Bearer realm="yuandu"')
            if scope not in client.scopes:
                return refused(
                    403, "insufficient_scope", f'Bearer error="insufficient_scope", scope="{scope}"'
                )
            with entered(client.scope):
                return view(request, *args, **kwargs)

        guarded.access = f"client:{scope}"
        guarded.csrf_exempt = True
        return guarded

    return decorate


def refused(status: int, error: str, challenge: str) -> HttpResponse:
    return JsonResponse({"error": error}, status=status, headers={"WWW-Authenticate": challenge})


def public(view: View) -> View:
    """Say that anyone may open the view."""
    view.access = "public"
    return view


class Holding(SessionAuth):
    """The same guard for REST: 401 for a stranger, 403 for a person without the permission."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__()

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:
        if not request.user.is_authenticated:
            return None
        if not request.user.holds(self.permission):
            raise PermissionDenied
        return request.user
