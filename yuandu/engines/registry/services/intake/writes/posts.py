"""Posts: new ones, moves (the old one ends, the new one begins), changes, ends; a pupil's guardians follow."""

from yuandu.engines.registry.services.intake.writes import ENDS, Write, insert, update

BEGINS = "coalesce((r.values ->> 'from_on')::date, %(on)s)"
PLACE = "JOIN registry_organisation o ON o.id = r.place_id"

WRITE = Write(
    before="""
        (
            SELECT jsonb_build_object('from_on', x.from_on, 'to_on', x.to_on, 'title', x.title, 'ending', x.ending)
            FROM registry_post x WHERE x.id = coalesce(r.other_id, r.target_id)
        )
    """,
    statements=(
        update(
            "registry_post",
            """
            to_on = greatest(
                CASE WHEN (r.values ->> 'from_on')::date > x.from_on THEN (r.values ->> 'from_on')::date ELSE %(on)s END,
                x.from_on + 1
            ),
            ending = CASE WHEN x.kind NOT IN ('pupil', 'pupil_suspended') THEN 'moved_post'
                          WHEN x.school_id IS DISTINCT FROM o.school_id THEN 'transferred' ELSE '' END
            """,
            source=PLACE,
            condition="r.outcome = 'CHANGED' AND x.id = r.other_id",
        ),
        insert(
            "registry_post",
            {
                "id": "r.target_id",
                "person_id": "r.whose_id",
                "organisation_id": "o.id",
                "path": "o.path",
                "unit_id": "o.unit_id",
                "school_id": "o.school_id",
                "kind": "r.values ->> 'kind'",
                "subject": "coalesce(r.values ->> 'subject', '')",
                "title": "coalesce(r.values ->> 'title', '')",
                "is_dedicated": "TRUE",
                "from_on": f"coalesce(old.to_on, {BEGINS})",  # a move begins where the old post ends
                "to_on": "(r.values ->> 'to_on')::date",
                "document": "''",
            },
            source=f"{PLACE} LEFT JOIN registry_post old ON old.id = r.other_id",
            condition="r.outcome = 'NEW' OR r.outcome = 'CHANGED' AND r.other_id IS NOT NULL",
        ),
        update(
            "registry_post",
            """
            from_on = coalesce((r.values ->> 'from_on')::date, x.from_on),
            to_on = coalesce((r.values ->> 'to_on')::date, x.to_on), title = coalesce(r.values ->> 'title', x.title)
            """,
            condition="r.outcome = 'CHANGED' AND r.other_id IS NULL AND x.id = r.target_id",
        ),
        update(
            "registry_post", ENDS, condition="r.outcome = 'GONE' AND x.id = r.target_id AND x.to_on IS NULL"
        ),
        update(
            "registry_guardianship",
            "path = o.path, unit_id = o.unit_id, school_id = o.school_id",
            source=PLACE,
            condition="r.outcome IN ('NEW', 'CHANGED') AND r.values ->> 'kind' = 'pupil' AND x.pupil_id = r.whose_id",
        ),
    ),
)
