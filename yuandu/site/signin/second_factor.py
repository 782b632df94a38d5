"""Who needs a second factor: everybody whose seat manages others or takes personal data out."""

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from yuandu.kernel.apps import permissions_of
from yuandu.site.signin.demonstration import demo_account

REQUIRED, OFFERED = "required", "offered"


def demands(role: str) -> bool:
    """Say whether somebody in the role must have a second factor; settings say by which permissions and roles."""
    held = permissions_of(role)
    return role in settings.SECOND_FACTOR_ROLES or not held.isdisjoint(settings.SECOND_FACTOR_PERMISSIONS)


def is_demanded_of(user: AbstractBaseUser) -> bool:
    """Say whether the person, in the present seat, must have a second factor in this installation.

    The named sign-ins of a demonstration are exempt: their passwords are public and their data invented.
    """
    if settings.SECOND_FACTOR != REQUIRED or user.seat is None or not demands(user.seat.role):
        return False
    return not is_exempt(user)


def is_exempt(user: AbstractBaseUser) -> bool:
    return demo_account(user.username) is not None


def was_proven(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Say whether a second factor was proven or set up in this session; no query."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
