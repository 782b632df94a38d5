"""How a row finds what it points to: a row of the same file first, else what its system's earlier files named."""

PERSON = """
    LEFT JOIN registry_intakerow p
      ON p.intake_id = %(intake)s AND p.kind = 'person' AND p.sourced_id = f.whose_key
    LEFT JOIN registry_externalid pe
      ON p.id IS NULL AND pe.source = %(source)s AND pe.kind = 'person' AND pe.sourced_id = f.whose_key
"""
PERSON_ID = "CASE WHEN p.id IS NULL THEN pe.target_id ELSE p.target_id END"

PLACE = """
    LEFT JOIN registry_intakerow o
      ON o.intake_id = %(intake)s AND o.kind = 'organisation' AND o.sourced_id = f.place_key
    LEFT JOIN registry_externalid oe
      ON o.id IS NULL AND oe.source = %(source)s AND oe.kind = 'organisation' AND oe.sourced_id = f.place_key
    LEFT JOIN registry_organisation ol
      ON o.id IS NULL AND ol.id = CASE WHEN f.place_key = '' THEN %(root)s ELSE oe.target_id END
"""
PLACE_ID = "CASE WHEN o.id IS NULL THEN ol.id ELSE o.target_id END"
PLACE_PATH = "CASE WHEN o.id IS NULL THEN ol.path ELSE o.path END"
PLACE_LEVEL = "CASE WHEN o.id IS NULL THEN ol.level ELSE o.values ->> 'level' END"


def other(kind: str) -> str:
    """Return the joins for what `other_key` points to, a row of this kind."""
    return f"""
    LEFT JOIN registry_intakerow t
      ON t.intake_id = %(intake)s AND t.kind = '{kind}' AND t.sourced_id = f.other_key
    LEFT JOIN registry_externalid te
      ON t.id IS NULL AND te.source = %(source)s AND te.kind = '{kind}' AND te.sourced_id = f.other_key
"""


OTHER_ID = "CASE WHEN t.id IS NULL THEN te.target_id ELSE t.target_id END"


def known(kind: str, table: str) -> str:
    """Return the joins for the row of ours that the row itself is, by earlier files or by its own claim."""
    return f"""
    LEFT JOIN registry_externalid ke
      ON ke.source = %(source)s AND ke.kind = '{kind}' AND ke.sourced_id = f.sourced_id AND %(source)s <> ''
    LEFT JOIN {table} k ON k.id = CASE WHEN ke.id IS NOT NULL THEN ke.target_id
                                       WHEN f.outcome = '' THEN f.target_id END
"""


def fresh_id(table: str, matched: str) -> str:
    """Return the expression for the id of the matched row, or that of the row to be."""
    return f"""
    CASE WHEN {matched} IS NOT NULL THEN {matched} WHEN f.outcome = 'NEW' THEN f.target_id
         ELSE nextval(pg_get_serial_sequence('{table}', 'id')) END
"""
