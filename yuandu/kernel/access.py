"""Who may open what. Every view says so with @needs, @signed_in or @public, every REST router with Holding."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect
from ninja.security import SessionAuth

View = Callable[..., HttpResponse]


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
