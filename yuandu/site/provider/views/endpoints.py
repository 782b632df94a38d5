"""The endpoints that other systems call: tokens, what they tell, and their end."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from oauth2_provider.utils import parse_bearer_token
from oauthlib.common import Request

from yuandu.kernel import scope
from yuandu.kernel.access import public, refused
from yuandu.site.provider import queries
from yuandu.site.provider.hooks.server import CORE
from yuandu.site.provider.models import AccessToken, Client
from yuandu.site.provider.services.sign_ons import subject_of

REALM = 'Bearer realm="yuandu"'


@public
@csrf_exempt
@require_POST
@sensitive_post_parameters("client_secret", "code", "refresh_token", "code_verifier")
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code, a refresh token or a system's own secret for tokens (RFC 6749 §3.2)."""
    return answer_of(request, CORE.create_token_response)


@public
@csrf_exempt
@require_POST
@sensitive_post_parameters("client_secret", "token")
def revoke(request: HttpRequest) -> HttpResponse:
    """Take back a token of the system's own (RFC 7009)."""
    return answer_of(request, CORE.create_revocation_response)


def answer_of(request: HttpRequest, respond: Any) -> HttpResponse:
    """Let the protocol machine answer, as the platform: who asks is known only by what it sends."""
    try:
        with scope.platform():
            _url, headers, body, status = respond(request)
    except ValueError:  # of oauthlib, for what is not form data
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse(body or "", status=status, headers=headers | {"Cache-Control": "no-store"})


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """Tell what the token's scopes tell about its person (OpenID Connect Core §5.3)."""
    shown = parse_bearer_token(request.headers.get("Authorization", ""))
    if not shown:
        return refused(401, "invalid_token", REALM)
    at = timezone.now()
    with scope.platform():
        found = queries.token_shown(shown)
        if found is None or found.user is None or found.expires <= at:
            return refused(401, "invalid_token", f'{REALM}, error="invalid_token"')
        scopes = found.scope.split()
        if "openid" not in scopes:
            return refused(403, "insufficient_scope", f'{REALM}, error="insufficient_scope", scope="openid"')
        on = timezone.localdate(at)
        client, seat = found.application, found.sign_on.seat
        claims = queries.claims_of(found.user, client=client, scopes=scopes, seat=seat, on=on)
    return JsonResponse({"sub": subject_of(found.user, client)} | claims)


@public
@csrf_exempt
@never_cache
@require_POST
@sensitive_post_parameters("client_secret", "token")
def introspect(request: HttpRequest) -> HttpResponse:
    """Tell a system whether a token of its own is good and what for (RFC 7662)."""
    with scope.platform():
        client = caller(request)
        if client is None:
            return refused(401, "invalid_client", 'Basic realm="yuandu"')
        found = queries.token_shown(request.POST.get("token", ""))
        is_good = found and found.application_id == client.pk and found.expires > timezone.now()
        return JsonResponse(told_of(found) if is_good else {"active": False})


def caller(request: HttpRequest) -> Client | None:
    """Return the system that proves itself with its secret, by header or in the body."""
    uri, method, body, headers = CORE._extract_params(request)
    asked = Request(uri, method, body, headers)
    return asked.client if CORE.server.request_validator.authenticate_client(asked) else None


def told_of(token: AccessToken) -> dict[str, Any]:
    told = {
        "active": True,
        "scope": token.scope,
        "client_id": token.application.client_id,
        "token_type": "Bearer",
        "exp": int(token.expires.timestamp()),
        "iat": int(token.issued_at.timestamp()),
    }
    return told | ({"sub": subject_of(token.user, token.application)} if token.user else {})
