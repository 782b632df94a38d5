"""What is kept of an account for the client that looks after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from scim2_models import InvalidValueException, UniquenessException

from yuandu.engines.registry.gateways.scim.said import HIDEABLE, Said
from yuandu.engines.registry.models import ExternalAccount, User
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
    """Save the link; raises UniquenessException for a number of another account, and for two at one moment."""
    with once({"number_is_one_accounts_at_a_client": _("这个employeeNumber已经用在您的另一个账号上。")}):
        link.save()


def save_user(user: User) -> None:
    """Save the account; raises UniquenessException for a taken name, and for two of a person at one moment."""
    with once({"registry_user_username_key": _("这个userName已经有人用了，请换一个。")}):
        user.save()


@contextmanager
def once(sentences: dict[str, str]) -> Iterator[None]:
    """Say what the database finds twice as SCIM says it, by the name of the constraint."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = sentences.get(error.__cause__.diag.constraint_name)
        raise UniquenessException(detail=sentence or _("这个人的账号刚刚变了，请重新查找后再试。")) from None


def set_password(user: User, password: str | None) -> None:
    """Give the account a password, none that works for None; raises InvalidValueException for a weak one."""
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise InvalidValueException(detail=" ".join(error.messages)) from None
    user.set_password(password)
