"""What one reader sees of people: everything that shows a person to somebody asks here."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Guardianship, Person, Post, User
from yuandu.engines.registry.models.codes import title_of
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.belonging import family_of
from yuandu.engines.registry.queries.grades import grades
from yuandu.engines.registry.rules import Nearness
from yuandu.kernel.drawing.words import day
from yuandu.kernel.scope import current

NAME = "registry.Person.name"
PERSONAL = tuple(
    f"registry.Person.{name}" for name in ("name", "sex", "birth_on", "ethnic_group", "phone", "email")
)
NUMBER = "registry.Paper.number"
CODED = {"registry.Person.sex": "sex", "registry.Person.ethnic_group": "ethnic_group"}
Opened = Mapping[int, Container[str]]


class Whereabouts(NamedTuple):
    """Where somebody is, was or has wards (paths), and whether they work in education."""

    places: tuple[str, ...]
    is_staff: bool


class Sight:
    """What an account sees of people in its present seat, with what it opened for a purpose.

    `opened` are the groups of fields (code table look_purpose, `opens`) by a person's id.
    """

    def __init__(self, user: User, *, opened: Opened | None = None) -> None:
        self.user, self.opened = user, dict(opened or {})
        self.known: dict[int, Whereabouts] = {}

    def open(self, people: Iterable[int], groups: Container[str]) -> None:
        """Let the reader see these groups of fields of the people from here on."""
        self.opened |= dict.fromkeys(people, groups)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The places in a school that the reader teaches in or runs; none for an officer."""
        seat = self.user.seat if self.user.is_authenticated else None
        is_at_school = seat is not None and seat.organisation.school_id is not None
        return tuple(self.user.paths("registry.view")) if is_at_school else ()

    @cached_property
    def family(self) -> tuple[frozenset[int], frozenset[int]]:
        """The reader with whom they look after, and who looks after the same.

        One query; none without a person, or where the scope of the request knows of nobody near.
        """
        me = self.user.person_id if self.user.is_authenticated else None
        if me is None:
            return frozenset(), frozenset()
        scope = current()
        if scope.account == self.user.pk and scope.people == (me,):
            return frozenset((me,)), frozenset()
        rows = list(family_of(me))
        pupils = {pupil for pupil, guardian in rows if guardian == me}
        return frozenset((me, *pupils)), frozenset(guardian for _pupil, guardian in rows)

    @cached_property
    def pupil_kinds(self) -> frozenset[str]:
        return frozenset(pupil_kinds())

    def nearness(self, person: int, *places: str) -> Nearness:
        """Return how near the reader is to somebody who is, was or has a ward at the places (paths)."""
        own, kin = self.family
        if person in own:
            return Nearness.OWN
        if person in kin:
            return Nearness.NEAR
        is_here = any(place.startswith(path) for path in self.paths for place in places)
        return Nearness.NEAR if is_here else Nearness.BEYOND

    def sees(self, field: str, person: int, *places: str, is_staff: bool = False) -> bool:
        """Say whether the reader sees a field of the person ("registry.Person.phone") whole."""
        grade, opened = grades()[field], self.opened.get(person, ())
        nearness = self.nearness(person, *places)
        return rules.is_shown(grade, nearness=nearness, is_staff=is_staff, opened=opened)

    def tell(self, field: str, value: Any, person: int, *places: str, is_staff: bool = False) -> str:
        """Return the value as the reader may see it: whole, or as the mask of its grade leaves it; "" if unknown."""
        if value is None or value == "":
            return ""
        if self.sees(field, person, *places, is_staff=is_staff):
            return said(field, value)
        return hidden(value, grades()[field].mask)

    def name(self, person: Person, *places: str, is_staff: bool = False) -> str:
        """Return what the reader calls the person."""
        return self.tell(NAME, person.name, person.pk, *places, is_staff=is_staff)

    def here(self, person: Person) -> "Whereabouts":
        """Return where the person is, was or has wards, and whether they work in education; two queries, once."""
        if person.pk not in self.known:
            posts = list(person.posts.values_list("path", "kind"))
            wards = person.wards.values_list("path", flat=True)
            places = tuple(dict.fromkeys((*(path for path, _kind in posts), *wards)))
            is_staff = any(kind not in self.pupil_kinds for _path, kind in posts)
            self.known[person.pk] = Whereabouts(places, is_staff)
        return self.known[person.pk]

    def learn(self, person: Person, posts: Iterable[Post], wards: Iterable[Guardianship]) -> None:
        """Take from rows that are at hand what `here` would ask for."""
        places = tuple(dict.fromkeys(row.path for row in (*posts, *wards)))
        self.known[person.pk] = Whereabouts(places, any(self.is_staff(post) for post in posts))

    def of(self, field: str, person: Person, value: Any = None) -> str:
        """Return a field of somebody in words or masked; `value` where it is not the person's own attribute."""
        value = getattr(person, field.rpartition(".")[2]) if value is None else value
        places, is_staff = self.here(person)
        return self.tell(field, value, person.pk, *places, is_staff=is_staff)

    def called(self, person: Person) -> str:
        """Return what the reader calls somebody of whom only the record is at hand."""
        return self.of(NAME, person)

    def sees_all_of(self, person: Person, fields: Iterable[str] = PERSONAL) -> bool:
        """Say whether the reader sees all that is known of the person whole."""
        places, is_staff = self.here(person)
        return all(self.sees(field, person.pk, *places, is_staff=is_staff) for field in fields)

    def is_staff(self, post: Post) -> bool:
        return post.kind not in self.pupil_kinds

    def name_at(self, post: Post) -> str:
        """Return what the reader calls the holder of a post, whose person is at hand."""
        return self.name(post.person, post.path, is_staff=self.is_staff(post))

    def of_post(self, field: str, post: Post) -> str:
        """Return a field of the holder of a post, as the tables of kernel ask (`Table.tell`)."""
        value = getattr(post.person, field.rpartition(".")[2])
        return self.tell(field, value, post.person_id, post.path, is_staff=self.is_staff(post))


def said(field: str, value: Any) -> str:
    """Return a value in words."""
    if field in CODED:
        return title_of(CODED[field], value)
    return day(value, "year") if isinstance(value, date) else str(value)


def hidden(value: Any, mask: str) -> str:
    """Return what the mask leaves of the value, in the language of the moment."""
    if mask == "day":
        return _("{year}年**月**日").format(year=value.year)
    return rules.masked(value, mask)
