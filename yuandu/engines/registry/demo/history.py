"""What happened from 2019 to 2022: schools closed, merged and renamed; officers appointed; titles granted.

The curves below make the plan honest and varied on 2021-10-18, the day on which the demonstration opens:
some targets are met, some near, some behind, some not due. All of it is invented, every document says 演示.
"""

from collections.abc import Iterator
from datetime import date
from random import Random

from yuandu.engines.registry.demo.crowd import Crowd
from yuandu.engines.registry.demo.rows import DesignationRow, Ids, SuccessionRow
from yuandu.engines.registry.demo.schools import School
from yuandu.engines.registry.demo.tree import Place, Tree

BEHIND = ("临朐", "安丘", "青州")  # the units where most is still lacking
INVENTED = "演示数据"
Curve = tuple[tuple[date, float], ...]


def by_quarter(*values: float) -> Curve:
    """Return a curve of so many values, one in each quarter from 2019 on, the last ones up to the end of 2022."""
    days = [date(year, month, 25) for year in range(2019, 2023) for month in (2, 5, 8, 11)]
    return tuple(zip(days, values, strict=True))


# shares of the schools that could have it, from the first quarter of 2019 to the last of 2022
SMART_CAMPUS = by_quarter(
    *(0.03, 0.05, 0.08, 0.12, 0.15, 0.19, 0.24, 0.29, 0.34, 0.40, 0.45, 0.49, 0.54, 0.60, 0.65, 0.70)
)
CHIEF_OFFICERS = by_quarter(
    *(0.00, 0.00, 0.02, 0.04, 0.08, 0.14, 0.30, 0.47, 0.60, 0.71, 0.80, 0.83, 0.86, 0.89, 0.92, 0.94)
)
RURAL_IT_TEACHERS = by_quarter(
    *(0.50, 0.52, 0.55, 0.56, 0.58, 0.61, 0.63, 0.66, 0.69, 0.72, 0.742, 0.763, 0.784, 0.805, 0.83, 0.847)
)
# how many there are at the end of the quarter
AI_CENTRES = by_quarter(0, 0, 1, 2, 3, 5, 9, 12, 13, 15, 15, 15, 15, 16, 16, 16)
MODEL_CAMPUSES = by_quarter(*[0] * 13, 6, 15, 26)
NUMBERS = {
    "ai_academy": by_quarter(0, 0, 0, 2, 4, 8, 12, 17, 20, 24, 27, 31, 31, 33, 33, 34),
    "experimental_school": by_quarter(0, 0, 0, 0, 0, 0, 18, 30, 48, 70, 86, 90, 95, 100, 100, 102),
    "programming_school": by_quarter(0, 0, 0, 2, 2, 5, 7, 9, 12, 16, 18, 18, 20, 20, 21, 21),
    "famous_principal": by_quarter(0, 0, 0, 0, 0, 0, 6, 10, 14, 20, 24, 25, 27, 28, 28, 30),
    "famous_teacher": by_quarter(0, 0, 0, 0, 0, 10, 24, 36, 50, 68, 83, 86, 90, 93, 95, 97),
    "famous_principal_studio": by_quarter(0, 0, 0, 0, 0, 0, 3, 5, 8, 11, 14, 15, 16, 18, 18, 20),
    "famous_teacher_studio": by_quarter(0, 0, 0, 0, 0, 4, 9, 15, 22, 30, 38, 40, 43, 46, 48, 50),
    "famous_teacher_classroom": by_quarter(0, 0, 0, 5, 12, 20, 34, 47, 60, 78, 93, 97, 100, 104, 108, 110),
}


def spread(things: list, curve: Curve) -> Iterator[tuple[object, date]]:
    """Yield the things that come about with the day on which each does: so many by each day of the curve."""
    done = 0
    for day, number in curve:
        reached = min(round(number), len(things))
        for thing in things[done:reached]:
            yield thing, day
        done = max(done, reached)


def as_numbers(curve: Curve, total: int) -> Curve:
    """Return a curve of shares as one of numbers of so many things."""
    return tuple((day, share * total) for day, share in curve)


