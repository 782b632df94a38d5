"""What is written for the rows of each kind: what stood there before, and the statements, in their order.

Every statement is about the rows of `chosen`: those of the part at hand that were just marked as written.
"""

from collections.abc import Mapping
from typing import NamedTuple

CHOSEN = """
    chosen AS (
        SELECT * FROM registry_intakerow
        WHERE intake_id = %(intake)s AND kind = %(kind)s AND id BETWEEN %(first)s AND %(last)s AND is_written
    )
"""


class Write(NamedTuple):
    """How one kind is written. `before` is an expression of jsonb over the row `r`, for what is not new."""

    before: str
    statements: tuple[str, ...]


def insert(
    table: str, values: Mapping[str, str], *, source: str = "", condition: str = "r.outcome = 'NEW'"
) -> str:
    """Return the statement that inserts chosen rows: expressions over `r` (and the joins of `source`), by column."""
    return f"""
    WITH {CHOSEN}
    INSERT INTO {table} ({", ".join(values)})
    SELECT {", ".join(values.values())}
    FROM chosen r {source}
    WHERE {condition}
    ORDER BY r.id
    ON CONFLICT DO NOTHING
    """


def update(table: str, assignments: str, *, condition: str, source: str = "") -> str:
    """Return the statement that changes rows `x` of a table by chosen rows `r`."""
    return f"""
    WITH {CHOSEN}
    UPDATE {table} x SET {assignments}
    FROM chosen r {source}
    WHERE {condition}
    """


# An end is never before the day after the beginning.
ENDS = "to_on = greatest(coalesce((r.values ->> 'to_on')::date, %(on)s), x.from_on + 1)"

MARK = """
    UPDATE registry_intakerow r
    SET is_written = TRUE, before = CASE WHEN r.outcome <> 'NEW' THEN {before} END
    WHERE r.intake_id = %(intake)s AND r.kind = %(kind)s AND r.id BETWEEN %(first)s AND %(last)s
      AND NOT r.is_written AND r.outcome IN ('NEW', 'CHANGED', 'GONE')
      AND (r.line > 0 OR r.kind = ANY(%(ends)s::text[]))
"""

KNOW = """
    INSERT INTO registry_externalid (source, kind, sourced_id, target_id, intake_id)
    SELECT DISTINCT ON (r.sourced_id) %(source)s, r.kind, r.sourced_id, r.target_id, r.intake_id
    FROM registry_intakerow r
    WHERE r.intake_id = %(intake)s AND r.kind = %(kind)s AND r.id BETWEEN %(first)s AND %(last)s
      AND r.outcome IN ('NEW', 'CHANGED', 'SAME') AND r.target_id IS NOT NULL AND NOT r.is_ended
      AND (r.kind <> 'makeshift' OR r.outcome = 'NEW')
    ORDER BY r.sourced_id, r.id
    ON CONFLICT (source, kind, sourced_id) DO UPDATE SET target_id = excluded.target_id
    WHERE registry_externalid.target_id <> excluded.target_id
"""
