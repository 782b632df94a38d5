"""Reading rosters in OneRoster 1.1 and 1.2 CSV, from a zip file or a folder, one row at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yuandu.engines.registry.gateways.archives import ROSTER_LIMITS, Member, members_of
from yuandu.engines.registry.gateways.faults import Fault, Row, Unreadable, fault
from yuandu.engines.registry.gateways.oneroster.columns import TABLES, Mode, Version
from yuandu.engines.registry.gateways.oneroster.headings import Plan, plan_of
from yuandu.engines.registry.gateways.oneroster.manifest import (
    ALL_TABLES,
    NAME,
    Manifest,
    read_manifest,
)
from yuandu.engines.registry.gateways.oneroster.rows import Reading
from yuandu.engines.registry.gateways.tables import Table


@dataclass(slots=True)
class Roster:
    """An opened roster. Its tables are read from the file anew on each call of `rows`.

    `modes` says of every table of the standard how it is to be read. `notes` says what is odd about the
    files as a whole; an error among them names a table that is not read.
    """

    version: Version
    modes: dict[str, Mode]
    system_name: str = ""
    system_code: str = ""
    notes: list[Fault] = field(default_factory=list)
    tables: dict[str, tuple[Table, Plan]] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The tables that can be read, each after those that it points to."""
        return tuple(kind for kind in TABLES if kind in self.tables)

    def rows(self, kind: str) -> Iterator[Row | Fault]:
        """Read the table: a good row as a Row, a bad one as its faults; nothing if the table is not there."""
        if kind not in self.tables:
            return
        table, plan = self.tables[kind]
        yield from Reading(table, plan, kind=kind).rows()


def open_roster(path: Path) -> Roster:
    """Open a roster: look through all its files for their encodings and headings; raises Unreadable."""
    members = known_members(members_of(path, limits=ROSTER_LIMITS))
    notes = [
        fault("unknown_file", file=member.path, line=0, severity="warning") for member in members.pop("", [])
    ]
    if NAME not in members:
        raise Unreadable("no_manifest")
    manifest = read_manifest(members[NAME][0])
    roster = Roster(
        version=manifest.version,
        modes=dict.fromkeys(ALL_TABLES, "absent") | manifest.modes,
        system_name=manifest.system_name,
        system_code=manifest.system_code,
        notes=[*manifest.notes, *notes],
    )
    for kind in ALL_TABLES:
        add_table(roster, kind, members.get(f"{kind}.csv"), manifest)
    return roster


def known_members(members: list[Member]) -> dict[str, list[Member]]:
    """Return the members by their standard name, those of no such name under ""; raises Unreadable."""
    names = {f"{kind}.csv".casefold(): f"{kind}.csv" for kind in ALL_TABLES} | {NAME: NAME}
    by_name: dict[str, list[Member]] = {}
    for member in members:
        name = names.get(member.name.casefold(), "")
        if name and name in by_name:
            raise Unreadable("twice", name=name)
        if name or not member.name.startswith("."):
            by_name.setdefault(name, []).append(member)
    return by_name


def add_table(roster: Roster, kind: str, members: list[Member] | None, manifest: Manifest) -> None:
    """Make the table ready to be read, or note why it is not."""
    file, mode = f"{kind}.csv", roster.modes[kind]
    if members is None:
        if mode != "absent":
            roster.notes.append(
                fault("missing_file", file=NAME, line=manifest.lines[kind], field=f"file.{kind}", value=mode)
            )
        return
    if kind not in TABLES or mode == "absent":
        code = "ignored_file" if kind not in TABLES else "undeclared_file"
        if kind not in manifest.lines or mode != "absent":
            roster.notes.append(fault(code, file=file, line=0, severity="warning"))
        return
    try:
        table = Table(members[0].open, name=file)
    except Unreadable as reason:
        if reason.code not in ("empty", "encoding", "heading_too_long"):
            raise
        roster.notes.append(fault(reason.code, file=file, line=1))
        return
    plan, notes = plan_of(table, kind=kind, version=roster.version, mode=mode)
    roster.notes += [*table.notes(), *notes]
    if plan is not None:
        roster.tables[kind] = (table, plan)
