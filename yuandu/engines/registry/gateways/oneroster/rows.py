"""The rows of one OneRoster table: each record judged by the plan of its heading."""

from collections.abc import Iterator, Mapping
from typing import Literal

from yuandu.engines.registry.gateways.faults import Fault, Row, fault
from yuandu.engines.registry.gateways.oneroster.headings import Plan
from yuandu.engines.registry.gateways.tables import Table
from yuandu.engines.registry.gateways.values import BLANK, iso_moment

Status = Literal["active", "tobedeleted"]
Values = dict[str, str | list[str] | None]

STATUSES: Mapping[str, Status] = {"active": "active", "tobedeleted": "tobedeleted", "inactive": "tobedeleted"}
SHORTEST_LIMIT = 255  # characters; a record without a longer cell has none that is too long


class Reading:
    """One pass over a table; `faults` are those of the record at hand."""

    def __init__(self, table: Table, plan: Plan, *, kind: str) -> None:
        self.table = table
        self.plan = plan
        self.kind = kind
        self.seen: set[str] = set()
        self.line = 0
        self.faults: list[Fault] = []

    def rows(self) -> Iterator[Row | Fault]:
        """Give each good record as a Row, after its warnings, and each bad one as its faults."""
        for record in self.table.records():
            if type(record) is Fault:
                yield record
                continue
            row = self.row(*record)
            if self.faults:
                yield from self.faults
                self.faults = []
            if row is not None:
                yield row

    def row(self, line: int, fields: list[str]) -> Row | None:
        """Return the row of a record, or None when an error among `faults` keeps it out."""
        plan = self.plan
        self.line = line
        values: Values = dict(plan.blank)
        cells = [text.strip(BLANK) or None for text in plan.pick(fields)]
        values.update(zip(plan.names, cells, strict=True))
        sourced_id = self.judged_id(values.pop("sourcedId"))
        status, modified = values.pop("status"), values.pop("dateLastModified")
        state: Status = "active"
        if status or modified or plan.needs_status:
            state, modified = self.judged_state(status, modified)
        if state == "active":
            for name in plan.required:
                if values[name] is None:
                    self.blame("missing", field=name)
        self.bring_to_form(values)
        if max(map(len, fields)) > SHORTEST_LIMIT:
            self.judge_lengths(cells)
        if self.faults and any(one.severity == "error" for one in self.faults):
            return None
        self.seen.add(sourced_id)
        return Row(self.kind, line, sourced_id, state, modified, values)

    def judged_id(self, sourced_id: str | None) -> str:
        """Return the identifier, blaming one that is missing or stood in a good row before."""
        if sourced_id is None:
            self.blame("missing", field="sourcedId")
        elif sourced_id in self.seen:
            self.blame("twice", field="sourcedId", value=sourced_id, id=sourced_id)
        return sourced_id or ""

    def judged_state(self, status: str | None, modified: str | None) -> tuple[Status, str | None]:
        """Return status and moment of change in their one form; a delta must have both."""
        state = STATUSES.get((status or "active").casefold())
        if state is None:
            self.blame("not_a_status", field="status", value=status)
        elif status is None and self.plan.needs_status:
            self.blame("missing", field="status")
        elif status and status.casefold() == "inactive":  # the word of version 1.0
            self.blame("old_status", field="status", value=status, severity="warning")
        at = iso_moment(modified) if modified else None
        if modified and at is None:
            self.blame("not_a_moment", field="dateLastModified", value=modified)
        elif modified is None and self.plan.needs_status:
            self.blame("missing", field="dateLastModified")
        return state or "active", at

    def bring_to_form(self, values: Values) -> None:
        """Bring dates, choices and lists to their one form, blaming those that have none."""
        for check in self.plan.checks:
            text = values[check.name]
            if text is not None:
                values[check.name] = value = check.convert(text)
                if value is None:
                    self.blame(check.code, field=check.name, value=text, **check.details)
        for name in self.plan.lists:
            if values[name] is None:
                values[name] = []

    def judge_lengths(self, cells: list[str | None]) -> None:
        """Blame the cells that are too long."""
        for name, text in zip(self.plan.names, cells, strict=True):
            limit = self.plan.lengths[name]
            if text and len(text) > limit:
                self.blame("too_long_value", field=name, value=text, limit=limit)

    def blame(
        self, code: str, *, field: str, value: str | None = "", severity: str = "error", **details: object
    ) -> None:
        """Note a fault of the record at hand."""
        self.faults.append(
            fault(
                code,
                file=self.table.name,
                line=self.line,
                field=field,
                value=value or "",
                severity=severity,
                title=field,
                **details,
            )
        )
