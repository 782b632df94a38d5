"""Terms, courses, teaching groups and who belongs to them."""

from yuandu.engines.registry.services.intake.writes import CHOSEN, ENDS, Write, insert, update

DATES = ("from_on", "to_on")

TERM = Write(
    before="""
        (
            SELECT jsonb_build_object('name', x.name, 'from_on', x.from_on, 'to_on', x.to_on)
            FROM registry_term x WHERE x.id = r.target_id
        )
    """,
    statements=(
        insert(
            "registry_term",
            {
                "id": "r.target_id",
                "organisation_id": "r.place_id",
                "name": "r.values ->> 'name'",
                "kind": "r.values ->> 'kind'",
                "school_year": "(r.values ->> 'school_year')::smallint",
                **{name: f"(r.values ->> '{name}')::date" for name in DATES},
            },
        ),
        update(
            "registry_term",
            "name = r.values ->> 'name', from_on = (r.values ->> 'from_on')::date,"
            " to_on = (r.values ->> 'to_on')::date",
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
    ),
)

COURSE = Write(
    before="""
        (
            SELECT jsonb_build_object('name', x.name, 'subject', x.subject, 'stage', x.stage)
            FROM registry_course x WHERE x.id = r.target_id
        )
    """,
    statements=(
        insert(
            "registry_course",
            {
                "id": "r.target_id",
                "organisation_id": "r.place_id",
                "kind": "''",
                **{name: f"r.values ->> '{name}'" for name in ("code", "name", "subject", "stage")},
            },
        ),
        update(
            "registry_course",
            "name = r.values ->> 'name', subject = coalesce(nullif(r.values ->> 'subject', ''), x.subject),"
            " stage = coalesce(nullif(r.values ->> 'stage', ''), x.stage)",
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
    ),
)

GROUP = Write(
    before="""
        CASE r.outcome
        WHEN 'CHANGED' THEN (
            SELECT jsonb_build_object('name', x.name, 'course_id', x.course_id, 'term_id', x.term_id)
            FROM registry_teachinggroup x WHERE x.id = r.target_id
        )
        ELSE jsonb_build_object('members', (
            SELECT coalesce(jsonb_agg(m.id), '[]') FROM registry_membership m
            WHERE m.group_id = r.target_id AND m.to_on IS NULL
        ))
        END
    """,
    statements=(
        insert(
            "registry_teachinggroup",
            {
                "id": "r.target_id",
                "school_id": "r.place_id",
                "path": "r.path",
                "name": "r.values ->> 'name'",
                "course_id": "r.whose_id",
                "term_id": "r.other_id",
            },
        ),
        update(
            "registry_teachinggroup",
            "name = r.values ->> 'name', course_id = r.whose_id, term_id = r.other_id",
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
        update(
            "registry_membership",
            ENDS,
            condition="r.outcome = 'GONE' AND x.group_id = r.target_id AND x.to_on IS NULL",
        ),
    ),
)

MEMBERSHIP = Write(
    before="""
        (
            SELECT jsonb_build_object('from_on', x.from_on, 'to_on', x.to_on)
            FROM registry_membership x WHERE x.id = r.target_id
        )
    """,
    statements=(
        insert(
            "registry_membership",
            {
                "id": "r.target_id",
                "group_id": "r.other_id",
                "person_id": "r.whose_id",
                "kind": "r.values ->> 'kind'",
                "from_on": "coalesce((r.values ->> 'from_on')::date, %(on)s)",
                "to_on": "(r.values ->> 'to_on')::date",
            },
        ),
        update(
            "registry_membership",
            ", ".join(f"{name} = coalesce((r.values ->> '{name}')::date, x.{name})" for name in DATES),
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
        update(
            "registry_membership",
            ENDS,
            condition="r.outcome = 'GONE' AND x.id = r.target_id AND x.to_on IS NULL",
        ),
    ),
)

# A pupil's place is that of the post held now.
GUARDIANSHIP = Write(
    before="""
        (
            SELECT jsonb_build_object('relation', x.relation)
            FROM registry_guardianship x WHERE x.id = r.target_id
        )
    """,
    statements=(
        f"""
        WITH {CHOSEN}
        INSERT INTO registry_guardianship
               (id, pupil_id, guardian_id, relation, is_primary, path, unit_id, school_id)
        SELECT r.target_id, r.whose_id, r.other_id, coalesce(r.values ->> 'relation', r.values ->> 'guess', ''),
               coalesce((r.values ->> 'is_first')::boolean, FALSE), coalesce(p.path, %(root_path)s), p.unit_id,
               p.school_id
        FROM chosen r
        LEFT JOIN LATERAL (
            SELECT x.path, x.unit_id, x.school_id FROM registry_post x
            WHERE x.person_id = r.whose_id AND x.kind IN ('pupil', 'pupil_suspended') AND x.to_on IS NULL
            ORDER BY x.id LIMIT 1
        ) p ON TRUE
        WHERE r.outcome = 'NEW'
        ORDER BY r.id
        ON CONFLICT DO NOTHING
        """,
        update(
            "registry_guardianship",
            "relation = coalesce(r.values ->> 'relation', nullif(x.relation, ''), r.values ->> 'guess', '')",
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
    ),
)
