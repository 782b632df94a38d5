"""How an account proves itself."""

from allauth.account.auth_backends import AuthenticationBackend


class SignIn(AuthenticationBackend):
    """A password with a user name or an e-mail address; rights come from grants and posts, not from here."""
