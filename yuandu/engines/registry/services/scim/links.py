"""What is kept of an account for the client that looks after it."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from scim2_models import InvalidValueException, UniquenessException

from yuandu.engines.registry.gateways.scim.said import HIDEABLE, Said
from yuandu.engines.registry.models import ExternalAccount, User
from yuandu.engines.registry.services.accounts import TakenUsername
from yuandu.engines.registry.services.activation import save_with_own_name
from yuandu.kernel.access import Client


def new_link(user: User, *, client: Client, at: datetime) -> ExternalAccount:
    """Return the link of a client to an account, not saved."""
    return ExternalAccount(client=client.pk, user=user, path=client.path, made_at=at, changed_at=at)


def say(link: ExternalAccount, said: Said, *, at: datetime) -> None:
    """Keep what the client calls the account and how it writes what the registry keeps once for all."""
    link.external_id, link.number = said.external_id, said.number
    link.email_label = said.email_label or {}
    if said.name is not None:
        link.family_name, link.given_name = said.family_name, said.given_name
    link.changed_at = at


def hide(link: ExternalAccount, said: Said) -> None:
    """Remember what the client has removed and the registry cannot do without."""
    link.hidden = [name for name, field in HIDEABLE.items() if getattr(said, field) is None]


def save_link(link: ExternalAccount) -> None:
    """Save the link; raises UniquenessException for a number that another account of the client has."""
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "number_is_one_accounts_at_a_client":
            raise
        raise UniquenessException(detail=_("这个employeeNumber已经用在您的另一个账号上。")) from None


def save_user(user: User) -> None:
    """Save the account; raises UniquenessException for a taken name."""
    try:
        save_with_own_name(user)
    except TakenUsername:
        raise UniquenessException(detail=_("这个userName已经有人用了，请换一个。")) from None


def set_password(user: User, password: str | None) -> None:
    """Give the account a password, none that works for None; raises InvalidValueException for a weak one."""
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise InvalidValueException(detail=" ".join(error.messages)) from None
    user.set_password(password)
