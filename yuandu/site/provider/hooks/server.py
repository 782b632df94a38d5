"""The protocol machine of oauthlib, with the grants that the city allows and no other."""

from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant as OpenIDGrant
from oauthlib.openid.connect.core.grant_types import RefreshTokenGrant
from oauthlib.openid.connect.core.grant_types.dispatchers import (
    AuthorizationCodeGrantDispatcher,
    AuthorizationTokenGrantDispatcher,
)

from yuandu.site.provider.hooks.validator import Validator
from yuandu.site.provider.services.tokens import ACCESS_LIVES

ONLY_S256 = {"S256": code_challenge_method_s256}  # RFC 9700 §2.1.1: "plain" protects nothing


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):
    """Authorization code with PKCE, refresh, and client credentials; no implicit, password or hybrid grant."""

    def __init__(self, validator: Validator) -> None:
        plain, openid = AuthorizationCodeGrant(validator), OpenIDGrant(validator)
        plain._code_challenge_methods = openid.proxy_target._code_challenge_methods = ONLY_S256
        bearer = BearerToken(validator, expires_in=int(ACCESS_LIVES.total_seconds()))
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            default_token_type=bearer,
            response_types={"code": AuthorizationCodeGrantDispatcher(plain, openid)},
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            default_token_type=bearer,
            grant_types={
                "authorization_code": AuthorizationTokenGrantDispatcher(validator, plain, openid),
                "client_credentials": ClientCredentialsGrant(validator),
                "refresh_token": RefreshTokenGrant(validator),
            },
        )
        RevocationEndpoint.__init__(self, validator)


CORE = OAuthLibCore(Server(Validator()))
