"""Class devices and the children who sign in on them by pictures."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from yuandu.engines.registry.models import ClassCode, Device, Organisation, PictureKey, Post, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.scope import at_or_below, held_on, within
from yuandu.engines.registry.rules import first_grade, grade_of, system_of
from yuandu.engines.registry.rules.activation import typed_code
from yuandu.engines.registry.rules.paths import is_at_or_below
from yuandu.engines.registry.rules.pictures import called


@dataclass(frozen=True)
class Card:
    """A name card on the sign-in page of a class."""

    key: int
    name: str
    picture: str
    title: str


def token_hash_of(token: str) -> str:
    """Return what is kept of a device's token, which is 256 bits of chance."""
    return sha256(token.encode()).hexdigest()


def device_with(token: str) -> Device | None:
    """Return the registered device that holds the token; None for a stranger and after it was revoked."""
    devices = Device.objects.select_related("organisation__school", "organisation__parent")
    return devices.filter(token_hash=token_hash_of(token)).order_by("pk").first()


def pictures_allowed(place: Organisation, *, on: date) -> bool:
    """Say whether the children of a class may sign in by pictures, by the code table picture_sign_in."""
    allowed = codes_of("picture_sign_in").get(place.stage)
    if place.level != "class" or place.entry_year is None or allowed is None:
        return False
    system = system_of(place.system)
    grade = grade_of(place.stage, system, place.entry_year, on)
    return grade is not None and grade - first_grade(place.stage, system) < allowed.extra["up_to"]


def class_on(device: Device, *, code: str = "", on: date) -> Organisation | None:
    """Return the class whose children sign in on the device: its own, else the one with the code in its school."""
    own = Q(pk=device.organisation_id, level="class")
    named = Q(at_or_below(device.path), classcode__code=typed_code(code))
    classes = Organisation.objects.filter(named if code else own, level="class", opened_on__lte=on)
    place = classes.exclude(closed_on__lte=on).select_related("school").order_by("pk").first()
    return place if place and pictures_allowed(place, on=on) else None


def pupils_of_class(place: Organisation, *, on: date) -> QuerySet[Post]:
    """Return the pupils of the class on the day; those who are suspended are not there."""
    posts = Post.objects.filter(held_on(on), organisation=place, kind="pupil", person__merged_into=None)
    return posts.select_related("person__pictures").order_by("person__pinyin", "person_id")


def cards_in(place: Organisation, *, on: date) -> list[Card]:
    """Return the name cards of those who have pictures, in the order of the register."""
    people = [post.person for post in pupils_of_class(place, on=on)]
    keys = [getattr(person, "pictures", None) for person in people]
    names = called([person.name for person in people])
    titles = codes_of("sign_in_picture")
    return [
        Card(key.pk, name, key.card, str(titles.get(key.card, "")))
        for key, name in zip(keys, names, strict=True)
        if key is not None
    ]


def pictures_to_choose() -> list[tuple[str, str]]:
    """Return the pictures as (code, title)."""
    return [(code, str(picture)) for code, picture in codes_of("sign_in_picture").items()]


def led_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return the classes of which the person is the class teacher, or which they manage, open on the day."""
    seat = user.seat
    leads = Post.objects.filter(held_on(on), kind="class_teacher", person=seat.person_id if seat else None)
    own = Q(pk__in=leads.values("organisation"), path__in=seat.paths if seat else ())
    places = Organisation.objects.filter(own | within(user, permission="registry.manage"), level="class")
    return places.filter(opened_on__lte=on).exclude(closed_on__lte=on).select_related("school", "unit")


def place_led_by(user: User, pk: int, *, on: date) -> Organisation:
    """Return a class that the person leads or manages, or a school that they manage; raises DoesNotExist."""
    managed = within(user, permission="registry.manage")
    schools = Organisation.objects.filter(managed, level="school").select_related("school", "unit")
    found = led_by(user, on=on).filter(pk=pk).order_by("pk").first()
    return found or schools.exclude(closed_on__lte=on).get(pk=pk)


def manages(user: User, place: Organisation) -> bool:
    """Say whether the person manages the place; no query."""
    return any(is_at_or_below(place.path, top) for top in user.paths("registry.manage"))


def devices_at(place: Organisation, *, at: datetime) -> QuerySet[Device]:
    """Return the devices of a class or a school that are in use or wait for their code, newest first."""
    waiting = Q(code_hash__isnull=False, code_until__gt=at)
    devices = Device.objects.filter(waiting | Q(token_hash__isnull=False), organisation=place)
    return devices.order_by("-asked_at", "-pk")


def device_of(place: Organisation, pk: int, *, at: datetime) -> Device:
    """Return a device of the place; raises Device.DoesNotExist."""
    return devices_at(place, at=at).get(pk=pk)


def code_of(place: Organisation) -> str:
    """Return the word of the class, "" while it has none."""
    return ClassCode.objects.filter(organisation=place).values_list("code", flat=True).first() or ""


def led_classes_with_pictures(user: User, *, on: date) -> list[Organisation]:
    """Return the classes that the person leads by a post and whose children may sign in by pictures."""
    if user.seat is None or user.seat.person_id is None:
        return []
    leads = Post.objects.filter(
        held_on(on), kind="class_teacher", person=user.seat.person_id, path__in=user.seat.paths
    )
    classes = Organisation.objects.filter(pk__in=leads.values("organisation"), level="class").order_by("path")
    return [place for place in classes if pictures_allowed(place, on=on)]


def key_in(place: Organisation, pk: int, *, on: date) -> PictureKey:
    """Return the pictures of somebody who is in the class on the day; raises PictureKey.DoesNotExist."""
    there = pupils_of_class(place, on=on).order_by().values("person")
    return PictureKey.objects.select_related("person").filter(person__in=there).get(pk=pk)
