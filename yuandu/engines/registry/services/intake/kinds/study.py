"""Terms, courses and teaching groups: few, found by what they are called at their place."""

from yuandu.engines.registry.services.intake.kinds.pointing import (
    OTHER_ID,
    PLACE,
    PLACE_ID,
    PLACE_PATH,
    other,
)

# Where two rows of one file have the same name at one place, the later one is refused.
TERMS = """
    WITH matched AS (
        SELECT f.*, coalesce(k.id, s.id) AS term_id, (f.values ->> 'from_on')::date AS from_on,
               (f.values ->> 'to_on')::date AS to_on,
               row_number() OVER (PARTITION BY f.is_ended, f.values ->> 'name' ORDER BY f.id) AS time
        FROM fresh f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'term' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN registry_term k
          ON k.id = CASE WHEN e.id IS NOT NULL THEN e.target_id WHEN f.outcome = '' THEN f.target_id END
        LEFT JOIN LATERAL (
            SELECT x.id FROM registry_term x JOIN registry_organisation o ON o.id = x.organisation_id
            WHERE x.name = f.values ->> 'name' AND starts_with(%(root_path)s, o.path)
            ORDER BY o.path DESC LIMIT 1
        ) s ON TRUE
    )
    SELECT f.id, CASE WHEN f.is_ended THEN 'kept_for_good' WHEN f.time > 1 THEN 'title_taken' END AS trouble,
           CASE
               WHEN f.is_ended THEN 'SAME'
               WHEN f.term_id IS NULL THEN 'NEW'
               WHEN x.organisation_id = %(root)s AND (
                   x.name <> f.values ->> 'name' OR x.from_on <> f.from_on OR x.to_on <> f.to_on
               ) THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.is_ended OR f.term_id IS NOT NULL THEN f.term_id
               WHEN f.outcome = 'NEW' THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_term', 'id'))
           END AS target_id,
           %(root)s::bigint AS place_id, NULL::bigint AS whose_id, NULL::bigint AS other_id, %(root_path)s AS path,
           NULL::jsonb AS details
    FROM matched f LEFT JOIN registry_term x ON x.id = f.term_id
"""

# A course of an authority above may be named by those who teach it; it is not theirs to change.
COURSES = f"""
    WITH pointed AS (
        SELECT f.*, {PLACE_ID} AS organisation_id, {PLACE_PATH} AS place_path, o.outcome = 'FAULT' AS place_is_faulty
        FROM fresh f {PLACE}
    ),
    matched AS (
        SELECT f.*, x.id AS course_id, x.name, x.subject, x.stage, x.organisation_id = f.organisation_id AS is_theirs,
               f.place_path >= %(low)s AND f.place_path < %(high)s AS is_inside,
               row_number() OVER (
                   PARTITION BY f.is_ended, f.organisation_id, coalesce(k.code, f.values ->> 'code') ORDER BY f.id
               ) AS time
        FROM pointed f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'course' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN LATERAL (
            SELECT x.id, x.code FROM registry_course x JOIN registry_organisation w ON w.id = x.organisation_id
            WHERE x.id = CASE WHEN e.id IS NOT NULL THEN e.target_id WHEN f.outcome = '' THEN f.target_id END
              AND (x.organisation_id = f.organisation_id OR starts_with(%(root_path)s, w.path))
        ) k ON TRUE
        LEFT JOIN registry_course s
          ON s.organisation_id = f.organisation_id AND s.code = f.values ->> 'code'
        LEFT JOIN registry_course x ON x.id = coalesce(k.id, s.id)
    )
    SELECT f.id, CASE
               WHEN f.is_ended THEN 'kept_for_good'
               WHEN f.place_is_faulty THEN CASE WHEN %(is_template)s THEN 'place_unread' ELSE 'place_faulty' END
               WHEN f.organisation_id IS NULL THEN 'place_missing'
               WHEN NOT f.is_inside AND f.course_id IS NULL THEN 'place_outside'
               WHEN f.time > 1 THEN 'title_taken'
           END AS trouble,
           CASE
               WHEN f.is_ended THEN 'SAME'
               WHEN f.course_id IS NULL THEN 'NEW'
               WHEN f.is_inside AND f.is_theirs AND (
                   f.values ->> 'name' <> f.name
                   OR f.values ->> 'subject' NOT IN ('', f.subject) OR f.values ->> 'stage' NOT IN ('', f.stage)
               ) THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.is_ended OR f.course_id IS NOT NULL THEN f.course_id
               WHEN f.outcome = 'NEW' THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_course', 'id'))
           END AS target_id,
           f.organisation_id AS place_id, NULL::bigint AS whose_id, NULL::bigint AS other_id, f.place_path AS path,
           NULL::jsonb AS details
    FROM matched f
"""

