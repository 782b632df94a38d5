"""Organisations: judged one by one, since they are few, and what becomes of them written beside their rows."""

from collections.abc import Iterable, Iterator

from django.db import connection

from yuandu.engines.registry.enums import Outcome
from yuandu.engines.registry.gateways import TEMPLATES
from yuandu.engines.registry.models import Intake
from yuandu.engines.registry.services.intake.columns import columns_of
from yuandu.engines.registry.services.intake.copying import copy_faults
from yuandu.engines.registry.services.intake.drafts import Complaint, complaint
from yuandu.engines.registry.services.intake.kinds.placing import AT_A_TIME, Placing, Verdict


def judge_organisations(intake: Intake) -> int:
    """Judge the rows of organisations, and write what becomes of them; return how many there were."""
    verdicts = Placing(intake).judge()
    for start in range(0, len(verdicts), AT_A_TIME):
        write(verdicts[start : start + AT_A_TIME])
    copy_faults(intake.pk, complaints(intake, verdicts))
    return len(verdicts)


def write(verdicts: Iterable[Verdict]) -> None:
    """Write the verdicts beside their rows."""
    columns = zip(
        *(
            (
                one.row.pk,
                Outcome.FAULT if one.trouble else one.outcome,
                one.node.pk if one.node else None,
                one.parent.pk if one.parent else None,
                one.node.path if one.node else "",
            )
            for one in verdicts
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registry_intakerow r
            SET outcome = v.outcome, target_id = v.target_id, place_id = v.place_id, path = v.path
            FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[])
                 AS v(id, outcome, target_id, place_id, path)
            WHERE r.id = v.id
            """,
            [list(column) for column in columns],
        )


def complaints(intake: Intake, verdicts: Iterable[Verdict]) -> Iterator[Complaint]:
    """Give the complaints about the rows that stay out; of a mention, those tell that mention it."""
    columns = columns_of(intake)
    is_template = intake.kind in TEMPLATES
    for verdict in verdicts:
        row = verdict.row
        if verdict.trouble and not (is_template and not row.sourced_id.startswith("row:")):
            code, part = verdict.trouble
            if is_template and code in ("place_faulty", "place_missing"):
                code = "place_unread"
            key = {"place": row.place_key, "self": row.sourced_id}.get(part, "")
            yield complaint(
                code,
                file=row.file,
                line=row.line,
                field=columns.get(row.file, {}).get(part, ""),
                value=key.rpartition(":")[2] if key else row.values.get("name") or "",
                place=intake.organisation.name,
            )
