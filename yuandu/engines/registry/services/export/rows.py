"""What a place is, as the rows of a OneRoster file: one statement for each table, read as it is written.

Every sourced id is a letter and the id of our row, so that the installation knows its own file again; rows of
O orgs, S sessions, K courses, C classes, T teaching groups, P persons, R posts, E and M enrolments. Y (the school
year), H (the course of homeroom classes), U, F and W (roles that follow from other rows) are nothing of ours.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Organisation
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.rules.cohorts import first_day_of, grade_reached
from yuandu.engines.registry.rules.grades import SIX_THREE, school_year
from yuandu.engines.registry.rules.oneroster import (
    ORG_TYPES,
    PARENTS,
    SEXES,
    role_at_a_place,
    role_in_a_class,
    session_type,
)
from yuandu.engines.registry.services.intake.oneroster import HOMEROOM_COURSE, NO_NAME, OWN
from yuandu.engines.registry.services.intake.people import whole_name

CHUNK = 5_000
Cells = dict[str, Any]

HELD = "x.from_on <= %(on)s AND (x.to_on IS NULL OR x.to_on > %(on)s)"
INSIDE = "x.path >= %(low)s AND x.path < %(high)s"

ORGS = f"""
    SELECT x.id, x.name, x.level, x.kind, x.identifier, x.uscc, x.urban_rural, a.code,
           CASE WHEN x.path = %(low)s THEN NULL ELSE x.parent_id END
    FROM registry_organisation x LEFT JOIN registry_area a ON a.id = x.area_id
    WHERE {INSIDE} AND x.level NOT IN ('grade', 'class') AND x.closed_on IS NULL
"""
TERMS = f"""
    SELECT DISTINCT t.id, t.name, t.kind, t.school_year, t.from_on, t.to_on
    FROM registry_term t JOIN registry_organisation o ON o.id = t.organisation_id
    WHERE o.path >= %(low)s AND o.path < %(high)s
       OR t.id IN (SELECT x.term_id FROM registry_teachinggroup x WHERE {INSIDE})
"""
COURSES = f"""
    SELECT DISTINCT c.id, c.name, c.code, c.subject,
           CASE WHEN o.path >= %(low)s AND o.path < %(high)s THEN o.id ELSE %(root)s END
    FROM registry_course c JOIN registry_organisation o ON o.id = c.organisation_id
    WHERE o.path >= %(low)s AND o.path < %(high)s
       OR c.id IN (SELECT x.course_id FROM registry_teachinggroup x WHERE {INSIDE})
"""
CLASSES = f"""
    SELECT x.id, x.name, coalesce(x.school_id, x.parent_id), p.stage, p.system, p.entry_year
    FROM registry_organisation x LEFT JOIN registry_organisation p ON p.id = x.parent_id AND p.level = 'grade'
    WHERE {INSIDE} AND x.level = 'class' AND x.closed_on IS NULL
"""
GROUPS = (
    f"SELECT x.id, x.name, x.course_id, x.term_id, x.school_id FROM registry_teachinggroup x WHERE {INSIDE}"
)
PEOPLE = f"""
    WITH people AS (
        SELECT x.person_id FROM registry_post x WHERE {INSIDE} AND {HELD}
        UNION
        SELECT m.person_id FROM registry_membership m JOIN registry_teachinggroup x ON x.id = m.group_id
        WHERE {INSIDE} AND m.from_on <= %(on)s AND (m.to_on IS NULL OR m.to_on > %(on)s)
        UNION
        SELECT g.guardian_id FROM registry_guardianship g
        JOIN registry_post x ON x.person_id = g.pupil_id AND x.kind IN ('pupil', 'pupil_suspended')
        WHERE {INSIDE} AND {HELD}
    )
