"""Who is invented: one person after another, with a name, a birth date and numbers that nobody real has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from yuandu.engines.registry.demo import names
from yuandu.engines.registry.demo.names import FEMALE, MALE
from yuandu.engines.registry.demo.rows import Ids, PaperRow, PersonRow, PostRow
from yuandu.engines.registry.rules import pupil_number_from_id_card

FAMILIES_KEPT = 3_000  # of a unit, from which brothers and sisters come


@dataclass(slots=True)
class Family:
    """Those who look after some children: ids and relations of one or two, and when the children were born."""

    surname: str
    guardians: tuple[tuple[int, str], ...]
    births: list[date]


@dataclass(slots=True)
class Crowd:
    """All the people so far, as far as later ones need to know of them."""

    rng: Random
    ids: Ids
    cards: names.Cards = field(default_factory=names.Cards)
    phones: Iterator[str] = field(default_factory=names.phones)
    places: list[int] = field(default_factory=list)  # the unit and the school whose people come
    principals: dict[int, int] = field(default_factory=dict)  # by school
    leading_teachers: dict[int, int] = field(default_factory=dict)
    families: dict[int | None, list[Family]] = field(default_factory=dict)  # by unit
    cast: dict[str, int] = field(default_factory=dict)  # ids of those who sign in, by role
    cast_family: Family | None = None

    def day(self, first: date, last: date) -> date:
        """Draw a day from the first to the last."""
        return first + timedelta(days=int(self.rng.random() * ((last - first).days + 1)))

    def person(
        self,
        *,
        birth_on: date,
        sex: str | None = None,
        surname: str | None = None,
        name: str | None = None,
        has_phone: bool = True,
    ) -> PersonRow:
        """Return a new person; what is not given is drawn."""
        rng = self.rng
        sex = sex or (MALE if rng.random() < 0.515 else FEMALE)
        if name is None:
            is_young = birth_on.year >= 1998
            name = (surname or names.surname(rng)) + names.given_name(rng, sex=sex, is_young=is_young)
        pinyin, initials = names.keys_of(name)
        return PersonRow(
            self.ids.next(PersonRow),
            name,
            pinyin,
            initials,
            sex,
            birth_on,
            names.ethnic_group(rng),
            next(self.phones) if has_phone else "",
            True,
            self.places,
        )

    def papers(self, person: PersonRow, *, pupil_since: date | None = None) -> Iterator[PaperRow]:
        """Yield the identity card, and the 学籍号 of one who is a pupil since a day."""
        number = self.cards.number(birth_on=person.birth_on, sex=person.sex)
        yield PaperRow(self.ids.next(PaperRow), person.id, "id_card", number, None)
        if pupil_since:
            pupil_number = pupil_number_from_id_card(number)
            yield PaperRow(self.ids.next(PaperRow), person.id, "pupil_number", pupil_number, pupil_since)

    def casts(self, role: str, person: int) -> None:
        """Let the person sign in for the role, unless somebody does already."""
        self.cast.setdefault(role, person)

    def post(
        self,
        person: int,
        kind: str,
        place: tuple[int, str],
        *,
        unit: int | None,
        school: int | None,
        from_on: date,
        to_on: date | None = None,
        subject: str = "",
        title: str = "",
        is_dedicated: bool = True,
        document: str = "",
    ) -> PostRow:
        """Return a post of the person at the place (id and path)."""
        return PostRow(
            self.ids.next(PostRow),
            person,
            place[0],
            place[1],
            unit,
            school,
            kind,
            subject,
            title,
            is_dedicated,
            from_on,
            to_on,
            document,
        )
