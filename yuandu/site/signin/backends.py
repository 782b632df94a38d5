"""How an account proves itself."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import verify_password

from yuandu.kernel import scope


class SignIn(AuthenticationBackend):
    """A password with a user name or an e-mail address; rights come from grants and posts, not from here.

    Nobody is known yet, so the account is looked up by the platform; the hash, which takes most of the time,
    is made outside of any transaction.
    """

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        with scope.platform():
            user = get_user_by_username(username)
        return self._check_password(user, password)

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        """Look for an address only where there is an @: on a school morning that saves two queries each."""
        if "@" not in email:
            return None
        with scope.platform():
            users = filter_users_by_email(email, prefer_verified=True, for_login=True)
        return next((user for user in users if self._check_password(user, password)), None)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        """Return the account if the password is its own; a stopped one is put aside for allauth to name."""
        if user is None:
            return None
        self._did_check_password = True
        is_right, is_outdated = verify_password(password, user.password)
        if not is_right:
            return None
        if is_outdated:
            user.set_password(password)
            with scope.platform():
                user.save(update_fields=["password"])
        if self.user_can_authenticate(user):
            return user
        self._stash_user(user)
        return None
