"""The pupils, and those who look after them: brothers and sisters share their guardians."""

from collections.abc import Generator, Iterator
from datetime import date

from yuandu.engines.registry.demo import names
from yuandu.engines.registry.demo.crowd import FAMILIES_KEPT, Crowd, Family
from yuandu.engines.registry.demo.names import FEMALE, MALE
from yuandu.engines.registry.demo.rows import GuardianshipRow, PaperRow, PersonRow, PostRow
from yuandu.engines.registry.demo.schools import School, SchoolClass
from yuandu.engines.registry.demo.shapes import ENTRY_AGES

PupilRow = PersonRow | PaperRow | PostRow | GuardianshipRow
SIBLING_TRIES = 0.2  # how often a new pupil is looked for in a family that is known
YEARS_BETWEEN_SIBLINGS = 2
SECOND_GUARDIAN = 0.6
SUSPENDED = 0.002
SUSPENDED_ON = date(2021, 3, 1)
WITHOUT_PUPIL_NUMBER = "kindergarten"  # the national register of pupils begins with primary school
GRANDPARENTS = ("grandmother", "grandfather")


def pupils_of(school: School, crowd: Crowd, *, stage_class: SchoolClass | None = None) -> Iterator[PupilRow]:
    """Yield the pupils of a school with their guardians; the first of the class on stage is in the cast."""
    for school_class in school.classes:
        for number in range(school_class.size):
            is_first = number == 0 and school_class is stage_class
            yield from pupil(school, school_class, crowd, is_cast=is_first)


def pupil(school: School, school_class: SchoolClass, crowd: Crowd, *, is_cast: bool) -> Iterator[PupilRow]:
    """Yield a pupil with papers, post, and guardians."""
    year = school_class.entry_year - ENTRY_AGES[school_class.stage]
    birth_on = crowd.day(date(year - 1, 9, 1), date(year, 8, 31))
    family = (
        crowd.cast_family if is_cast and crowd.cast_family else family_for(birth_on, school.unit_id, crowd)
    )
    if family is None:
        family = yield from new_family(birth_on, school.unit_id, crowd, is_cast=is_cast)
    family.births.append(birth_on)
    person = crowd.person(birth_on=birth_on, surname=family.surname, has_phone=False)
    yield person
    entered = max(date(school_class.entry_year, 9, 1), school.opened_on)
    is_numbered = school_class.stage != WITHOUT_PUPIL_NUMBER
    yield from crowd.papers(person, pupil_since=entered if is_numbered else None)
    yield from pupil_posts(person.id, school, school_class, crowd, entered=entered, is_cast=is_cast)
    for order, (guardian, relation) in enumerate(family.guardians):
        yield GuardianshipRow(
            crowd.ids.next(GuardianshipRow),
            person.id,
            guardian,
            relation,
            order == 0,
            school_class.path,
            school.unit_id,
            school.id,
        )
    if is_cast and not crowd.cast_family:
        crowd.cast_family = family
        crowd.casts("pupil", person.id)
        crowd.casts("guardian", family.guardians[0][0])


def pupil_posts(
    person: int, school: School, school_class: SchoolClass, crowd: Crowd, *, entered: date, is_cast: bool
) -> Iterator[PostRow]:
    """Yield the pupil's place in the class; of two in a thousand it is suspended."""
    place = (school_class.id, school_class.path)
    is_suspended = not is_cast and entered < SUSPENDED_ON and crowd.rng.random() < SUSPENDED
    at = {"unit": school.unit_id, "school": school.id}
    until = SUSPENDED_ON if is_suspended else None
    yield crowd.post(person, "pupil", place, from_on=entered, to_on=until, **at)
    if is_suspended:
        yield crowd.post(person, "pupil_suspended", place, from_on=SUSPENDED_ON, **at)


def family_for(birth_on: date, unit: int | None, crowd: Crowd) -> Family | None:
    """Return a family of the unit that may have a child of this age too, or None."""
    known = crowd.families.get(unit)
    if not known or crowd.rng.random() > SIBLING_TRIES:
        return None
    family = known[int(crowd.rng.random() * len(known))]
    if len(family.births) > 2:
        return None
    if any(abs(other.year - birth_on.year) < YEARS_BETWEEN_SIBLINGS for other in family.births):
        return None
    return family


def new_family(
    birth_on: date, unit: int | None, crowd: Crowd, *, is_cast: bool
) -> Generator[PersonRow, None, Family]:
    """Yield one or two guardians, two for the cast; return their family, which the unit remembers for a while."""
    rng = crowd.rng
    surname = names.surname(rng)
    relations = ["mother", "father"] if rng.random() < 0.55 else ["father", "mother"]
    if rng.random() < 0.04:
        relations[0] = GRANDPARENTS[int(rng.random() * 2)]
    guardians = []
    for relation in relations if is_cast or rng.random() < SECOND_GUARDIAN else relations[:1]:
        guardian = guardian_of(relation, birth_on, surname, crowd)
        yield guardian
        guardians.append((guardian.id, relation))
    family = Family(surname, tuple(guardians), [])
    if not is_cast:
        remember(family, crowd.families.setdefault(unit, []), crowd)
    return family


def remember(family: Family, known: list[Family], crowd: Crowd) -> None:
    """Keep the family among those where more children may come; one of many takes the place of another."""
    if len(known) < FAMILIES_KEPT:
        known.append(family)
    else:
        known[int(crowd.rng.random() * FAMILIES_KEPT)] = family


def guardian_of(relation: str, birth_on: date, surname: str, crowd: Crowd) -> PersonRow:
    """Return a guardian of an age that fits; a mother has a surname of her own."""
    years = 24 + int(crowd.rng.random() * 12) + (26 if relation in GRANDPARENTS else 0)
    is_female = relation in ("mother", "grandmother")
    day = crowd.day(date(birth_on.year - years, 1, 1), date(birth_on.year - years, 12, 31))
    sex = FEMALE if is_female else MALE
    return crowd.person(birth_on=day, sex=sex, surname=None if is_female else surname)
