"""What the protocol machine asks us: is this client, code or token good, and what does it get.

The toolkit's validator reads each row several times; this one reads it once a request and keeps it on the request.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from yuandu.site.provider.gateways import keys
from yuandu.site.provider.models import Client, Code, RefreshToken
from yuandu.site.provider.queries import client_called
from yuandu.site.provider.rules import MACHINE_SCOPES, PERSON_SCOPES, digest, is_secret
from yuandu.site.provider.services import tokens
from yuandu.site.provider.services.sign_ons import subject_of

ID_TOKEN_LIVES = timedelta(minutes=15)


class Validator(OAuth2Validator):
    """Our answers."""

    # — the system

    def _load_application(self, client_id: str, request: Request) -> Client | None:
        known = vars(request).get("code_row")
        if isinstance(request.client, Client) and request.client.client_id == client_id:
            return request.client
        if known and known.application.client_id == client_id and known.application.stopped_at is None:
            request.client = known.application  # read together with its code
        else:
            request.client = client_called(client_id)
        return request.client

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return is_secret(provided_secret, stored_secret)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return client.calls if grant_type == "client_credentials" else client.signs_on

    def validate_response_type(
        self, client_id: str, response_type: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return response_type == "code" and client.signs_on

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Allow what the system may, and nobody a machine's scopes by a person's sign-on."""
        return set(scopes) <= self.possible_scopes(request, client)

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        possible = self.possible_scopes(request, request.client)
        return (
            sorted(possible) if request.grant_type == "client_credentials" else sorted(possible & {"openid"})
        )

    def possible_scopes(self, request: Request, client: Client) -> set[str]:
        is_machine = request.grant_type == "client_credentials"
        return set(client.scopes) & (MACHINE_SCOPES if is_machine else PERSON_SCOPES)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    # the pages ask the person and know the session, so that they answer prompt=none
    def validate_silent_login(self, request: Request) -> bool:
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        return True

    # — codes

    def code_of(self, request: Request, code: str) -> Code | None:
        """Return the code's row, locked until the answer is made, whoever's it is."""
        if "code_row" not in vars(request):  # a parameter of that name is an attribute too
            locked = Code.objects.select_for_update(of=("self",)).select_related(
                "user", "sign_on", "application"
            )
            request.code_row = next(iter(locked.filter(code=digest(code))), None)
        return request.code_row

    def get_authorization_code_scopes(
        self, client_id: str, code: str, redirect_uri: str, request: Request
    ) -> list[str]:
        found = self.code_of(request, code)
        return found.scope.split() if found else []

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Let the code in that this system got, once, in time, while its person may sign in.

        A second use ends what the first one got (RFC 6749 §4.1.2).
        """
        found, at = self.code_of(request, code), timezone.now()
        if found is None or found.application_id != client.pk:
            return False
        if found.used_at:
            tokens.note_reuse(origin=found, client=client, at=at)
            return False
        if found.expires <= at or not found.user.is_active or found.sign_on.ended_at:
            return False
        request.user, request.scopes, request.nonce = found.user, found.scope.split(), found.nonce
        request.sign_on = found.sign_on
        # without offline_access nothing outlives the quarter of an hour (OpenID Connect Core §11)
        request.is_kept = "offline_access" in request.scopes
        return True

    def get_authorization_code_nonce(
        self, client_id: str, code: str, redirect_uri: str, request: Request
    ) -> str | None:
        return request.nonce or None

    def get_code_challenge(self, code: str, request: Request) -> str:
        return request.code_row.code_challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return "S256"

    def confirm_redirect_uri(
        self,
        client_id: str,
        code: str,
        redirect_uri: str,
        client: Client,
        request: Request,
        *args: Any,
        **kw: Any,
    ) -> bool:
        return request.code_row.redirect_uri == redirect_uri

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Do nothing: the code was used up as its tokens were kept."""

    # — refresh tokens

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Let the refresh token in that this system got, once; a second use ends its whole family."""
        locked = RefreshToken.objects.select_for_update(of=("self",)).select_related("user", "sign_on")
        found = next(iter(locked.filter(token_checksum=digest(refresh_token), application=client)), None)
        at = timezone.now()
        if found is None:
            return False
        if found.revoked:
            tokens.note_reuse(origin=found, client=client, at=at)
            return False
        if found.expires <= at or not found.user.is_active or found.sign_on.ended_at:
            return False
        request.user, request.sign_on, request.refresh_row, request.nonce = (
            found.user,
            found.sign_on,
            found,
            "",
        )
        return True

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **kwargs: Any) -> str:
        return request.refresh_row.scope

    def rotate_refresh_token(self, request: Request) -> bool:
        return True

    # — what is given

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        """Keep what the machine made; the whole answer is one transaction already."""
        at = timezone.now()
        if request.grant_type == "client_credentials":
            tokens.issue_to_machine(
                client=request.client, token=token["access_token"], scopes=request.scopes, at=at
            )
        elif request.grant_type == "refresh_token":
            pair = tokens.Pair(access=token["access_token"], refresh=token["refresh_token"])
            tokens.renew(refresh=request.refresh_row, tokens=pair, scopes=request.scopes, at=at)
        else:
            if not request.is_kept:
                token.pop("refresh_token", None)
            pair = tokens.Pair(access=token["access_token"], refresh=token.get("refresh_token", ""))
            tokens.exchange(code=request.code_row, tokens=pair, at=at)

    def finalize_id_token(
        self, id_token: dict[str, Any], token: dict[str, Any], token_handler: Any, request: Request
    ) -> str:
        """Return the signed ID token: who signed in when in which session; all else is asked for at userinfo."""
        client, row, now = request.client, request.sign_on, int(time.time())
        claims = id_token | {
            "iss": settings.ADDRESS,
            "sub": subject_of(request.user, client),
            "aud": client.client_id,
            "iat": now,
            "exp": now + int(ID_TOKEN_LIVES.total_seconds()),
            "auth_time": int(row.proved_at.timestamp()),
            "sid": row.sid,
        }
        if request.nonce:
            claims["nonce"] = request.nonce
        return keys.signed(claims, algorithm=client.algorithm)

    def revoke_token(
        self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        tokens.revoke(client=request.client, token=token)
