"""The relations of OneRoster narrowed to a school, a class, a course, a term or a person."""

from collections.abc import Iterable, Sequence

from yuandu.engines.registry.queries.oneroster.people import posts, users
from yuandu.engines.registry.queries.oneroster.places import Place
from yuandu.engines.registry.queries.oneroster.relations import Branch, Part, among, classes, unended
from yuandu.engines.registry.rules.oneroster import PUPILS, TEACHERS

KINDS = {"student": PUPILS, "teacher": TEACHERS}
MEMBERS = {"student": "pupil", "teacher": "teacher"}


def of(parts: Sequence[Part], field: str, letter: str, pk: int) -> list[Part]:
    """Return the parts narrowed to the rows whose field points there; parts that point elsewhere are left out."""
    name = f"of_{field.partition('.')[0]}"
    return [
        part.narrowed(f"{part.fields[field].sql} = %({name})s", **{name: pk})
        for part in parts
        if part.fields[field].letter == letter
    ]


def people_of_school(place: Place, role: str, school: int, *, columns: str) -> list[Part]:
    """Return the students or teachers that a school has now."""
    branch = posts(place, KINDS[role], where=f"y.school_id = %(school)s AND {unended('y')}")
    return [part.narrowed("TRUE", school=school) for part in users(place, [branch], columns=columns)]


def people_of_class(place: Place, role: str, letter: str, pk: int, *, columns: str) -> list[Part]:
    """Return the students or teachers that a class or a teaching group has now."""
    if letter == "C":
        branch = posts(place, KINDS[role], where=f"y.organisation_id = %(class)s AND {unended('y')}")
    else:
        here = f"m.group_id = %(class)s AND m.kind = '{MEMBERS[role]}' AND {unended('m')}"
        branch = Branch("registry_membership m", "m.person_id", here)
    return [part.narrowed("TRUE", **{"class": pk}) for part in users(place, [branch], columns=columns)]


def classes_of_person(place: Place, person: int, roles: Iterable[str] = ("student", "teacher")) -> list[Part]:
    """Return the classes in which the person learns or teaches now."""
    homerooms, groups = classes(place)
    kinds = [kind for role in roles for kind in KINDS[role]]
    post = (
        f"SELECT y.organisation_id FROM registry_post y WHERE y.person_id = %(person)s AND {place.holds('y')}"
        f" AND {among('y.kind', kinds)} AND {unended('y')}"
    )
    member = (
        "SELECT m.group_id FROM registry_membership m WHERE m.person_id = %(person)s"
        f" AND {among('m.kind', [MEMBERS[role] for role in roles])} AND {unended('m')}"
    )
    return [
        homerooms.narrowed(f"x.id IN ({post})", person=person),
        groups.narrowed(f"x.id IN ({member})", person=person),
    ]


def courses_of_school(parts: Sequence[Part], school: int) -> list[Part]:
    """Return the courses that the school offers or teaches, and that of its homeroom classes."""
    taught = (
        "(x.organisation_id = %(school)s OR x.id IN"
        " (SELECT t.course_id FROM registry_teachinggroup t WHERE t.school_id = %(school)s))"
    )
    return [part.narrowed(taught, school=school) if part.letter == "K" else part for part in parts]


def terms_of_school(parts: Sequence[Part], school: int) -> list[Part]:
    """Return the terms of the school and of those above it."""
    path = "(SELECT s.path FROM registry_organisation s WHERE s.id = %(school)s)"
    return [part.narrowed(f"starts_with({path}, o.path)", school=school) for part in parts]
