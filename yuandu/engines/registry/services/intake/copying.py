"""Drafts and complaints into the database, by COPY: by way of a passing table, since none goes through the net."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction

from yuandu.engines.registry.enums import Outcome
from yuandu.engines.registry.services.intake.drafts import Complaint, Draft

ROW_COLUMNS = (
    "intake_id, file, line, kind, sourced_id, place_key, whose_key, other_key, values, is_ended, target_id,"
    " outcome, path, is_written"
)
FAULT_COLUMNS = "intake_id, file, line, field, value, cause, cure, details, is_warning"
FAULT = str(Outcome.FAULT)
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Placed(NamedTuple):
    """A draft, and the file and line that it comes from."""

    file: str
    line: int
    draft: Draft


def copy_rows(intake_id: int, drafts: Iterable[Placed]) -> None:
    """Write drafts as rows of the intake, in their order."""
    copy(
        "registry_intakerow",
        ROW_COLUMNS,
        (
            (intake_id, file, line, draft.kind, draft.sourced_id, draft.place, draft.whose, draft.other)
            + (encoded(draft.values), draft.is_ended, draft.target, FAULT if draft.is_bad else "", "", False)
            for file, line, draft in drafts
        ),
    )


def copy_faults(intake_id: int, complaints: Iterable[Complaint]) -> None:
    """Write complaints as faults of the intake."""
    copy(
        "registry_intakefault",
        FAULT_COLUMNS,
        (
            (intake_id, *one[:4], one.cause, one.cure, encoded(dict(one.details)), one.is_warning)
            for one in complaints
        ),
    )


@transaction.atomic
def copy(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the rows to the columns of the table, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
        )
        with cursor.copy("COPY arriving FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM arriving")
        cursor.execute("DROP TABLE arriving")
