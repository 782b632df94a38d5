"""How an account proves itself."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class SignIn(AuthenticationBackend):
    """A password with a user name or an e-mail address; rights come from grants and posts, not from here."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        """Look for an address only where there is an @: on a school morning that saves two queries each."""
        return super()._authenticate_by_email(email, password) if "@" in email else None
