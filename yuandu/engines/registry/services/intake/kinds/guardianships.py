"""Who looks after whom. A pair says only that two people belong together: which is the pupil, their posts say."""

from yuandu.engines.registry.services.intake.kinds.pointing import OTHER_ID, PERSON, PERSON_ID, other

# A parent whose sex is known is father or mother, as far as nobody says it more exactly.
GUESS = """
    WITH parents AS (
        SELECT DISTINCT ON (r.whose_key) r.whose_key,
               CASE p.values ->> 'sex' WHEN '1' THEN 'father' WHEN '2' THEN 'mother' END AS relation
        FROM registry_intakerow r
        JOIN registry_intakerow p
          ON p.intake_id = %(intake)s AND p.kind = 'person' AND p.sourced_id = r.whose_key
        WHERE r.intake_id = %(intake)s AND r.kind = 'family' AND r.values ->> 'role' = 'parent'
        ORDER BY r.whose_key, r.id
    ),
    guesses AS (
        SELECT g.id, coalesce(m.relation, n.relation) AS relation
        FROM registry_intakerow g
        LEFT JOIN parents m ON m.whose_key = g.whose_key
        LEFT JOIN parents n ON n.whose_key = g.other_key
        WHERE g.intake_id = %(intake)s AND g.kind = 'guardianship'
    )
    UPDATE registry_intakerow g SET values = g.values || jsonb_build_object('guess', x.relation)
    FROM guesses x WHERE g.id = x.id AND x.relation IS NOT NULL
"""

JUDGE = f"""
    WITH pupils AS (
        SELECT DISTINCT whose_key FROM registry_intakerow
        WHERE intake_id = %(intake)s AND kind IN ('post', 'makeshift') AND NOT is_ended AND outcome <> 'FAULT'
          AND values ->> 'kind' IN ('pupil', 'pupil_suspended')
    ),
    pointed AS (
        SELECT f.*, {PERSON_ID} AS one_id, {OTHER_ID} AS two_id,
               p.outcome = 'FAULT' OR t.outcome = 'FAULT' AS is_faulty,
               a.whose_key IS NOT NULL OR EXISTS (
                   SELECT FROM registry_post x
                   WHERE x.person_id = {PERSON_ID} AND x.kind IN ('pupil', 'pupil_suspended') AND x.to_on IS NULL
               ) AS one_is_pupil,
               b.whose_key IS NOT NULL OR EXISTS (
                   SELECT FROM registry_post x
                   WHERE x.person_id = {OTHER_ID} AND x.kind IN ('pupil', 'pupil_suspended') AND x.to_on IS NULL
               ) AS two_is_pupil
        FROM fresh f {PERSON} {other("person")}
        LEFT JOIN pupils a ON a.whose_key = f.whose_key
        LEFT JOIN pupils b ON b.whose_key = f.other_key
    ),
    turned AS (
        SELECT f.*, CASE WHEN f.one_is_pupil THEN f.one_id ELSE f.two_id END AS pupil_id,
               CASE WHEN f.one_is_pupil THEN f.two_id ELSE f.one_id END AS guardian_id
        FROM pointed f
    ),
    matched AS (
        SELECT f.*, g.id AS held_id, g.relation AS held_relation,
               row_number() OVER (PARTITION BY f.pupil_id, f.guardian_id ORDER BY f.id) AS time
        FROM turned f
        LEFT JOIN registry_guardianship g ON g.pupil_id = f.pupil_id AND g.guardian_id = f.guardian_id
    )
    SELECT f.id, CASE
               WHEN f.is_faulty OR f.pupil_id IS NULL OR f.guardian_id IS NULL THEN 'guardian_missing'
               WHEN f.pupil_id = f.guardian_id THEN 'own_guardian'
               WHEN f.one_is_pupil = f.two_is_pupil THEN 'no_pupil'
           END AS trouble,
           CASE
               WHEN f.time > 1 THEN 'SAME'
               WHEN f.held_id IS NULL THEN 'NEW'
               WHEN f.values ->> 'relation' <> f.held_relation OR f.held_relation = '' AND f.values ? 'guess' THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.held_id IS NOT NULL OR f.time > 1 THEN f.held_id
               WHEN f.outcome = 'NEW' THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_guardianship', 'id'))
           END AS target_id,
           NULL::bigint AS place_id, f.pupil_id AS whose_id, f.guardian_id AS other_id, '' AS path,
           NULL::jsonb AS details
    FROM matched f
"""
