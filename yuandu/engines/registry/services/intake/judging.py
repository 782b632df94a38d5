"""What every row would do, found by set-based SQL; nothing but the rows of the intake is written.

Each kind brings a SELECT over `fresh`, its rows not yet judged, that gives for each its id, trouble (a code
of `troubles`, or NULL), outcome, target_id, place_id, whose_id, other_id, path and details.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from yuandu.engines.registry import rules
from yuandu.engines.registry.gateways import TEMPLATES
from yuandu.engines.registry.models import Intake
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.services.intake.columns import columns_of
from yuandu.engines.registry.services.intake.sentences import SENTENCES
from yuandu.engines.registry.services.intake.troubles import TROUBLES

ROWS = "registry_intakerow"
COMPARED = (  # what rows are compared with, and written to
    "registry_externalid",
    "registry_guardianship",
    "registry_membership",
    "registry_organisation",
    "registry_paper",
    "registry_person",
    "registry_post",
    "registry_teachinggroup",
)
RANGE = 100_000  # rows judged by one statement and committed at once

VERDICT = """
WITH fresh AS MATERIALIZED (
    SELECT id, sourced_id, place_key, whose_key, other_key, values, is_ended, outcome, target_id, whose_id,
           other_id
    FROM registry_intakerow
    WHERE intake_id = %(intake)s AND kind = %(kind)s AND id BETWEEN %(first)s AND %(last)s
      AND NOT is_written AND outcome <> 'FAULT'
),
troubles AS (
    SELECT * FROM jsonb_to_recordset(%(troubles)s::jsonb)
             AS t(code text, part text, is_warning boolean, stops boolean, cause text, cure text)
),
judged AS MATERIALIZED ({select}),
told AS (
    INSERT INTO registry_intakefault
           (intake_id, file, line, field, value, cause, cure, details, is_warning)
    SELECT r.intake_id, r.file, r.line, coalesce(%(columns)s::jsonb -> r.file ->> t.part, ''),
           left(coalesce(CASE t.part
               WHEN 'place' THEN regexp_replace(r.place_key, %(prefix)s, '')
               WHEN 'whose' THEN regexp_replace(r.whose_key, %(prefix)s, '')
               WHEN 'other' THEN regexp_replace(r.other_key, %(prefix)s, '')
               WHEN 'self' THEN regexp_replace(r.sourced_id, %(prefix)s, '')
               WHEN 'paper' THEN coalesce(r.values #>> '{papers,id_card}', r.values #>> '{papers,pupil_number}')
               ELSE r.values ->> t.part
           END, ''), 200),
           t.cause, t.cure, jsonb_build_object('place', %(root_name)s::text) || coalesce(j.details, '{}'),
           t.is_warning
    FROM judged j JOIN troubles t ON t.code = j.trouble JOIN registry_intakerow r ON r.id = j.id
    WHERE %(tells_warnings)s OR NOT t.is_warning OR t.stops
    ORDER BY j.id
)
UPDATE registry_intakerow r
SET outcome = CASE WHEN t.stops THEN 'FAULT' ELSE j.outcome END, target_id = j.target_id,
    place_id = j.place_id, whose_id = j.whose_id, other_id = j.other_id, path = coalesce(j.path, '')
FROM judged j LEFT JOIN troubles t ON t.code = j.trouble
WHERE r.id = j.id AND r.intake_id = %(intake)s AND r.kind = %(kind)s AND r.id BETWEEN %(first)s AND %(last)s
"""


def judge(kind: str, select: str, said: Mapping[str, Any], *, first: int = 0, last: int = 2**62) -> int:
    """Judge the rows of a kind with ids in the range by its SELECT; return how many there were."""
    statement = VERDICT.replace("{select}", select)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**said, "kind": kind, "first": first, "last": last})
        return cursor.rowcount


def refresh_statistics(*tables: str) -> None:
    """Let the planner know what a bulk load has filled; without it joins go wrong by orders of magnitude."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def ranges(intake: Intake, kind: str, *, size: int = RANGE) -> Iterator[tuple[int, int]]:
    """Give the first and last ids of the parts in which the rows of a kind are judged and written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), max(id) FROM registry_intakerow WHERE intake_id = %s AND kind = %s",
            [intake.pk, kind],
        )
        lowest, highest = cursor.fetchone()
    if lowest is not None:
        for first in range(lowest, highest + 1, size):
            yield first, min(first + size - 1, highest)


def parameters(intake: Intake, *, tells_warnings: bool = True) -> dict[str, Any]:
    """Return what the statements need to know of the intake."""
    span = rules.span_of(intake.path)
    kinds = codes_of("post_kind")
    is_template = intake.kind in TEMPLATES
    return {
        "intake": intake.pk,
        "source": intake.source,
        "low": span.low,
        "high": span.high,
        "root": intake.organisation_id,
        "root_path": intake.path,
        "root_name": intake.organisation.name,
        "bulk": intake.progress.get("bulk", []),
        "on": intake.on,
        "sight": intake.sight,
        "columns": json.dumps(columns_of(intake)),
        "troubles": json.dumps(told(TROUBLES)),
        "levels": json.dumps({kind.code: kind.extra.get("levels", []) for kind in kinds.values()}),
        "successions": [old + new for old in "GJL" for new in "GJL" if rules.may_become(old, new)],
        "is_template": is_template,
        "prefix": "^.*:" if is_template else "^(org|class|grade|role|enr|user):",
        "tells_warnings": tells_warnings,
    }


def told(troubles: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the troubles as rows, with their sentences."""
    return [
        {
            "code": code,
            "part": part,
            "is_warning": weight != "error",
            "stops": weight != "warning",
            "cause": SENTENCES[code][0],
            "cure": SENTENCES[code][1],
        }
        for code, (part, weight) in troubles.items()
    ]
