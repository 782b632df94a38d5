"""Opening accounts, and granting roles."""

from datetime import date, datetime

from django.db import transaction

from yuandu.engines.registry.models import Grant, Organisation, Person, User
from yuandu.engines.registry.services.trail import record


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    password: str | None,
    home: Organisation,
    by: User | None,
    at: datetime,
    email: str = "",
    person: Person | None = None,
) -> User:
    """Open an account at an organisation; without a password it cannot sign in by one."""
    user = User(username=username, name=name, email=email, person=person)
    user.set_password(password)
    user.save()
    record(user, verb="registry.joined", path=home.path, by=by, at=at)
    return user


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    organisation: Organisation,
    on: date,
    by: User | None,
    at: datetime,
    because: str = "",
) -> Grant:
    """Let the person act in the role at the organisation and below, from the day on."""
    grant = Grant.objects.create(user=user, role=role, organisation=organisation, from_on=on)
    record(
        grant,
        verb="registry.granted",
        path=organisation.path,
        by=by,
        at=at,
        because=because,
        data={"role": role, "user": user.pk},
    )
    return grant


@transaction.atomic
def revoke_role(*, grant: Grant, on: date, by: User | None, at: datetime, because: str = "") -> None:
    """End a grant on the day; the row stays, so that who could see what remains known."""
    grant.to_on = on
    grant.save(update_fields=["to_on"])
    record(grant, verb="registry.revoked", path=grant.organisation.path, by=by, at=at, because=because)
