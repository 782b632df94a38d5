"""A place as the rows of our own templates: what is exported can be read in again."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import connection

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Organisation
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.rules.cohorts import grade_reached
from yuandu.engines.registry.rules.grades import SIX_THREE
from yuandu.engines.registry.services.export.rows import HELD, INSIDE, iso

CHUNK = 2_000
Cells = dict[str, str | None]

ORGANISATIONS = f"""
    SELECT x.name, x.short_name, x.level, x.kind, x.identifier, x.uscc, x.urban_rural, a.code, x.opened_on,
           x.marks ->> 'address', x.marks ->> 'phone', coalesce(nullif(p.identifier, ''), p.name)
    FROM registry_organisation x
    JOIN registry_organisation p ON p.id = x.parent_id
    LEFT JOIN registry_area a ON a.id = x.area_id
    WHERE {INSIDE} AND x.path <> %(low)s AND x.level NOT IN ('grade', 'class') AND x.closed_on IS NULL
    ORDER BY x.path
"""
CARD = """
    LEFT JOIN LATERAL (
        SELECT p.kind, p.number FROM registry_paper p
        WHERE p.person_id = q.id AND p.to_on IS NULL AND p.kind <> 'pupil_number'
        ORDER BY p.kind <> 'id_card', p.kind, p.number LIMIT 1
    ) card ON TRUE
"""
STAFF = f"""
    SELECT q.name, card.kind, card.number, q.sex, q.birth_on, q.ethnic_group, q.phone,
           coalesce(nullif(s.identifier, ''), s.name), x.kind, x.subject,
           CASE WHEN o.level = 'class' THEN o.name END, x.from_on, x.to_on
    FROM registry_post x
    JOIN registry_organisation o ON o.id = x.organisation_id AND o.level <> 'grade'
    JOIN registry_organisation s ON s.id = CASE WHEN o.level = 'class' THEN o.school_id ELSE o.id END
    JOIN registry_person q ON q.id = x.person_id
    {CARD}
    WHERE {INSIDE} AND {HELD} AND x.kind NOT IN ('pupil', 'pupil_suspended')
    ORDER BY x.path, q.id, x.kind, x.subject
"""
PUPILS = f"""
    SELECT q.name, number.number, card.kind, card.number, q.sex, q.birth_on, q.ethnic_group,
           coalesce(nullif(s.identifier, ''), s.name), c.stage, c.system, c.entry_year, c.name, x.from_on,
           ties.guardians
    FROM registry_post x
    JOIN registry_organisation c ON c.id = x.organisation_id AND c.level = 'class'
    JOIN registry_organisation s ON s.id = c.school_id
    JOIN registry_person q ON q.id = x.person_id
    {CARD}
    LEFT JOIN LATERAL (
        SELECT p.number FROM registry_paper p
        WHERE p.person_id = q.id AND p.to_on IS NULL AND p.kind = 'pupil_number' ORDER BY p.number LIMIT 1
    ) number ON TRUE
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(
                   jsonb_build_array(w.name, g.relation, w.card, w.phone) ORDER BY g.is_primary DESC, w.id
               ) AS guardians
        FROM registry_guardianship g
        JOIN LATERAL (
            SELECT y.id, y.name, y.phone, (
                SELECT p.number FROM registry_paper p
                WHERE p.person_id = y.id AND p.kind = 'id_card' AND p.to_on IS NULL ORDER BY p.number LIMIT 1
            ) AS card
            FROM registry_person y WHERE y.id = g.guardian_id
        ) w ON TRUE
        WHERE g.pupil_id = q.id
    ) ties ON TRUE
    WHERE {INSIDE} AND {HELD} AND x.kind = 'pupil'
    ORDER BY x.path, q.id
"""


def found(statement: str, place: Organisation, *, on: date) -> Iterator[tuple]:
    """Give what a statement finds, without holding it all."""
    low, high = rules.span_of(place.path)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"low": low, "high": high, "on": on})
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def title(table: str, code: str | None) -> str | None:
    """Return the Chinese title of a code, as the lists of the templates have it."""
    known = codes_of(table).get(code or "")
    return known.title if known else None


def organisations(place: Organisation, *, on: date) -> Iterator[Cells]:
    for name, short, level, kind, identifier, uscc, urban, area, opened, address, phone, parent in found(
        ORGANISATIONS, place, on=on
    ):
        is_school = level == "school"
        yield {
            "name": name,
            "short_name": short,
            "level": title("organisation_level", level),
            "kind": None if is_school else title("organisation_kind", kind),
            "parent": parent,
            "identifier": identifier,
            "uscc": uscc,
            "school_kind": title("school_kind", kind) if is_school else None,
            "urban_rural": title("urban_rural", urban),
            "area": area,
            "address": address,
            "phone": phone,
            "opened_on": iso(opened),
        }


def staff(place: Organisation, *, on: date) -> Iterator[Cells]:
    for name, kind, number, sex, born, group, phone, where, post, subject, clazz, from_on, to_on in found(
        STAFF, place, on=on
    ):
        yield {
            "name": name,
            "paper_kind": title("paper_kind", kind),
            "paper_number": number,
            "sex": title("sex", sex),
            "born_on": iso(born),
            "ethnic_group": title("ethnic_group", group),
            "phone": phone,
            "organisation": where,
            "post_kind": title("post_kind", post),
            "subject": title("subject", subject),
            "classes": clazz,
            "begins_on": iso(from_on),
            "ends_on": iso(to_on),
        }


def pupils(place: Organisation, *, on: date) -> Iterator[Cells]:
    grades = {
        (grade.extra["stage"], grade.extra["grade_no"].get(SIX_THREE)): grade.title
        for grade in codes_of("grade").values()
    }
    for row in found(PUPILS, place, on=on):
        (
            name,
            pupil_number,
            kind,
            number,
            sex,
            born,
            group,
            school,
            stage,
            system,
            year,
            clazz,
            from_on,
            ties,
        ) = row
        reached = grade_reached(stage, system, year, on)
        said: dict[str, Any] = {
            "name": name,
            "pupil_number": pupil_number,
            "paper_kind": title("paper_kind", kind),
            "paper_number": number,
            "sex": title("sex", sex),
            "born_on": iso(born),
            "ethnic_group": title("ethnic_group", group),
            "school": school,
            "grade": grades.get((stage, reached)),
            "class_name": clazz,
            "begins_on": iso(from_on),
        }
        for place_, (guardian, relation, card, phone) in enumerate(json.loads(ties or "[]")[:2], start=1):
            said |= {
                f"guardian_{place_}_name": guardian,
                f"guardian_{place_}_relation": title("guardian_relation", relation),
                f"guardian_{place_}_paper_number": card,
                f"guardian_{place_}_phone": phone,
            }
        yield said


TEMPLATE_ROWS: Mapping[str, Callable[..., Iterator[Cells]]] = {
    "organisations": organisations,
    "staff": staff,
    "pupils": pupils,
}
