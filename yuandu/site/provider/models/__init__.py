"""The tables of the provider: systems of the city, who signed on to them, and the tokens that they hold."""

from yuandu.site.provider.models.clients import Client
from yuandu.site.provider.models.sign_ons import Consent, SignOn
from yuandu.site.provider.models.tokens import AccessToken, Code, RefreshToken

__all__ = ["AccessToken", "Client", "Code", "Consent", "RefreshToken", "SignOn"]
