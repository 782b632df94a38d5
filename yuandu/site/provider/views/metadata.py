"""What other systems read before they begin: where our endpoints are and which keys sign our tokens."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yuandu.kernel.access import public
from yuandu.site.provider.gateways import keys
from yuandu.site.provider.rules import MACHINE_SCOPES, PERSON_SCOPES

FRESH_FOR = 3600  # seconds; a key that is not among those kept makes every library ask again
CLAIMS = (
    "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "sid",
    "name", "preferred_username", "email", "phone_number", "organisations", "is_child", "sourced_id",
)  # fmt: skip

ENDPOINTS = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "jwks",
    "introspection_endpoint": "introspect",
    "revocation_endpoint": "revoke",
    "end_session_endpoint": "logout",
}
SECRETS = ["client_secret_basic", "client_secret_post"]
ABLE = {
    "backchannel_logout_supported": True,
    "backchannel_logout_session_supported": True,
    "authorization_response_iss_parameter_supported": True,
    "response_types_supported": ["code"],
    "response_modes_supported": ["query"],
    "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": [*SECRETS, "none"],
    "introspection_endpoint_auth_methods_supported": SECRETS,
    "revocation_endpoint_auth_methods_supported": [*SECRETS, "none"],
    "id_token_signing_alg_values_supported": list(keys.ALGORITHMS),
    "subject_types_supported": ["pairwise"],
    "scopes_supported": sorted(PERSON_SCOPES | MACHINE_SCOPES),
    "claims_supported": list(CLAIMS),
    "claims_parameter_supported": False,
    "request_parameter_supported": False,
    "request_uri_parameter_supported": False,
    "prompt_values_supported": ["none", "login", "consent"],
    "ui_locales_supported": ["zh-CN", "en"],
}


@public
@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    """Answer OpenID Connect Discovery 1.0 §3 and RFC 8414 §2, which ask for the same."""
    return open_to_all(JsonResponse(metadata()))


@public
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """Show the public keys: those in use, and retired ones as long as their tokens live."""
    for algorithm in keys.ALGORITHMS:
        keys.current(algorithm)
    return open_to_all(JsonResponse({"keys": [key.shown for key in keys.all_keys()]}))


def open_to_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return answer


def endpoint(name: str) -> str:
    """Return the address of one of our endpoints as other systems know it."""
    return settings.ADDRESS + reverse(f"provider:{name}")


def metadata() -> dict[str, Any]:
    """Return what the provider is and can do."""
    places = {name: endpoint(place) for name, place in ENDPOINTS.items()}
    return {"issuer": settings.ADDRESS, "service_documentation": f"{settings.ADDRESS}/help/"} | places | ABLE
