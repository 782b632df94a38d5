"""Posts: staff at places, pupils in classes. A pupil has one class: another one in the file is a move."""

from yuandu.engines.registry.services.intake.kinds.pointing import (
    PERSON,
    PERSON_ID,
    PLACE,
    PLACE_ID,
    PLACE_LEVEL,
    PLACE_PATH,
)

# What the file says twice, once all is placed: a pupil's second class, and a post said again.
CLASHES = """
    WITH said AS (
        SELECT r.id, r.whose_id, r.place_id, r.values ->> 'kind' AS kind,
               coalesce(r.values ->> 'subject', '') AS subject,
               r.values ->> 'kind' IN ('pupil', 'pupil_suspended') AS is_pupil,
               CASE WHEN r.outcome = 'NEW' THEN 0 ELSE r.target_id END AS post_id
        FROM registry_intakerow r
        WHERE r.intake_id = %(intake)s AND r.kind = 'post' AND r.outcome <> 'FAULT' AND NOT r.is_ended
          AND coalesce((r.values ->> 'to_on')::date > %(on)s, TRUE)
    ),
    numbered AS (
        SELECT id, row_number() OVER (PARTITION BY whose_id, place_id, kind, subject, post_id ORDER BY id) AS time,
               CASE WHEN is_pupil THEN row_number() OVER (PARTITION BY whose_id, is_pupil ORDER BY id) END AS class
        FROM said
    )
    SELECT n.id, CASE WHEN n.time > 1 THEN 'same_post' ELSE 'two_classes' END AS trouble, 'FAULT' AS outcome,
           NULL::bigint AS target_id, NULL::bigint AS place_id, NULL::bigint AS whose_id, NULL::bigint AS other_id,
           '' AS path, NULL::jsonb AS details
    FROM numbered n WHERE n.time > 1 OR n.class > 1
"""

POINTED = f"""
    pointed AS (
        SELECT f.*, f.values ->> 'kind' AS kind, coalesce(f.values ->> 'subject', '') AS subject,
               (f.values ->> 'from_on')::date AS from_on, (f.values ->> 'to_on')::date AS to_on,
               {PERSON_ID} AS person_id, p.outcome = 'FAULT' AS person_is_faulty, {PLACE_ID} AS organisation_id,
               {PLACE_PATH} AS place_path, {PLACE_LEVEL} AS level, o.outcome = 'FAULT' AS place_is_faulty
        FROM fresh f {PERSON} {PLACE}
    )
"""

# A pupil's beginning is not moved back over a class that came before.
JUDGE = f"""
    WITH {POINTED},
    matched AS (
        SELECT f.*, x.id AS post_id, x.from_on AS held_from, x.to_on AS held_to, x.title AS held_title,
               x.to_on IS NULL AND (
                   x.organisation_id <> f.organisation_id OR f.subject NOT IN ('', x.subject)
                   OR x.kind <> f.kind AND NOT (x.kind = 'pupil_suspended' AND f.kind = 'pupil')
               ) AS moves,
               f.place_path >= %(low)s AND f.place_path < %(high)s AS is_inside
        FROM pointed f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'post' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN registry_post k
          ON k.id = CASE WHEN e.id IS NOT NULL THEN e.target_id WHEN f.outcome = '' THEN f.target_id END
         AND k.path >= %(low)s AND k.path < %(high)s
         AND (f.is_ended OR k.person_id = f.person_id AND (k.to_on IS NULL OR f.to_on IS NOT NULL))
        LEFT JOIN LATERAL (
            SELECT x.id FROM registry_post x
            WHERE x.person_id = f.person_id AND x.path >= %(low)s AND x.path < %(high)s AND (
                x.organisation_id = f.organisation_id AND x.kind = f.kind
                AND (f.subject = '' OR x.subject = f.subject) AND (x.to_on IS NULL OR x.from_on = f.from_on)
                OR x.kind IN ('pupil', 'pupil_suspended') AND f.kind IN ('pupil', 'pupil_suspended')
                AND x.to_on IS NULL AND coalesce(f.to_on > %(on)s, TRUE)
            )
            ORDER BY x.organisation_id = f.organisation_id DESC, x.to_on NULLS FIRST, x.id
            LIMIT 1
        ) l ON k.id IS NULL AND NOT f.is_ended
        LEFT JOIN registry_post x ON x.id = coalesce(k.id, l.id)
    )
    SELECT f.id, CASE
               WHEN f.is_ended THEN NULL
               WHEN f.person_is_faulty THEN 'person_faulty'
               WHEN f.person_id IS NULL THEN 'person_missing'
               WHEN f.place_is_faulty THEN CASE WHEN %(is_template)s THEN 'place_unread' ELSE 'place_faulty' END
               WHEN f.organisation_id IS NULL THEN 'place_missing'
               WHEN NOT f.is_inside THEN 'place_outside'
               WHEN NOT %(levels)s::jsonb -> f.kind ? f.level THEN 'post_unfit'
               WHEN f.to_on <= coalesce(f.from_on, f.held_from, %(on)s) THEN 'ends_before'
           END AS trouble,
           CASE
               WHEN f.is_ended THEN CASE WHEN f.post_id IS NULL OR f.held_to <= %(on)s THEN 'SAME' ELSE 'GONE' END
               WHEN f.post_id IS NULL THEN 'NEW'
               WHEN f.moves OR f.values ->> 'title' <> f.held_title
                    OR f.from_on <> f.held_from AND NOT EXISTS (
                        SELECT FROM registry_post y
                        WHERE y.person_id = f.person_id AND f.kind = 'pupil' AND y.kind LIKE 'pupil%%'
                          AND y.id <> f.post_id AND y.from_on < f.held_from AND y.to_on > f.from_on
                    )
                    OR coalesce(f.to_on, f.held_to) IS DISTINCT FROM f.held_to THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.is_ended OR f.post_id IS NOT NULL AND NOT f.moves THEN f.post_id
               WHEN f.outcome = 'NEW' OR f.outcome = 'CHANGED' AND f.other_id IS NOT NULL THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_post', 'id'))
           END AS target_id,
           f.organisation_id AS place_id, f.person_id AS whose_id,
           CASE WHEN f.moves AND NOT f.is_ended THEN f.post_id END AS other_id, f.place_path AS path,
           NULL::jsonb AS details
    FROM matched f
"""

