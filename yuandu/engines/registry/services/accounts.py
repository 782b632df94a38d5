"""Opening accounts, granting roles, and what people keep for themselves."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Grant, Organisation, Person, SavedView, User
from yuandu.engines.registry.queries.accounts import is_within_rights, place_of
from yuandu.engines.registry.rules.paths import is_at_or_below
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.apps import titles
from yuandu.kernel.refusals import Refusal

MOST_VIEWS = 30  # of one table for one person


class TakenUsername(Refusal):
    """Somebody else has this user name."""


class BeyondOwnRights(Refusal):
    """Nobody grants, or takes back, more than they hold themselves, or elsewhere than where they hold it."""


class AlreadyGranted(Refusal):
    """The person holds the role at the organisation already."""


class OwnSeat(Refusal):
    """Nobody takes from themselves the grant in which they act."""


class TooManyViews(Refusal):
    """The person keeps as many views of this list as may be kept."""


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
    """Open an account at an organisation; without a password it cannot sign in by one.

    User names are kept in small letters, so that they are found by their index however they are typed.
    """
    user = User(username=username.lower(), name=name, email=email.lower(), person=person)
    user.set_password(password)
    user.save()
    record(user, verb="registry.joined", path=home.path, by=by, at=at)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None, at: datetime) -> None:
    """Give the account another password; its other sessions end by that."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(user, verb="registry.password_changed", path=place_of(user), by=by, at=at)


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
    """Let the person act in the role at the organisation and below, from the day on.

    Raises BeyondOwnRights for what `by` does not hold, AlreadyGranted the second time.
    """
    refuse_beyond_rights(by, role=role, path=organisation.path)
    if by is not None and by.seat.giver_id and user.pk in (by.pk, by.seat.giver_id):
        raise BeyondOwnRights(_("代别人办事时，不能给自己和委托人授予角色。"))
    grant = Grant(user=user, role=role, organisation=organisation, from_on=on)
    save_once(grant)
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


def refuse_beyond_rights(by: User | None, *, role: str, path: str) -> None:
    """Raise BeyondOwnRights unless the platform acts, or somebody who holds all this at this place."""
    if by is None:
        return
    if not any(is_at_or_below(path, top) for top in by.paths("registry.grant")):
        raise BeyondOwnRights(_("这个机构不在您管的范围里，请找它的上级机构授权。"))
    if role not in titles("role_titles") or not is_within_rights(by, role):
        raise BeyondOwnRights(_("您自己没有这个角色的全部权限，不能授给别人。"))


def save_once(grant: Grant) -> None:
    """Save a new grant; the database says whether it is the first of its kind."""
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "role_is_granted_once_a_place":
            raise
        raise AlreadyGranted(
            _("{person}在{place}已经有这个角色了。").format(person=grant.user, place=grant.organisation)
        ) from None


@transaction.atomic
def revoke_role(*, grant: Grant, on: date, by: User | None, at: datetime, because: str = "") -> None:
    """End a grant on the day; the row stays, so that who could see what remains known.

    Raises BeyondOwnRights for a grant that `by` could not give, OwnSeat for the one in which `by` acts.
    """
    refuse_beyond_rights(by, role=grant.role, path=grant.organisation.path)
    seat = by.seat if by else None
    if seat and grant.user_id == by.pk and seat.key == f"{grant.organisation_id}-{grant.role}":
        raise OwnSeat(_("不能收回您现在正在用的身份。请换一个身份，或者请别的管理员来收。"))
    grant.to_on = on
    grant.save(update_fields=["to_on"])
    record(
        grant,
        verb="registry.revoked",
        path=grant.organisation.path,
        by=by,
        at=at,
        because=because,
        data={"role": grant.role, "user": grant.user_id},
    )


def keep_preferences(*, user: User, preferences: dict[str, str]) -> None:
    """Keep the language and the modes of the person's pages; what is not named stays."""
    user.preferences = user.preferences | preferences
    user.save(update_fields=["preferences"])


@transaction.atomic
def save_view(*, user: User, table: str, title: str, query: str) -> SavedView:
    """Keep a filtered list under a title of the person's own; the same title again replaces it.

    Raises TooManyViews beyond MOST_VIEWS of one list.
    """
    others = SavedView.objects.filter(user=user, table=table).exclude(title=title)
    if others.count() >= MOST_VIEWS:
        raise TooManyViews(_("这张表已经存了{n}个常用条件，请先删掉一个。").format(n=MOST_VIEWS))
    view, _is_new = SavedView.objects.update_or_create(
        user=user, table=table, title=title, defaults={"query": query}
    )
    return view


def delete_view(*, user: User, pk: int) -> None:
    """Forget one of the person's own saved views; one that is not theirs is left alone."""
    SavedView.objects.filter(user=user, pk=pk).delete()
