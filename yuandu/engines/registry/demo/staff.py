"""The people who work: officers of the bureaus, principals, information officers, registrars, teachers."""

from collections.abc import Generator, Iterator
from datetime import date
from itertools import count
from typing import NamedTuple

from yuandu.engines.registry.demo.crowd import Crowd
from yuandu.engines.registry.demo.rows import PaperRow, PersonRow, PostRow
from yuandu.engines.registry.demo.schools import School, SchoolClass
from yuandu.engines.registry.demo.shapes import SCHOOL_YEAR
from yuandu.engines.registry.demo.tree import Tree

StaffRow = PersonRow | PaperRow | PostRow
CLASSES_BEGIN = date(SCHOOL_YEAR, 9, 1)
LAST_HIRED_WHERE_CLOSED = date(2019, 8, 1)
NEW_PRINCIPALS = date(2021, 2, 1)
CITY_OFFICERS = (
    ("city_officer", "分管局领导", "陈志远"),
    ("bureau_head", "局长", None),
    ("city_officer", "教育信息化研究院院长", None),
    ("city_officer", "基础教育科科长", None),
    ("city_officer", "人事科科长", None),
    ("city_officer", "督导室主任", None),
)
UNIT_OFFICERS = (
    ("county_officer", "信息化科科员", None),
    ("bureau_head", "局长", None),
    ("county_officer", "基础教育科科长", None),
)
SHOWCASE_OFFICER = "王海燕"

# main subjects of teachers, the most needed first; a class is taught each of them once
SUBJECTS = {
    "kindergarten": (
        *("kindergarten_language", "kindergarten_health", "kindergarten_arts"),
        *("kindergarten_society", "kindergarten_science"),
    ),
    "primary": (
        *("chinese", "mathematics", "english", "morality_law", "science", "physical_education", "music"),
        *("fine_art", "information_technology"),
    ),
    "junior": (
        *("chinese", "mathematics", "english", "physics", "history", "geography", "biology", "morality_law"),
        *("physical_education", "chemistry", "music", "fine_art", "information_technology"),
    ),
    "senior": (
        *("chinese", "mathematics", "english", "physics", "chemistry", "biology", "history", "geography"),
        *("politics", "physical_education", "information_technology_senior", "general_technology"),
    ),
    "vocational": (
        *("vocational_major", "chinese", "mathematics", "english", "politics", "physical_education"),
        *("information_technology_senior", "history"),
    ),
    "special": ("special_daily_life", "special_rehabilitation"),
}
IT_SUBJECTS = {"information_technology", "information_technology_senior"}
TAUGHT_MORE = {"chinese", "mathematics", "english", "vocational_major"}  # two teachers for one of the others


class Teacher(NamedTuple):
    """A teacher of a school and the subject that they were hired for."""

    id: int
    subject: str
    since: date


def officers(tree: Tree, crowd: Crowd, *, showcase: str) -> Iterator[StaffRow]:
    """Yield the officers of the bureaus; those of the showcase unit and of the city are in the cast."""
    for kind, title, name in CITY_OFFICERS:
        yield from officer(crowd, kind, title, name, place=tree.root, unit=None, role="city_officer")
    for unit in tree.city.units:
        for kind, title, name in UNIT_OFFICERS:
            is_shown = unit.code == showcase and kind == "county_officer" and title.endswith("科员")
            yield from officer(
                crowd,
                kind,
                title,
                SHOWCASE_OFFICER if is_shown else name,
                place=tree.units[unit.code],
                unit=tree.units[unit.code].id,
                role="county_officer" if is_shown else "",
            )


def officer(
    crowd: Crowd, kind: str, title: str, name: str | None, *, place: tuple, unit: int | None, role: str
) -> Iterator[StaffRow]:
    """Yield an officer of a bureau; the first of a role is in the cast."""
    sex = "2" if name == SHOWCASE_OFFICER else "1" if name else None
    person = crowd.person(birth_on=crowd.day(date(1968, 1, 1), date(1990, 12, 31)), name=name, sex=sex)
    yield person
    yield from crowd.papers(person)
    since = date(2019, 3, 1) if name else crowd.day(date(2012, 1, 1), date(2019, 6, 1))
    yield crowd.post(person.id, kind, place, unit=unit, school=None, from_on=since, title=title)
    if role:
        crowd.casts(role, person.id)


def staff_of(school: School, crowd: Crowd, *, stage_class: SchoolClass | None = None) -> Iterator[StaffRow]:
    """Yield all who work at a school; of the one with the class on stage, some are in the cast."""
    leader = yield from head_of(school, crowd)
    teachers: list[Teacher] = []
    for subject in hired_for(school):
        teachers.append((yield from hired(school, crowd, subject=subject)))
    crowd.leading_teachers[school.id] = teachers[0].id
    yield school_post(
        crowd, school, teachers[-1].id, "registrar", title="学籍管理员", from_on=teachers[-1].since
    )
    if stage_class:
        crowd.casts("principal", leader)
        crowd.casts("registrar", teachers[-1].id)
    yield from it_posts(school, crowd, teachers)
    taught = list(lessons(school, crowd, teachers, stage_class=stage_class))
    yield from taught
    have_classes = {post.person_id for post in taught}
    for teacher in teachers:
        yield from own_post(school, crowd, teacher, has_classes=teacher.id in have_classes)