# A pupil for whom the file names no class is kept at the school, so that nobody is lost.
MAKESHIFT = f"""
    WITH {POINTED},
    classed AS (
        SELECT DISTINCT whose_id FROM registry_intakerow
        WHERE intake_id = %(intake)s AND kind = 'post' AND outcome NOT IN ('', 'FAULT') AND NOT is_ended
          AND values ->> 'kind' IN ('pupil', 'pupil_suspended')
    ),
    matched AS (
        SELECT f.*, coalesce(g.id, x.id) AS post_id, c.whose_id IS NOT NULL OR x.id IS NOT NULL AS is_covered,
               g.id IS NOT NULL AS ends, f.place_path >= %(low)s AND f.place_path < %(high)s AS is_inside
        FROM pointed f
        LEFT JOIN classed c ON c.whose_id = f.person_id
        LEFT JOIN LATERAL (
            SELECT x.id FROM registry_post x
            WHERE x.person_id = f.person_id AND x.kind IN ('pupil', 'pupil_suspended') AND x.to_on IS NULL
              AND x.path >= %(low)s AND x.path < %(high)s
            ORDER BY x.id LIMIT 1
        ) x ON NOT f.is_ended
        LEFT JOIN registry_externalid e
          ON f.is_ended AND e.source = %(source)s AND e.kind = 'makeshift' AND e.sourced_id = f.sourced_id
        LEFT JOIN registry_post g
          ON g.id = e.target_id AND g.to_on IS NULL AND g.path >= %(low)s AND g.path < %(high)s
    )
    SELECT f.id, CASE
               WHEN f.is_ended THEN NULL
               WHEN f.person_is_faulty THEN 'person_faulty'
               WHEN f.person_id IS NULL THEN 'person_missing'
               WHEN f.place_is_faulty THEN CASE WHEN %(is_template)s THEN 'place_unread' ELSE 'place_faulty' END
               WHEN f.organisation_id IS NULL THEN 'place_missing'
               WHEN NOT f.is_inside THEN 'place_outside'
               WHEN NOT f.is_covered THEN 'no_class'
           END AS trouble,
           CASE WHEN f.ends THEN 'GONE' WHEN f.is_covered OR f.is_ended THEN 'SAME' ELSE 'NEW' END AS outcome,
           CASE WHEN f.is_covered OR f.is_ended THEN f.post_id WHEN f.outcome = 'NEW' THEN f.target_id
                ELSE nextval(pg_get_serial_sequence('registry_post', 'id')) END AS target_id,
           f.organisation_id AS place_id, f.person_id AS whose_id, NULL::bigint AS other_id, f.place_path AS path,
           NULL::jsonb AS details
    FROM matched f
"""
