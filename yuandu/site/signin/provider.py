"""Signing in through an outside OpenID provider, such as the province's citizen app: by configuration alone.

allauth finds it by the name of this file; ours for the city's other systems is `yuandu.site.provider`. allauth
carries state and PKCE; what it leaves out is here: the nonce, the signature and the subject are always checked, and
nothing of what the provider tells is kept but who it was.
"""

import hmac
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac

from yuandu.kernel import scope

KIND = "outside"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
SKEW = 60  # seconds by which clocks may differ


class OutsideFlow(OpenIDConnectOAuth2Adapter):
    """The code flow with one provider, checked as OpenID Connect Core 3.1.3.7 says."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return build_absolute_uri(request, reverse("outside_callback", args=[self.provider_id]))

    @property
    def openid_config(self) -> dict:
        """Return what the provider says of itself; it must be the issuer that was configured."""
        config = super().openid_config
        app = self.get_provider().app
        expected = app.settings.get("issuer") or app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != expected.rstrip("/"):
            raise OAuth2Error("the provider calls itself by another name than configured")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **details: Any) -> SocialLogin:
        """Return who the provider says this is; raises OAuth2Error for whatever does not fit."""
        claims = self.checked(app, details["response"].get("id_token") or "", request.GET.get("state", ""))
        told = self._fetch_user_info(token.token) if app.settings.get("fetch_userinfo", True) else {}
        if told and told.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo tells of somebody else")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = told | claims
        if request.user.is_anonymous:
            scope.enter(scope.PLATFORM)  # for the rest of this request, which only redirects
        return login

    def checked(self, app: Any, id_token: str, state: str) -> dict[str, Any]:
        """Return the claims of the token: signed by the provider, for us, for this very request, and fresh."""
        try:
            claims = jwt.decode(
                id_token,
                self.key_of(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=SKEW,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("the token is not good") from error
        if not hmac.compare_digest(str(claims.get("nonce", "")), nonce_for(state)):
            raise OAuth2Error("the token answers another request")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the token is for somebody else")
        return claims

    def key_of(self, id_token: str) -> jwt.PyJWK:
        """Return the provider's key that the token names."""
        named = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if key.public_key_use in (None, "sig") and named in (None, key.key_id)]
        if len(fitting) != 1:
            raise jwt.InvalidKeyError
        return fitting[0]


class OutsideProvider(OpenIDConnectProvider):
    """One of the configured providers."""

    id = KIND
    oauth2_adapter_class = OutsideFlow
    pkce_enabled_default = True

    def redirect(self, request: HttpRequest, process: str, *args: Any, **details: Any) -> HttpResponse:
        """Lead there, with a state that is good once and a nonce that belongs to it."""
        state = get_random_string(32)
        details["auth_params"] = self.get_auth_params() | {"nonce": nonce_for(state)}
        return super().redirect(request, process, *args, state_id=state, **details)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ask for what is configured, whatever the address of the page says."""
        return self.get_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict:
        return self.get_auth_params()

    def extract_extra_data(self, data: dict) -> dict:
        """Keep nothing of what the provider tells."""
        return {}

    def extract_common_fields(self, data: dict) -> dict:
        return {}

    def extract_email_addresses(self, data: dict) -> list:
        return []


provider_classes = [OutsideProvider]


def nonce_for(state: str) -> str:
    """Return the nonce of the request that has this state; nobody else can make it."""
    return salted_hmac("signin.nonce", state, algorithm="sha256").hexdigest()