def change_schools(schools: list[School], *, rng: Random) -> list[tuple[School, School, str, date]]:
    """Close, merge and rename some schools in 2020, 2021 and 2022; return (before, after, kind, day).

    Small schools merge into the primary school of their unit; one of a hundred changes its name.
    """
    changes = []
    small = [school for school in schools if school.unit and school.shape.kind == "218"]
    for place, school in enumerate(rng.sample(small, k=len(small) // 6)):
        school.closed_on = date(2020 + place % 3, 7, 20)
        school.opened_on = min(school.opened_on, date(2016, 9, 1))
        if into := heir_of(school, schools):
            changes.append((school, into, "merge", school.closed_on))
    stable = [school for school in schools if not school.closed_on and school.opened_on < date(2019, 1, 1)]
    for place, school in enumerate(rng.sample(stable, k=len(stable) // 60)):
        school.renamed_on = date(2020 + place % 3, 9, 1)
        school.former_name = school.name.replace("演示", "演示联合", 1)
        changes.append((school, school, "rename", school.renamed_on))
    return changes


def heir_of(school: School, schools: list[School]) -> School | None:
    """Return the primary school that takes the pupils of a closed one: in its township, else in its unit."""
    near = [other for other in schools if other.unit == school.unit and other.shape.kind == "211"]
    return next((other for other in near if other.area == school.area), near[0] if near else None)


def succession_rows(changes: list[tuple[School, School, str, date]], *, ids: Ids) -> Iterator[SuccessionRow]:
    """Yield what became of the schools that changed."""
    for before, after, kind, on in changes:
        yield SuccessionRow(
            ids.next(SuccessionRow), before.id, after.id, kind, on, document_of(on, before.number)
        )


def appoint(schools: list[School], *, rng: Random) -> None:
    """Say since when each school has a chief information officer, and each rural one a teacher of IT."""
    lasting = [school for school in schools if school.is_counted and not school.closed_on]
    officers = ranked(lasting, rng=rng, weight=0.2)
    for school, day in spread(officers, as_numbers(CHIEF_OFFICERS, len(officers))):
        school.cio_from = max(day, school.opened_on)
    rural = ranked([school for school in lasting if school.is_rural], rng=rng, weight=0.45)
    for school, day in spread(rural, as_numbers(RURAL_IT_TEACHERS, len(rural))):
        school.it_teacher_from = max(day, school.opened_on)
    for school in lasting:
        if not school.is_rural:
            school.it_teacher_from = max(date(rng.randint(2012, 2019), 9, 1), school.opened_on)


def ranked(schools: list[School], *, rng: Random, weight: float) -> list[School]:
    """Return the schools in the order in which they get on: in the units behind later, by so much."""
    short_names = sorted({school.unit.short for school in schools if school.unit})
    pace = {short: rng.random() * 0.3 + (weight if short in BEHIND else 0) for short in short_names}
    scores = [
        (
            rng.random() + (pace[school.unit.short] if school.unit else 0) + 0.15 * school.is_rural,
            school.number,
        )
        for school in schools
    ]
    return [school for _score, school in sorted(zip(scores, schools, strict=True), key=lambda pair: pair[0])]


def designation_rows(
    tree: Tree, schools: list[School], crowd: Crowd, *, ids: Ids, rng: Random
) -> Iterator[DesignationRow]:
    """Yield every title of the three years: of units, of schools, of principals and teachers."""
    units = sorted(tree.city.units, key=lambda unit: (unit.short in BEHIND, rng.random()))
    for unit, day in spread(units, AI_CENTRES):
        yield designation(tree, "ai_centre", day, place=tree.units[unit.code], ids=ids)
    lasting = [school for school in schools if school.is_counted and not school.closed_on]
    smart = ranked(lasting, rng=rng, weight=0.2)
    for school, day in spread(smart, as_numbers(SMART_CAMPUS, len(smart))):
        yield of_school(tree, "smart_campus", day, school, ids=ids)
    for school, day in spread(smart, MODEL_CAMPUSES):
        yield of_school(tree, "smart_campus_model", day, school, ids=ids)
    teaching = [school for school in lasting if school.shape.kind != "218"]
    for kind in ("ai_academy", "experimental_school", "programming_school"):
        for school, day in spread(ranked(teaching, rng=rng, weight=0.15), NUMBERS[kind]):
            yield of_school(tree, kind, day, school, ids=ids)
    yield from titles_of_people(tree, ranked(teaching, rng=rng, weight=0.15), crowd, ids=ids)


def titles_of_people(
    tree: Tree, schools: list[School], crowd: Crowd, *, ids: Ids
) -> Iterator[DesignationRow]:
    """Yield the titles of principals and teachers, one of each school: who leads a studio is famous already."""
    for kind in ("famous_principal", "famous_principal_studio"):
        for school, day in spread(schools, NUMBERS[kind]):
            person = crowd.principals[school.id]
            yield designation(tree, kind, day, place=Place(school.id, school.path), person=person, ids=ids)
    for kind in ("famous_teacher", "famous_teacher_studio", "famous_teacher_classroom"):
        for school, day in spread(schools, NUMBERS[kind]):
            person = crowd.leading_teachers[school.id]
            yield designation(tree, kind, day, place=Place(school.id, school.path), person=person, ids=ids)


def of_school(tree: Tree, kind: str, day: date, school: School, *, ids: Ids) -> DesignationRow:
    """Return a title of a school, not before the school itself."""
    place = Place(school.id, school.path)
    return designation(tree, kind, max(day, school.opened_on), place=place, ids=ids)


def designation(
    tree: Tree, kind: str, day: date, *, place: Place, ids: Ids, person: int | None = None
) -> DesignationRow:
    """Return a title that the city's bureau grants to the organisation at the place, or to a person there."""
    number = ids.next(DesignationRow)
    return DesignationRow(
        id=number,
        kind=kind,
        organisation_id=None if person else place.id,
        person_id=person,
        path=place.path,
        authority_id=tree.root.id,
        document=document_of(day, number),
        from_on=day,
        to_on=None,
        note=INVENTED,
        is_demo=True,
    )


def document_of(on: date, number: int) -> str:
    """Return the number of a document that was never issued."""
    return f"潍教演示字〔{on.year}〕{number % 97 + 1}号"
