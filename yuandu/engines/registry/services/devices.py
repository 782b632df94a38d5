"""Class devices, the pictures of small children, and signing in by them."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import ClassCode, Device, Organisation, Person, PictureKey, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.devices import (
    devices_at,
    key_in,
    pictures_allowed,
    pupils_of_class,
    token_hash_of,
)
from yuandu.engines.registry.rules.activation import LETTERS, code_from, typed_code
from yuandu.engines.registry.rules.pictures import cards_from, sequence_from
from yuandu.engines.registry.services.accounts import open_account
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

MINUTES = 10  # [D] in which the code has to be typed on the device
CLASS_CODE_LENGTH = 6
MOST_DEVICES = 60  # [D] of one place: a cart of tablets for a class
BATCH = 500


class WrongDeviceCode(Refusal):
    """No device waits for this code, or not any more."""


class TooManyDevices(Refusal):
    """The place has as many devices as anybody needs."""


class NotByPictures(Refusal):
    """The children of this class are too old, or it is no class."""


class WrongPictures(Refusal):
    """These are not the pictures of this child."""


class StoppedChild(Refusal):
    """The account of the child was stopped."""


@dataclass(frozen=True)
class PictureSlip:
    """What the teacher hands out to one child, once."""

    person: Person
    card: str
    sequence: tuple[str, ...]


@transaction.atomic
def ask_device(
    *, organisation: Organisation, title: str, by: User, at: datetime, rng: Random | None = None
) -> tuple[Device, str]:
    """Let a device be registered with the code that is returned and kept nowhere, typed on it in MINUTES."""
    if devices_at(organisation, at=at).count() >= MOST_DEVICES:
        raise TooManyDevices(_("这里已经登记了{n}台，请先停用不用的。").format(n=MOST_DEVICES))
    code = code_from(rng or SystemRandom())
    device = Device.objects.create(
        organisation=organisation,
        path=organisation.path,
        title=title,
        asked_by=by,
        asked_at=at,
        code_hash=code_hash_of(code),
        code_until=at + timedelta(minutes=MINUTES),
    )
    return device, code


def code_hash_of(code: str) -> str:
    """Return what is kept of a device's code: without the installation's secret it tells nothing."""
    return salted_hmac("registry.device", typed_code(code), algorithm="sha256").hexdigest()


@transaction.atomic
def register_device(*, code: str, at: datetime) -> tuple[Device, str]:
    """Register the device on which the code was typed; return it with the token that it keeps from now on.

    Raises WrongDeviceCode for a code that is wrong, was used or is too old, all alike.
    """
    waiting = Device.objects.select_for_update(of=["self"]).select_related("organisation", "asked_by")
    device = waiting.filter(code_hash=code_hash_of(code), code_until__gt=at).order_by("pk").first()
    if device is None:
        raise WrongDeviceCode(_("登记码不对，或者过了{n}分钟。请老师再要一个。").format(n=MINUTES))
    token = secrets.token_urlsafe(32)
    device.code_hash, device.token_hash, device.registered_at = None, token_hash_of(token), at
    device.save(update_fields=["code_hash", "token_hash", "registered_at"])
    told = {"title": device.title}
    record(device, verb="registry.device_registered", path=device.path, by=device.asked_by, at=at, data=told)
    return device, token


@transaction.atomic
def revoke_device(*, device: Device, by: User, at: datetime, because: str = "") -> None:
    """Stop a device: its token opens nothing any more, and who is signed in on it is signed out."""
    device.code_hash, device.token_hash, device.revoked_at = None, None, at
    device.save(update_fields=["code_hash", "token_hash", "revoked_at"])
    told = {"title": device.title}
    record(
        device,
        verb="registry.device_revoked",
        path=device.path,
        by=by,
        at=at,
        because=because,
        data=told,
    )


@transaction.atomic
def make_class_code(*, organisation: Organisation, by: User, at: datetime, rng: Random | None = None) -> str:
    """Give a class a new word for shared devices; the one before is void. Raises NotByPictures."""
    refuse_too_old(organisation, at=at)
    rng = rng or SystemRandom()
    code = "".join(rng.choice(LETTERS) for _place in range(CLASS_CODE_LENGTH))
    ClassCode.objects.update_or_create(organisation=organisation, defaults={"code": code, "made_at": at})
    record(organisation, verb="registry.class_code_made", path=organisation.path, by=by, at=at)
    return code


def refuse_too_old(place: Organisation, *, at: datetime) -> None:
    if not pictures_allowed(place, on=timezone.localdate(at)):
        raise NotByPictures(_("这个班不用图片登录，请给学生印激活码。"))


@transaction.atomic
def make_pictures(
    *,
    organisation: Organisation,
    people: Sequence[int] | None,
    by: User,
    at: datetime,
    rng: Random | None = None,
) -> list[PictureSlip]:
    """Give pupils of a class new pictures and return them in the order of the register: they are kept nowhere.

    `people` are ids; None are all who have none yet. Ids of others are left out. The name card stays as it was.
    Raises NotByPictures for a class of older children.
    """
    refuse_too_old(organisation, at=at)
    rng = rng or SystemRandom()
    there = [post.person for post in pupils_of_class(organisation, on=timezone.localdate(at))]
    kept = {person.pk: person.pictures.card for person in there if hasattr(person, "pictures")}
    wanted = [
        person for person in there if (person.pk not in kept if people is None else person.pk in people)
    ]
    pictures = list(codes_of("sign_in_picture"))
    cards = iter(cards_from(rng, pictures, taken=list(kept.values()), count=len(wanted)))
    slips = [
        PictureSlip(one, kept.get(one.pk) or next(cards), sequence_from(rng, pictures)) for one in wanted
    ]
    keep_pictures(slips, at=at)
    told = {"count": len(slips)}
    record(organisation, verb="registry.pictures_made", path=organisation.path, by=by, at=at, data=told)
    return slips


def keep_pictures(slips: Sequence[PictureSlip], *, at: datetime) -> None:
    """Keep the name cards and the hashes of the pictures; those from before are void."""
    PictureKey.objects.bulk_create(
        [
            PictureKey(
                person=slip.person,
                card=slip.card,
                sequence_hash=sequence_hash_of(slip.person.pk, slip.sequence),
                made_at=at,
            )
            for slip in slips
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["card", "sequence_hash", "made_at"],
    )


def sequence_hash_of(person: int, sequence: Sequence[str]) -> str:
    """Return what is kept of a child's pictures: without the installation's secret it tells nothing."""
    words = f"{person}:{'-'.join(sequence)}"
    return salted_hmac("registry.pictures", words, algorithm="sha256").hexdigest()


@transaction.atomic
def sign_in_by_pictures(
    *, device: Device, organisation: Organisation, key: int, chosen: Sequence[str], at: datetime
) -> User:
    """Return the account of the child whose pictures these are; one without an account gets one.

    The class must be one that signs in on the device. Raises PictureKey.DoesNotExist for a child who is not
    in the class today, WrongPictures and StoppedChild. Who calls counts the tries.
    """
    found = key_in(organisation, key, on=timezone.localdate(at))
    if not hmac.compare_digest(found.sequence_hash, sequence_hash_of(found.person_id, chosen)):
        raise WrongPictures(_("图片不对，再试一次。想不起来就问老师。"))
    user = account_of(found.person, home=organisation, at=at)
    if not user.is_active:
        raise StoppedChild(_("你的账号停用了，请告诉老师。"))
    device.used_at = at
    device.save(update_fields=["used_at"])
    told = {"device": device.pk, "title": device.title}
    record(user, verb="registry.signed_in_by_picture", path=organisation.path, by=user, at=at, data=told)
    return user


def account_of(person: Person, *, home: Organisation, at: datetime) -> User:
    """Return the account of the child, opened without a password when there is none yet."""
    user = User.objects.filter(person=person).order_by("pk").first()
    return user or open_account(
        username=f"child-{code_from(SystemRandom())}",
        name=person.name,
        password=None,
        home=home,
        by=None,
        at=at,
        person=person,
    )
