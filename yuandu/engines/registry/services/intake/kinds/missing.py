"""What an earlier file of the same system had and a bulk file no longer has: told, and ended only if asked."""

# A table with lines that could not be read hides which of its rows are there, so it names none as missing.
READABLE = """
    tables AS (
        SELECT t.name, t.name || '.csv' AS file FROM unnest(%(bulk)s::text[]) AS t(name)
        WHERE NOT EXISTS (
            SELECT FROM registry_intakefault x
            WHERE x.intake_id = %(intake)s AND x.file = t.name || '.csv' AND NOT x.is_warning AND NOT EXISTS (
                SELECT FROM registry_intakerow r
                WHERE r.intake_id = %(intake)s AND r.file = x.file AND r.line = x.line
            )
        )
    )
"""

FIND = f"""
    WITH {READABLE},
    prefixes(kind, prefix, table_name) AS (
        VALUES ('post', 'role:', 'roles'), ('post', 'enr:', 'enrollments'), ('post', 'user:', 'users'),
               ('makeshift', 'role:', 'roles'), ('makeshift', 'user:', 'users'), ('membership', '', 'enrollments'),
               ('organisation', 'class:', 'classes')
    ),
    missing AS (
        SELECT e.kind, e.sourced_id, e.target_id, t.file
        FROM registry_externalid e
        JOIN prefixes x ON x.kind = e.kind AND starts_with(e.sourced_id, x.prefix)
        JOIN tables t ON t.name = x.table_name
        WHERE e.source = %(source)s AND %(source)s <> '' AND NOT EXISTS (
            SELECT FROM registry_intakerow r
            WHERE r.intake_id = %(intake)s AND r.kind = e.kind AND r.sourced_id = e.sourced_id
        )
    ),
    held AS (
        SELECT m.*, p.path FROM missing m JOIN registry_post p ON p.id = m.target_id
        WHERE m.kind IN ('post', 'makeshift') AND p.to_on IS NULL
          AND NOT EXISTS (
              SELECT FROM registry_intakerow r
              WHERE r.intake_id = %(intake)s AND r.kind = 'post' AND p.id IN (r.target_id, r.other_id)
          )
        UNION ALL
        SELECT m.*, g.path FROM missing m
        JOIN registry_membership x ON x.id = m.target_id AND x.to_on IS NULL
        JOIN registry_teachinggroup g ON g.id = x.group_id
        WHERE m.kind = 'membership'
        UNION ALL
        SELECT m.*, o.path FROM missing m
        JOIN registry_organisation o ON o.id = m.target_id AND o.closed_on IS NULL
        WHERE m.kind = 'organisation'
    )
    INSERT INTO registry_intakerow
           (intake_id, file, line, kind, sourced_id, place_key, whose_key, other_key, values, is_ended, outcome,
            target_id, path, is_written)
    SELECT %(intake)s, h.file, 0, h.kind, h.sourced_id, '', '', '', jsonb_build_object(), TRUE, 'GONE', h.target_id,
           h.path, FALSE
    FROM held h WHERE h.path >= %(low)s AND h.path < %(high)s
    ORDER BY h.kind, h.target_id
"""
