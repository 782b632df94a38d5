"""Organisations: opened and changed through the services that open and change them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from yuandu.engines.registry.enums import Outcome
from yuandu.engines.registry.models import Intake, IntakeRow, Organisation, Post
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries import at_or_below, held_on
from yuandu.engines.registry.rules.cohorts import cohort_name
from yuandu.engines.registry.services.intake.columns import columns_of
from yuandu.engines.registry.services.intake.copying import copy_faults
from yuandu.engines.registry.services.intake.drafts import complaint
from yuandu.engines.registry.services.intake.kinds.placing import STAYS, TOLD
from yuandu.engines.registry.services.organisations.bulk import change_organisations, open_organisations
from yuandu.engines.registry.services.organisations.changing import end_states

FIRST_DAY = (9, 1)  # of a school year: month and day


def write_organisations(intake: Intake, *, first: int, last: int) -> int:
    """Open the new organisations of this part and change the others; return how many."""
    rows = intake.rows.filter(kind="organisation", pk__range=(first, last), is_written=False)
    fresh = list(rows.filter(outcome=Outcome.NEW).order_by("path"))
    changed = list(rows.filter(outcome=Outcome.CHANGED))
    parents = Organisation.objects.in_bulk({row.place_id for row in fresh})
    drafts = (draft_of(row, parents.get(row.place_id), on=intake.on) for row in fresh)
    open_organisations(drafts, parents=parents)
    keep_before(changed)
    changes = {row.target_id: {name: row.values[name] for name in row.before} for row in changed}
    change_organisations(changes, on=intake.on)
    for row in (*fresh, *changed):
        row.is_written = True
    IntakeRow.objects.bulk_update([*fresh, *changed], ["is_written", "before"], batch_size=2_000)
    return len(fresh) + len(changed)


def draft_of(row: IntakeRow, parent: Organisation | None, *, on: date) -> Organisation:
    """Return the organisation that the row says, without what its parent gives it.

    A cohort of a school with several stages has its stage in its name.
    """
    said = {name: row.values[name] for name in TOLD if row.values.get(name)}
    if row.values["level"] == "grade" and row.values.get("entry_year") and parent:
        kind = codes_of("school_kind").get(parent.kind)
        with_stage = kind is not None and len(kind.extra.get("stages", ())) > 1
        said["name"] = cohort_name(said.get("stage", ""), said["entry_year"], with_stage=with_stage)
    return Organisation(
        pk=row.target_id,
        parent_id=row.place_id,
        path=row.path,
        level=row.values["level"],
        area_id=row.values.get("area_id"),
        opened_on=opening_of(row.values, on=on),
        marks=row.values.get("marks", {}),
        **said,
    )


def opening_of(said: dict[str, Any], *, on: date) -> date:
    """Return the day of opening: as written, for classes the first day of their first year, else the day."""
    if said.get("opened_on"):
        return date.fromisoformat(said["opened_on"])
    if said["level"] in STAYS and said.get("entry_year"):
        return min(on, date(said["entry_year"], *FIRST_DAY))
    return on


def keep_before(rows: Iterable[IntakeRow]) -> None:
    """Keep on each row what its organisation was, in the fields that the row changes."""
    live = Organisation.objects.in_bulk([row.target_id for row in rows])
    for row in rows:
        was = live[row.target_id]
        names = [name for name in (*TOLD, "area_id") if name not in STAYS.get(was.level, ())]
        told = [name for name in names if row.values.get(name) and row.values[name] != getattr(was, name)]
        row.before = {name: getattr(was, name) for name in told}


def close_organisations(intake: Intake) -> int:
    """Close what the file ends and where nobody is left, the lowest first; the others are complained about."""
    ends = "organisation" in intake.progress.get("ends", ())
    rows = intake.rows.filter(kind="organisation", outcome=Outcome.GONE, is_written=False)
    rows = [row for row in rows.order_by("-path") if row.line or ends]
    kept = []
    for row in rows:
        below = Organisation.objects.filter(at_or_below(row.path), closed_on=None).exclude(pk=row.target_id)
        if below.exists() or Post.objects.filter(at_or_below(row.path)).filter(held_on(intake.on)).exists():
            row.outcome = Outcome.FAULT
            kept.append(row)
        else:
            end_states([row.target_id], on=intake.on)
            row.is_written, row.before = True, {"closed_on": None}
    IntakeRow.objects.bulk_update(rows, ["is_written", "before", "outcome"], batch_size=2_000)
    copy_faults(intake.pk, (not_empty(intake, row) for row in kept))
    return len(rows)


def not_empty(intake: Intake, row: IntakeRow) -> Any:
    """Return the complaint about an organisation that cannot be closed."""
    field = columns_of(intake).get(row.file, {}).get("self", "")
    value = row.sourced_id.partition(":")[2]
    return complaint("not_empty", file=row.file, line=row.line, field=field, value=value)
