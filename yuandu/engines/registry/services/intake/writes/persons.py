"""Persons and their papers. Who is no longer in the file loses the posts held here, and stays a person."""

from yuandu.engines.registry.services.intake.writes import CHOSEN, ENDS, Write, insert, update

TEXTS = ("name", "pinyin", "initials", "sex", "ethnic_group", "phone", "email")
SAID = "CROSS JOIN LATERAL jsonb_each_text(r.values -> 'papers') AS s(kind, number)"
HELD_HERE = "x.to_on IS NULL AND x.path >= %(low)s AND x.path < %(high)s"

WRITE = Write(
    before=f"""
        CASE r.outcome
        WHEN 'CHANGED' THEN (
            SELECT jsonb_build_object({", ".join(f"'{name}', q.{name}" for name in (*TEXTS, "birth_on"))})
            FROM registry_person q WHERE q.id = r.target_id
        ) || (
            SELECT jsonb_build_object(
                'papers', coalesce(jsonb_agg(o.id), '[]'),
                'open_papers', coalesce(jsonb_agg(o.id) FILTER (WHERE o.to_on IS NULL), '[]')
            )
            FROM registry_paper o WHERE o.person_id = r.target_id
        )
        ELSE jsonb_build_object('posts', (
            SELECT coalesce(jsonb_agg(x.id), '[]') FROM registry_post x
            WHERE x.person_id = r.target_id AND {HELD_HERE}
        ), 'members', (
            SELECT coalesce(jsonb_agg(m.id), '[]') FROM registry_membership m
            JOIN registry_teachinggroup x ON x.id = m.group_id
            WHERE m.person_id = r.target_id AND m.to_on IS NULL AND x.path >= %(low)s AND x.path < %(high)s
        ))
        END
    """,
    statements=(
        insert(
            "registry_person",
            {"id": "r.target_id"}
            | {name: f"coalesce(r.values ->> '{name}', '')" for name in TEXTS}
            | {"birth_on": "(r.values ->> 'birth_on')::date", "is_demo": "FALSE"},
        ),
        update(
            "registry_person",
            ", ".join(f"{name} = coalesce(r.values ->> '{name}', x.{name})" for name in TEXTS)
            + ", birth_on = coalesce((r.values ->> 'birth_on')::date, x.birth_on)",
            condition="r.outcome = 'CHANGED' AND x.id = r.target_id",
        ),
        # an old number is kept as an alias
        update(
            "registry_paper",
            "to_on = %(on)s",
            source=SAID,
            condition="""
                r.outcome = 'CHANGED' AND x.person_id = r.target_id AND x.to_on IS NULL
                AND x.kind = s.kind AND x.number <> s.number AND s.kind IN ('id_card', 'pupil_number')
            """,
        ),
        insert(
            "registry_paper",
            {"person_id": "r.target_id", "kind": "s.kind", "number": "s.number"},
            source=SAID,
            condition="r.outcome IN ('NEW', 'CHANGED')",
        ),
        update(
            "registry_post",
            ENDS,
            condition=f"r.outcome = 'GONE' AND x.person_id = r.target_id AND {HELD_HERE}",
        ),
        f"""
        WITH {CHOSEN}
        UPDATE registry_membership x SET {ENDS}
        FROM chosen r, registry_teachinggroup g
        WHERE r.outcome = 'GONE' AND x.person_id = r.target_id AND x.to_on IS NULL
          AND g.id = x.group_id AND g.path >= %(low)s AND g.path < %(high)s
        """,
    ),
)