def head_of(school: School, crowd: Crowd) -> Generator[StaffRow, None, int]:
    """Yield the principal, who is often the chief information officer, and one of six predecessors; return the id."""
    title = "园长" if school.shape.kind == "111" else "校长"
    since = max(school.opened_on, crowd.day(date(2013, 8, 1), date(2019, 12, 31)))
    if school.number % 6 == 0 and school.opened_on < date(2020, 1, 1) and not school.closed_on:
        before = crowd.person(birth_on=crowd.day(date(1960, 1, 1), date(1962, 12, 31)))
        yield before
        yield from crowd.papers(before)
        yield school_post(
            crowd, school, before.id, "principal", title=title, from_on=since, to_on=NEW_PRINCIPALS
        )
        since = NEW_PRINCIPALS
    person = crowd.person(birth_on=crowd.day(date(1966, 1, 1), date(1984, 12, 31)))
    yield person
    yield from crowd.papers(person)
    yield school_post(crowd, school, person.id, "principal", title=title, from_on=since)
    if school.cio_from:
        since = max(since, school.cio_from)
        yield school_post(crowd, school, person.id, "cio", title="首席信息官", from_on=since)
    crowd.principals[school.id] = person.id
    return person.id


def school_post(
    crowd: Crowd,
    school: School,
    person: int,
    kind: str,
    *,
    title: str,
    from_on: date,
    to_on: date | None = None,
) -> PostRow:
    """Return a post at the school itself; it ends when the school closes."""
    return crowd.post(
        person,
        kind,
        (school.id, school.path),
        unit=school.unit_id,
        school=school.id,
        from_on=from_on,
        to_on=to_on or school.closed_on,
        title=title,
    )


def hired_for(school: School) -> list[str]:
    """Return the main subject of each teacher of the school, so that the much taught ones have more."""
    needed = [
        subject
        for stage in school.shape.stages
        for subject in SUBJECTS[stage]
        for _each in range(2 if subject in TAUGHT_MORE else 1)
        if subject not in IT_SUBJECTS
    ]
    it_subject = next((s for stage in school.shape.stages for s in SUBJECTS[stage] if s in IT_SUBJECTS), "")
    first = [it_subject] if school.it_teacher_from and it_subject else []
    places = count()
    others = [needed[next(places) % len(needed)] for _each in range(school.teachers - len(first))]
    return [*others[:1], *first, *others[1:]]


def hired(school: School, crowd: Crowd, *, subject: str) -> Generator[StaffRow, None, Teacher]:
    """Yield a teacher and return what they were hired for."""
    birth_on = crowd.day(date(1964, 1, 1), date(1996, 12, 31))
    person = crowd.person(birth_on=birth_on, sex="2" if crowd.rng.random() < 0.66 else "1")
    since = max(school.opened_on, date(birth_on.year + 23 + int(crowd.rng.random() * 4), 9, 1))
    since = min(since, LAST_HIRED_WHERE_CLOSED if school.closed_on else CLASSES_BEGIN)
    if subject in IT_SUBJECTS:
        since = school.it_teacher_from
    yield person
    yield from crowd.papers(person)
    return Teacher(person.id, subject, since)


def own_post(school: School, crowd: Crowd, teacher: Teacher, *, has_classes: bool) -> Iterator[PostRow]:
    """Yield the teacher's post at the school as a whole; who has classes now held it until they began.

    A teacher with classes sees these and no others, so the post at the school must not stay open.
    """
    if has_classes and teacher.since >= CLASSES_BEGIN:
        return
    yield crowd.post(
        teacher.id,
        "subject_teacher",
        (school.id, school.path),
        unit=school.unit_id,
        school=school.id,
        from_on=teacher.since,
        to_on=CLASSES_BEGIN if has_classes else school.closed_on,
        subject=teacher.subject,
    )


def it_posts(school: School, crowd: Crowd, teachers: list[Teacher]) -> Iterator[PostRow]:
    """Yield the teacher of another subject who looks after IT where a school has nobody for it alone."""
    if school.is_counted and not school.it_teacher_from:
        yield crowd.post(
            teachers[-1].id,
            "subject_teacher",
            (school.id, school.path),
            unit=school.unit_id,
            school=school.id,
            from_on=max(teachers[-1].since, school.opened_on),
            to_on=school.closed_on,
            subject="information_technology",
            title="兼任",
            is_dedicated=False,
        )


def lessons(
    school: School, crowd: Crowd, teachers: list[Teacher], *, stage_class: SchoolClass | None
) -> Iterator[PostRow]:
    """Yield who teaches what in each class, and the class teachers; a subject without a teacher is shared out."""
    by_subject: dict[str, list[Teacher]] = {}
    for teacher in teachers:
        by_subject.setdefault(teacher.subject, []).append(teacher)
    for turn, school_class in enumerate(school.classes):
        place = (school_class.id, school_class.path)
        since = max(CLASSES_BEGIN, school.opened_on)
        for order, subject in enumerate(SUBJECTS[school_class.stage]):
            own = by_subject.get(subject)
            teacher = own[turn % len(own)] if own else teachers[(turn + order) % len(teachers)]
            yield crowd.post(
                teacher.id,
                "subject_teacher",
                place,
                unit=school.unit_id,
                school=school.id,
                from_on=max(since, teacher.since),
                subject=subject,
                is_dedicated=bool(own) or subject not in IT_SUBJECTS,
            )
        lead = by_subject.get(SUBJECTS[school_class.stage][0], teachers)
        lead = lead[turn % len(lead)]
        if school_class is stage_class:
            crowd.casts("teacher", lead.id)
        yield crowd.post(
            lead.id,
            "class_teacher",
            place,
            unit=school.unit_id,
            school=school.id,
            from_on=max(since, lead.since),
            title="班主任",
        )