"""
USERS = f"""
    {PEOPLE}
    SELECT q.id, q.name, q.email, q.phone, q.ethnic_group, card.kind, card.number, pupil.number, ties.guardians
    FROM people JOIN registry_person q ON q.id = people.person_id
    LEFT JOIN LATERAL (
        SELECT p.kind, p.number FROM registry_paper p
        WHERE p.person_id = q.id AND p.to_on IS NULL AND p.kind <> 'pupil_number'
        ORDER BY p.kind <> 'id_card', p.kind, p.number LIMIT 1
    ) card ON TRUE
    LEFT JOIN LATERAL (
        SELECT p.number FROM registry_paper p
        WHERE p.person_id = q.id AND p.to_on IS NULL AND p.kind = 'pupil_number' ORDER BY p.number LIMIT 1
    ) pupil ON TRUE
    LEFT JOIN LATERAL (
        SELECT array_agg(g.guardian_id ORDER BY g.guardian_id) AS guardians FROM registry_guardianship g
        WHERE g.pupil_id = q.id
    ) ties ON EXISTS (SELECT FROM registry_post x WHERE x.person_id = q.id AND x.kind LIKE 'pupil%%' AND {HELD}
                      AND {INSIDE})
"""
DEMOGRAPHICS = f"""
    {PEOPLE}
    SELECT q.id, q.birth_on, q.sex FROM people JOIN registry_person q ON q.id = people.person_id
    WHERE q.birth_on IS NOT NULL OR q.sex IN ('1', '2', '9')
"""
POSTS = f"""
    SELECT x.id, x.person_id, x.kind, x.from_on, x.to_on, x.organisation_id
    FROM registry_post x JOIN registry_organisation o ON o.id = x.organisation_id
    WHERE {INSIDE} AND {HELD} AND o.closed_on IS NULL
"""
PLACED = f"{POSTS} AND o.level NOT IN ('grade', 'class')"
IN_CLASSES = f"{POSTS} AND o.level = 'class'"
# roles that the standard wants of everybody: of pupils and teachers of classes, and of guardians
IMPLIED = f"""
    SELECT x.person_id, min(coalesce(x.school_id, x.organisation_id)),
           bool_or(x.kind IN ('pupil', 'pupil_suspended'))
    FROM registry_post x JOIN registry_organisation o ON o.id = x.organisation_id
    WHERE {INSIDE} AND {HELD} AND o.level = 'class' GROUP BY x.person_id
"""
FAMILY = f"""
    SELECT g.guardian_id, min(coalesce(x.school_id, x.organisation_id)),
           bool_or(g.relation = ANY(%(relatives)s::text[])) FROM registry_guardianship g
    JOIN registry_post x ON x.person_id = g.pupil_id AND x.kind IN ('pupil', 'pupil_suspended')
    WHERE {INSIDE} AND {HELD} GROUP BY g.guardian_id
"""
MEMBERS = f"""
    SELECT m.id, m.person_id, m.kind, m.from_on, m.to_on, x.id, x.school_id
    FROM registry_membership m JOIN registry_teachinggroup x ON x.id = m.group_id
    WHERE {INSIDE} AND m.from_on <= %(on)s AND (m.to_on IS NULL OR m.to_on > %(on)s)
