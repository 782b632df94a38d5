"""Persons: found by what their system calls them, then by a paper, else new; nobody is taken from another place."""

# Birth dates and sexes from another table come to the rows of their persons; what a card says stands first.
JOIN_DEMOGRAPHICS = """
    UPDATE registry_intakerow p SET values = d.values || p.values
    FROM registry_intakerow d
    WHERE d.intake_id = %(intake)s AND d.kind = 'demographics'
      AND p.intake_id = %(intake)s AND p.kind = 'person' AND p.sourced_id = d.whose_key
"""
KEEP_LONE_DEMOGRAPHICS = """
    UPDATE registry_intakerow d SET kind = 'person', whose_key = ''
    WHERE d.intake_id = %(intake)s AND d.kind = 'demographics' AND NOT EXISTS (
        SELECT FROM registry_intakerow p
        WHERE p.intake_id = %(intake)s AND p.kind = 'person' AND p.sourced_id = d.whose_key
    )
"""

# Two rows with one paper are one person if the names agree; the later row follows the earlier (whose_id).
TWINS = """
    WITH papers AS (
        SELECT r.id, r.line, r.values ->> 'name' AS name, said.key AS kind, said.value AS number
        FROM registry_intakerow r CROSS JOIN LATERAL jsonb_each_text(r.values -> 'papers') said
        WHERE r.intake_id = %(intake)s AND r.kind = 'person' AND NOT r.is_ended AND r.outcome <> 'FAULT'
    ),
    firsts AS (SELECT DISTINCT ON (kind, number) * FROM papers ORDER BY kind, number, id),
    twins AS (
        SELECT DISTINCT ON (p.id) p.id, p.name = f.name AS is_one, f.id AS first_id, f.line AS first_line
        FROM papers p JOIN firsts f ON f.kind = p.kind AND f.number = p.number AND f.id < p.id
        ORDER BY p.id, f.id
    )
    SELECT t.id, CASE WHEN t.is_one THEN 'same_person' ELSE 'same_paper' END AS trouble, 'SAME' AS outcome,
           NULL::bigint AS target_id, NULL::bigint AS place_id, t.first_id AS whose_id, NULL::bigint AS other_id,
           '' AS path, jsonb_build_object('line', t.first_line) AS details
    FROM twins t
"""

# A row that follows another has its person, whatever became of that row.
FOLLOW = """
    SELECT f.id, CASE WHEN a.outcome = 'FAULT' THEN 'person_faulty' END AS trouble, 'SAME' AS outcome, a.target_id,
           NULL::bigint AS place_id, a.id AS whose_id, NULL::bigint AS other_id, '' AS path, NULL::jsonb AS details
    FROM fresh f JOIN registry_intakerow a ON a.id = f.whose_id
"""

