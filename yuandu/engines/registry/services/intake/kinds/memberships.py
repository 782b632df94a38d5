"""Who belongs to a teaching group, as pupil or teacher."""

from yuandu.engines.registry.services.intake.kinds.pointing import OTHER_ID, PERSON, PERSON_ID, other

JUDGE = f"""
    WITH pointed AS (
        SELECT f.*, f.values ->> 'kind' AS kind, (f.values ->> 'from_on')::date AS from_on,
               (f.values ->> 'to_on')::date AS to_on, {PERSON_ID} AS person_id, p.outcome = 'FAULT' AS person_is_faulty,
               {OTHER_ID} AS group_id, t.outcome = 'FAULT' AS group_is_faulty
        FROM fresh f {PERSON} {other("group")}
    ),
    matched AS (
        SELECT f.*, x.id AS member_id, x.from_on AS held_from, x.to_on AS held_to
        FROM pointed f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'membership' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN registry_membership k
          ON k.id = CASE WHEN e.id IS NOT NULL THEN e.target_id WHEN f.outcome = '' THEN f.target_id END
         AND (f.is_ended OR k.person_id = f.person_id AND k.group_id = f.group_id
                            AND (k.to_on IS NULL OR f.to_on IS NOT NULL))
        LEFT JOIN LATERAL (
            SELECT x.id FROM registry_membership x
            WHERE x.person_id = f.person_id AND x.group_id = f.group_id AND x.kind = f.kind
              AND (x.to_on IS NULL OR x.from_on = f.from_on)
            ORDER BY x.to_on NULLS FIRST, x.id LIMIT 1
        ) l ON k.id IS NULL AND NOT f.is_ended
        LEFT JOIN registry_membership x ON x.id = coalesce(k.id, l.id)
        LEFT JOIN registry_teachinggroup g ON g.id = x.group_id
        WHERE g.id IS NULL OR g.path >= %(low)s AND g.path < %(high)s
    )
    SELECT f.id, CASE
               WHEN f.is_ended THEN NULL
               WHEN f.person_is_faulty THEN 'person_faulty'
               WHEN f.person_id IS NULL THEN 'person_missing'
               WHEN f.group_is_faulty OR f.group_id IS NULL THEN 'group_missing'
               WHEN f.to_on <= coalesce(f.from_on, f.held_from, %(on)s) THEN 'ends_before'
           END AS trouble,
           CASE
               WHEN f.is_ended
               THEN CASE WHEN f.member_id IS NULL OR f.held_to <= %(on)s THEN 'SAME' ELSE 'GONE' END
               WHEN f.member_id IS NULL THEN 'NEW'
               WHEN f.from_on <> f.held_from OR coalesce(f.to_on, f.held_to) IS DISTINCT FROM f.held_to THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.is_ended OR f.member_id IS NOT NULL THEN f.member_id
               WHEN f.outcome = 'NEW' THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_membership', 'id'))
           END AS target_id,
           NULL::bigint AS place_id, f.person_id AS whose_id, f.group_id AS other_id, '' AS path,
           NULL::jsonb AS details
    FROM matched f
"""
