"""Who may call the rostering service: another system, with a token that has one of the scopes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import QueryCanceled

from yuandu.engines.registry.views.oneroster.problems import (
    Problem,
    busy,
    forbidden,
    unauthorised,
    unsupported,
)
from yuandu.kernel.access import granted

View = Callable[..., HttpResponse]
REFUSALS = {401: unauthorised, 403: forbidden}


def for_systems(*scopes: str) -> Callable[[View], View]:
    """Let a system in that has one of the scopes, and answer whatever goes wrong as the standard wants it."""

    def decorate(view: View) -> View:
        guards = {scope: granted(scope)(view) for scope in scopes}

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            client = getattr(request, "client", None)
            held = client.scopes if client else ()
            guard = next((guards[scope] for scope in scopes if scope in held), guards[scopes[0]])
            if client and request.method not in ("GET", "HEAD"):
                return unsupported().response(Allow="GET, HEAD")
            return answered(guard, request, *args, **kwargs)

        guarded.access = f"client:{scopes[0]}"
        guarded.csrf_exempt = True
        return guarded

    return decorate


def answered(guard: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Return the view's answer, or that of the problem it met; what it began is rolled back then."""
    try:
        response = guard(request, *args, **kwargs)
    except Problem as problem:
        return problem.response()
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return busy().response(**{"Retry-After": "60"})
    if response.status_code not in REFUSALS:
        return response
    return REFUSALS[response.status_code]().response(**{"WWW-Authenticate": response["WWW-Authenticate"]})