GROUPS = f"""
    WITH pointed AS (
        SELECT f.*, {PLACE_ID} AS school_id, {PLACE_PATH} AS place_path, o.outcome = 'FAULT' AS place_is_faulty,
               CASE WHEN c.id IS NULL THEN ce.target_id WHEN c.outcome <> 'FAULT' THEN c.target_id END AS course_id,
               CASE WHEN t.outcome IS DISTINCT FROM 'FAULT' THEN {OTHER_ID} END AS term_id
        FROM fresh f {PLACE} {other("term")}
        LEFT JOIN registry_intakerow c
          ON c.intake_id = %(intake)s AND c.kind = 'course' AND c.sourced_id = f.whose_key
        LEFT JOIN registry_externalid ce
          ON c.id IS NULL AND ce.source = %(source)s AND ce.kind = 'course' AND ce.sourced_id = f.whose_key
    ),
    matched AS (
        SELECT f.*, x.id AS group_id, x.name, x.course_id AS held_course, x.term_id AS held_term,
               x.path >= %(low)s AND x.path < %(high)s AS is_ours,
               f.place_path >= %(low)s AND f.place_path < %(high)s AS is_inside,
               row_number() OVER (
                   PARTITION BY f.is_ended, f.school_id, f.term_id, f.values ->> 'name' ORDER BY f.id
               ) AS time
        FROM pointed f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'group' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN registry_teachinggroup k
          ON k.id = CASE WHEN e.id IS NOT NULL THEN e.target_id WHEN f.outcome = '' THEN f.target_id END
         AND (k.school_id = f.school_id OR f.is_ended)
        LEFT JOIN registry_teachinggroup s
          ON s.school_id = f.school_id AND s.term_id = f.term_id AND s.name = f.values ->> 'name'
        LEFT JOIN registry_teachinggroup x ON x.id = coalesce(k.id, s.id)
    )
    SELECT f.id, CASE
               WHEN f.is_ended THEN NULL
               WHEN f.place_is_faulty THEN CASE WHEN %(is_template)s THEN 'place_unread' ELSE 'place_faulty' END
               WHEN f.school_id IS NULL THEN 'place_missing'
               WHEN NOT f.is_inside THEN 'place_outside'
               WHEN f.course_id IS NULL THEN 'course_missing'
               WHEN f.term_id IS NULL THEN 'term_missing'
               WHEN f.time > 1 THEN 'title_taken'
           END AS trouble,
           CASE
               WHEN f.is_ended THEN CASE WHEN f.is_ours THEN 'GONE' ELSE 'SAME' END
               WHEN f.group_id IS NULL THEN 'NEW'
               WHEN f.values ->> 'name' <> f.name OR f.course_id <> f.held_course OR f.term_id <> f.held_term
               THEN 'CHANGED'
               ELSE 'SAME'
           END AS outcome,
           CASE
               WHEN f.is_ended OR f.group_id IS NOT NULL THEN f.group_id
               WHEN f.outcome = 'NEW' THEN f.target_id
               ELSE nextval(pg_get_serial_sequence('registry_teachinggroup', 'id'))
           END AS target_id,
           f.school_id AS place_id, f.course_id AS whose_id, f.term_id AS other_id, f.place_path AS path,
           NULL::jsonb AS details
    FROM matched f
"""