# The matches of each row; where its person is held today; what the row would change. What is looked up for
# each row by an index stays so whatever the planner believes of the tables' sizes.
JUDGE = """
    WITH matched AS (
        SELECT f.*, coalesce(k.person_id, CASE WHEN c.is_ours THEN c.person_id END, p.person_id, w.person_id)
               AS person_id,
               p.person_id AS proven_id, p.other_id AS proven_otherwise,
               NOT c.is_ours AND coalesce(k.person_id, p.person_id) IS NULL AS is_claim
        FROM fresh f
        LEFT JOIN registry_externalid e
          ON e.source = %(source)s AND e.kind = 'person' AND e.sourced_id = f.sourced_id AND %(source)s <> ''
        LEFT JOIN LATERAL (
            SELECT coalesce(q.merged_into_id, q.id) AS person_id FROM registry_person q WHERE q.id = e.target_id
        ) k ON TRUE
        LEFT JOIN LATERAL (
            SELECT min(g.guardian_id) AS person_id
            FROM registry_paper p
            JOIN registry_guardianship g ON g.pupil_id = p.person_id
            JOIN registry_person q ON q.id = g.guardian_id AND q.name = f.values ->> 'name'
            WHERE p.number = f.values #>> '{ward,number}' AND p.kind = f.values #>> '{ward,kind}'
        ) w ON TRUE
        LEFT JOIN LATERAL (
            SELECT min(coalesce(q.merged_into_id, q.id)) AS person_id,
                   max(coalesce(q.merged_into_id, q.id)) AS other_id
            FROM jsonb_each_text(f.values -> 'papers') s
            JOIN registry_paper p ON p.number = s.value AND p.kind = s.key
            JOIN registry_person q ON q.id = p.person_id
        ) p ON TRUE
        LEFT JOIN LATERAL (
            SELECT coalesce(q.merged_into_id, q.id) AS person_id, EXISTS (
                SELECT FROM registry_post o WHERE o.person_id = q.id AND o.path >= %(low)s AND o.path < %(high)s
            ) OR EXISTS (
                SELECT FROM registry_guardianship g
                WHERE g.guardian_id = q.id AND g.path >= %(low)s AND g.path < %(high)s
            ) AS is_ours
            FROM registry_person q WHERE q.id = f.target_id AND f.outcome = ''
        ) c ON TRUE
        WHERE f.whose_id IS NULL
    ),
    engaged AS (
        SELECT DISTINCT whose_key FROM registry_intakerow
        WHERE intake_id = %(intake)s AND kind IN ('post', 'makeshift') AND NOT is_ended AND outcome <> 'FAULT'
    ),
    compared AS (
        SELECT m.*, l.school, l.is_here IS TRUE AS is_here, l.is_there IS TRUE AS is_there,
               l.is_tied_there IS TRUE AS is_tied_there, a.breaks IS TRUE AS breaks,
               e.whose_key IS NOT NULL AS is_engaged,
               a.has_new IS TRUE
               OR m.values ->> 'name' <> q.name
               OR m.values ->> 'sex' <> q.sex
               OR m.values ->> 'ethnic_group' <> q.ethnic_group
               OR m.values ->> 'phone' <> q.phone
               OR m.values ->> 'email' <> q.email
               OR coalesce((m.values ->> 'birth_on')::date, q.birth_on) IS DISTINCT FROM q.birth_on AS differs
        FROM matched m
        LEFT JOIN registry_person q ON q.id = m.person_id
        LEFT JOIN engaged e ON e.whose_key = m.sourced_id
        LEFT JOIN LATERAL (
            SELECT bool_or(t.is_inside AND t.is_post) AS is_here, bool_or(NOT t.is_inside AND t.is_post) AS is_there,
                   bool_or(NOT t.is_inside) AS is_tied_there,
                   min(s.name) FILTER (
                       WHERE NOT t.is_inside AND EXISTS (
                           SELECT FROM unnest(%(sight)s::text[]) seen WHERE starts_with(t.path, seen)
                       )
                   ) AS school
            FROM (
                SELECT TRUE AS is_post, o.path, o.path >= %(low)s AND o.path < %(high)s AS is_inside,
                       coalesce(o.school_id, o.organisation_id) AS organisation_id
                FROM registry_post o
                WHERE o.person_id = m.person_id AND o.from_on <= %(on)s AND (o.to_on IS NULL OR o.to_on > %(on)s)
                UNION ALL
                SELECT FALSE, g.path, g.path >= %(low)s AND g.path < %(high)s, NULL
                FROM registry_guardianship g WHERE g.guardian_id = m.person_id
            ) t
            LEFT JOIN registry_organisation s ON s.id = t.organisation_id
        ) l ON TRUE
        LEFT JOIN LATERAL (
            SELECT bool_or(p.id IS NULL) AS has_new, bool_or(
                       s.key = 'pupil_number' AND p.id IS NULL AND o.id IS NOT NULL
                       AND left(o.number, 1) || left(s.value, 1) <> ALL(%(successions)s::text[])
                   ) AS breaks
            FROM jsonb_each_text(m.values -> 'papers') s
            LEFT JOIN registry_paper p ON p.number = s.value AND p.kind = s.key AND p.person_id = m.person_id
            LEFT JOIN registry_paper o ON o.person_id = m.person_id AND o.kind = s.key AND o.to_on IS NULL
        ) a ON m.person_id IS NOT NULL
    )
    SELECT c.id, CASE
               WHEN c.is_ended THEN NULL
               WHEN c.proven_id <> c.proven_otherwise OR c.proven_id <> c.person_id THEN 'two_people'
               WHEN c.is_claim THEN 'claimed'
               WHEN c.is_engaged AND c.is_there AND NOT c.is_here
               THEN CASE WHEN c.school IS NULL THEN 'elsewhere_unnamed' ELSE 'elsewhere' END
               WHEN c.breaks THEN 'number_for_life'
               WHEN c.person_id IS NULL AND c.values ->> 'name' IS NULL THEN 'person_unknown'
           END AS trouble,
           CASE
               WHEN c.is_ended THEN CASE WHEN c.is_here THEN 'GONE' ELSE 'SAME' END
               WHEN c.person_id IS NULL THEN 'NEW'
               WHEN c.is_tied_there AND NOT c.is_here OR c.differs IS NOT TRUE THEN 'SAME'
               ELSE 'CHANGED'
           END AS outcome,
           CASE
               WHEN c.person_id IS NOT NULL OR c.is_ended THEN c.person_id
               WHEN c.outcome = 'NEW' THEN c.target_id
               ELSE nextval(pg_get_serial_sequence('registry_person', 'id'))
           END AS target_id,
           NULL::bigint AS place_id, NULL::bigint AS whose_id, NULL::bigint AS other_id, '' AS path,
           CASE WHEN c.school IS NOT NULL THEN jsonb_build_object('school', c.school) END AS details
    FROM compared c
"""