"""
SCHOOLS = f"SELECT x.id, coalesce(x.school_id, x.parent_id) FROM registry_organisation x WHERE {INSIDE} AND level = 'class'"


class Export:
    """The tables of one place on one day."""

    def __init__(self, place: Organisation, *, on: date) -> None:
        low, high = rules.span_of(place.path)
        self.said = {"low": low, "high": high, "root": place.pk, "on": on, "relatives": list(PARENTS)}
        self.place = place
        self.on = on
        self.year = f"Y{school_year(on)}"
        self.grades = {
            (grade.extra["stage"], grade.extra["grade_no"].get(SIX_THREE)): code
            for code, grade in codes_of("grade").items()
        }

    def tables(self) -> dict[str, Iterator[Cells]]:
        """Return the tables as the writer of rosters takes them."""
        return {
            "orgs": self.rows(ORGS, org),
            "academicSessions": self.sessions(),
            "courses": self.courses(),
            "classes": self.classes(),
            "users": self.rows(USERS, user),
            "roles": self.roles(),
            "demographics": self.rows(DEMOGRAPHICS, demographics),
            "enrollments": self.enrolments(),
        }

    def rows(self, statement: str, cells: Callable[..., Cells]) -> Iterator[Cells]:
        """Give what a statement finds, as cells, without holding it all."""
        with connection.chunked_cursor() as cursor:
            cursor.itersize = CHUNK
            cursor.execute(statement, self.said)
            while found := cursor.fetchmany(CHUNK):
                for row in found:
                    yield cells(*row)

    def sessions(self) -> Iterator[Cells]:
        yield from self.rows(TERMS, session)
        yield whole_year(school_year(self.on))

    def courses(self) -> Iterator[Cells]:
        yield from self.rows(COURSES, course)
        yield homerooms(self.place.pk)

    def classes(self) -> Iterator[Cells]:
        yield from self.rows(CLASSES, self.homeroom)
        yield from self.rows(GROUPS, group)

    def homeroom(
        self, pk: int, name: str, school: int, stage: str | None, system: str | None, entry_year: int | None
    ) -> Cells:
        grade = grade_reached(stage, system or "", entry_year, self.on) if stage and entry_year else None
        code = self.grades.get((stage, grade))
        return {
            "sourcedId": f"C{pk}",
            "title": name,
            "classType": "homeroom",
            "courseSourcedId": "H",
            "schoolSourcedId": f"O{school}",
            "termSourcedIds": [self.year],
            "grades": [code] if code else [],
            f"{OWN}entryYear": str(entry_year) if code else None,
        }

    def roles(self) -> Iterator[Cells]:
        yield from self.rows(PLACED, placed)
        yield from self.rows(IMPLIED, implied)
        yield from self.rows(FAMILY, family)

    def enrolments(self) -> Iterator[Cells]:
        schools = {
            row["class"]: row["school"]
            for row in self.rows(SCHOOLS, lambda *pair: dict(zip(PAIR, pair, strict=True)))
        }
        yield from self.rows(IN_CLASSES, lambda *row: enrolment(*row, school=schools[row[-1]]))
        yield from self.rows(MEMBERS, member)


PAIR = ("class", "school")


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def org(
    pk: int,
    name: str,
    level: str,
    kind: str,
    identifier: str,
    uscc: str,
    urban_rural: str,
    area: str,
    parent: int,
) -> Cells:
    return {
        "sourcedId": f"O{pk}",
        "name": name,
        "type": ORG_TYPES[level],
        "identifier": uscc,
        "parentSourcedId": f"O{parent}" if parent else None,
        f"{OWN}areaCode": area,
        f"{OWN}institutionCode": identifier,
        f"{OWN}level": level,
        f"{OWN}schoolKind": kind,
        f"{OWN}urbanRural": urban_rural,
    }


def session(pk: int, name: str, kind: str, year: int, from_on: date, to_on: date) -> Cells:
    return {
        "sourcedId": f"S{pk}",
        "title": name,
        "type": session_type(kind),
        "startDate": iso(from_on),
        "endDate": iso(to_on + timedelta(days=1)),
        "schoolYear": str(year + 1),
    }


def whole_year(year: int) -> Cells:
    """Return the session of the school year that begins in the calendar year."""
    return {
        "sourcedId": f"Y{year}",
        "title": f"{year}—{year + 1}",
        "type": "schoolYear",
        "startDate": first_day_of(year).isoformat(),
        "endDate": first_day_of(year + 1).isoformat(),
        "schoolYear": str(year + 1),
    }


def homerooms(place: int) -> Cells:
    """Return the course of all homeroom classes, as the place of the export offers it."""
    return {"sourcedId": "H", "title": "行政班", "courseCode": HOMEROOM_COURSE, "orgSourcedId": f"O{place}"}


def course(pk: int, name: str, code: str, subject: str, place: int) -> Cells:
    codes = [subject] if subject else []
    return {
        "sourcedId": f"K{pk}",
        "title": name,
        "courseCode": code,
        "orgSourcedId": f"O{place}",
        "subjectCodes": codes,
    }


def group(pk: int, name: str, course: int, term: int, school: int) -> Cells:
    return {
        "sourcedId": f"T{pk}",
        "title": name,
        "classType": "scheduled",
        "courseSourcedId": f"K{course}",
        "schoolSourcedId": f"O{school}",
        "termSourcedIds": [f"S{term}"],
    }


def user(
    pk: int,
    name: str,
    email: str,
    phone: str,
    ethnic_group: str,
    kind: str | None,
    number: str | None,
    pupil_number: str | None,
    guardians: list[int] | None,
) -> Cells:
    family, given = parts_of(name)
    return {
        "sourcedId": f"P{pk}",
        "enabledUser": "true",
        "username": f"P{pk}",
        "familyName": family,
        "givenName": given,
        "email": email,
        "sms": phone,
        "agentSourcedIds": [f"P{guardian}" for guardian in guardians or ()],
        f"{OWN}ethnicGroup": ethnic_group,
        f"{OWN}idCard": number,
        f"{OWN}paperKind": kind,
        f"{OWN}pupilNumber": pupil_number,
    }


def parts_of(name: str) -> tuple[str, str]:
    """Return family and given name, such that they make up the name again; NO_NAME for a missing one."""
    first, _blank, last = name.rpartition(" ")
    for family, given in ((last, first), (name[:1], name[1:])):
        if family and given and whole_name(family=family, given=given) == name:
            return family, given
    return name, NO_NAME


def demographics(pk: int, birth_on: date | None, sex: str) -> Cells:
    return {"sourcedId": f"P{pk}", "birthDate": iso(birth_on), "sex": SEXES.get(sex)}


def role(key: str, person: int, name: str, place: int, **more: Any) -> Cells:
    said = {"sourcedId": key, "userSourcedId": f"P{person}", "roleType": "primary"}
    return said | {"role": name, "orgSourcedId": f"O{place}"} | more


def placed(pk: int, person: int, kind: str, from_on: date, to_on: date | None, place: int) -> Cells:
    if kind in ("pupil", "pupil_suspended"):
        return role(f"U{person}", person, "student", place)
    dates = {"beginDate": iso(from_on), "endDate": iso(to_on)}
    return role(f"R{pk}", person, role_at_a_place(kind), place, **dates, **{f"{OWN}postKind": kind})


def implied(person: int, school: int, is_pupil: bool) -> Cells:
    return role(f"{'U' if is_pupil else 'W'}{person}", person, "student" if is_pupil else "teacher", school)


def family(person: int, school: int, is_parent: bool) -> Cells:
    return role(f"F{person}", person, "parent" if is_parent else "guardian", school)


def enrolment(
    pk: int, person: int, kind: str, from_on: date, to_on: date | None, clazz: int, *, school: int
) -> Cells:
    is_pupil = kind in ("pupil", "pupil_suspended")
    return {
        "sourcedId": f"E{pk}",
        "classSourcedId": f"C{clazz}",
        "schoolSourcedId": f"O{school}",
        "userSourcedId": f"P{person}",
        "role": role_in_a_class(kind),
        "primary": None if is_pupil else "true" if kind == "class_teacher" else "false",
        "beginDate": iso(from_on),
        "endDate": iso(to_on),
        f"{OWN}postKind": kind,
    }


def member(
    pk: int, person: int, kind: str, from_on: date, to_on: date | None, group: int, school: int
) -> Cells:
    return {
        "sourcedId": f"M{pk}",
        "classSourcedId": f"T{group}",
        "schoolSourcedId": f"O{school}",
        "userSourcedId": f"P{person}",
        "role": role_in_a_class(kind),
        "beginDate": iso(from_on),
        "endDate": iso(to_on),
    }
