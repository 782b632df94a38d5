"""Accounts for imported people: a code on a slip of paper, used once."""

from datetime import datetime, timedelta
from itertools import chain
from random import Random, SystemRandom

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Activation, Guardianship, Organisation, Person, User
from yuandu.engines.registry.queries.accounts import codes_allowed
from yuandu.engines.registry.rules.activation import code_from, typed_code
from yuandu.engines.registry.rules.names import search_key
from yuandu.engines.registry.services.accounts import TakenUsername
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

BATCH = 5000


class WrongCode(Refusal):
    """No slip has this code and this name."""


class UsedCode(Refusal):
    """The slip has been used."""


class ExpiredCode(Refusal):
    """The slip is too old."""


class StoppedAccount(Refusal):
    """The account of the person was stopped, and a slip does not start it again."""


@transaction.atomic
def make_codes(
    *,
    people: QuerySet[Person],
    organisation: Organisation,
    by: User | None,
    at: datetime,
    days: int = 30,
    rng: Random | None = None,
) -> list[tuple[Person, str]]:
    """Make a code for each of the people, in their order, and return them: they are kept nowhere else.

    A code made before and not used is void. People of whom `by` may not take the account are left out.
    `rng` is for demonstrations; without it the codes come from the system's own source of chance.
    """
    if by is not None:
        people = people.filter(codes_allowed(by, on=timezone.localdate(at)))
    rng = rng or SystemRandom()
    made = [(person, code_from(rng)) for person in people]
    keys = [person.pk for person, _code in made]
    Activation.objects.filter(person__in=keys, used_at=None).delete()
    expires_at = at + timedelta(days=days)
    Activation.objects.bulk_create(
        [
            Activation(person=person, code_hash=hash_of(code), made_at=at, expires_at=expires_at)
            for person, code in made
        ],
        batch_size=BATCH,
    )
    record(
        organisation,
        verb="registry.slips_made",
        path=organisation.path,
        by=by,
        at=at,
        data={"count": len(made), "days": days},
    )
    return made


def hash_of(code: str) -> str:
    """Return what is kept of a code: without the installation's secret it tells nothing."""
    return salted_hmac("registry.activation", code, algorithm="sha256").hexdigest()


@transaction.atomic
def activate(*, code: str, name: str, username: str, password: str, at: datetime) -> User:
    """Open the account of the person on the slip, or give it a new name and password if there is one.

    Raises WrongCode, also for the wrong name, UsedCode, ExpiredCode, TakenUsername and StoppedAccount.
    """
    slip = slip_with(code=code, name=name, at=at)
    person = slip.person.merged_into or slip.person
    user = User.objects.filter(person=person).order_by("pk").first()
    is_new = user is None
    user = user or User(person=person, name=person.name, email=person.email.lower())
    if not user.is_active:
        raise StoppedAccount(_("您的账号已经停用，请联系学校管理员。"))
    user.username = username.strip().lower()
    user.set_password(password)
    save_with_own_name(user)
    slip.used_at = at
    slip.save(update_fields=["used_at"])
    record(user, verb="registry.activated", path=path_of(person), by=user, at=at, data={"is_new": is_new})
    return user


def slip_with(*, code: str, name: str, at: datetime) -> Activation:
    """Return the slip, locked; the refusals of a wrong code and a wrong name are alike."""
    slips = Activation.objects.select_for_update(of=["self"]).select_related("person__merged_into")
    slip = slips.filter(code_hash=hash_of(typed_code(code))).order_by("pk").first()
    if slip is None or search_key(slip.person.name) != search_key(name):
        raise WrongCode(_("激活码或姓名不对，请照着纸条再写一遍。"))
    if slip.used_at:
        raise UsedCode(_("这个激活码已经用过了。忘了密码的，请要一张新的。"))
    if slip.expires_at <= at:
        raise ExpiredCode(_("这个激活码已经过期，请向班主任或学校管理员要一张新的。"))
    return slip


def save_with_own_name(user: User) -> None:
    """Save the account; the database says whether the user name is free."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if "username" not in error.__cause__.diag.constraint_name:
            raise
        raise TakenUsername(_("这个用户名已经有人用了，请换一个。")) from None


def path_of(person: Person) -> str:
    """Return where the person belongs: by a post, else by a ward, else at the top."""
    posts = person.posts.order_by("to_on", "path").values_list("path", flat=True)[:1]
    wards = Guardianship.objects.filter(guardian=person).order_by("path").values_list("path", flat=True)[:1]
    top = Organisation.objects.order_by("path").values_list("path", flat=True)[:1]
    return next(iter(chain(posts, wards, top)))
