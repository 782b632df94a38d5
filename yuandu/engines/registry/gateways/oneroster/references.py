"""Whether the rows of a roster point to rows that are there, in one pass that keeps the identifiers only."""

from collections.abc import Container, Iterator, Mapping

from yuandu.engines.registry.gateways.faults import Fault, Row, fault
from yuandu.engines.registry.gateways.oneroster.columns import TABLES, Column
from yuandu.engines.registry.gateways.oneroster.reader import Roster

PARENT = "parentSourcedId"
REFERENCES: Mapping[str, tuple[Column, ...]] = {
    kind: tuple(column for column in columns if column.refers) for kind, columns in TABLES.items()
}
TARGETS = frozenset(column.refers for columns in REFERENCES.values() for column in columns)
Pointer = tuple[int, str, str]  # the line of the row, its column, the identifier that it points to


class References:
    """The identifiers met so far, told the rows table by table in the order of `Roster.kinds`.

    A table read in bulk holds all there is; of one that is absent or a delta, the rest must be in `known`
    (identifiers by table), and what points to it is not judged where `known` has not the table.
    A row that must have the reference, or whose parent is missing, is in error; others lose the link only.
    """

    def __init__(self, roster: Roster, *, known: Mapping[str, Container[str]] | None = None) -> None:
        self.modes = roster.modes
        self.known = known or {}
        self.present: dict[str, set[str]] = {kind: set() for kind in TARGETS}
        self.gone: dict[str, set[str]] = {kind: set() for kind in TARGETS}
        self.waiting: dict[str, list[Pointer]] = {kind: [] for kind in TABLES}
        self.parents: dict[str, dict[str, tuple[str, int]]] = {kind: {} for kind in TABLES}

    def faults_of(self, row: Row) -> list[Fault]:
        """Take in the row and return what is wrong with its references to other tables."""
        kind = row.kind
        if row.status == "tobedeleted":
            if kind in TARGETS:
                self.gone[kind].add(row.sourced_id)
            return []
        if kind in TARGETS:
            self.present[kind].add(row.sourced_id)
        faults = []
        for column in REFERENCES[kind]:
            value = row.sourced_id if column.name == "sourcedId" else row.values[column.name]
            for target in (value,) if isinstance(value, str) else value or ():
                if column.name == PARENT:
                    self.parents[kind][row.sourced_id] = (target, row.line)
                if column.refers == kind:
                    if target not in self.present[kind]:
                        self.waiting[kind].append((row.line, column.name, target))
                elif self.is_dangling(column.refers, target):
                    faults.append(dangling(kind, column, line=row.line, target=target))
        return faults

    def faults_left(self, kind: str) -> Iterator[Fault]:
        """Return, when the table has been read to its end, the faults of references within it, and loops."""
        columns = {column.name: column for column in REFERENCES[kind]}
        for line, name, target in self.waiting.pop(kind):
            if self.is_dangling(kind, target):
                yield dangling(kind, columns[name], line=line, target=target)
        yield from loops(kind, self.parents.pop(kind))

    def is_dangling(self, kind: str, target: str) -> bool:
        """Say whether nothing is known by the identifier where something should be."""
        if target in self.present[kind]:
            return False
        if target in self.gone[kind]:
            return True
        if kind in self.known:
            return target not in self.known[kind]
        return self.modes[kind] == "bulk"


def check_references(roster: Roster, *, known: Mapping[str, Container[str]] | None = None) -> Iterator[Fault]:
    """Read the whole roster and give the faults of its references; bad rows count as not there."""
    references = References(roster, known=known)
    for kind in roster.kinds:
        for row in roster.rows(kind):
            if type(row) is Row:
                yield from references.faults_of(row)
        yield from references.faults_left(kind)


def dangling(kind: str, column: Column, *, line: int, target: str) -> Fault:
    """Return the fault of a reference to nothing."""
    is_needed = bool(column.required) or column.name == PARENT
    return fault(
        "dangling",
        file=f"{kind}.csv",
        line=line,
        field=column.name,
        value=target,
        severity="error" if is_needed else "warning",
        title=column.name,
        target=f"{column.refers}.csv",
    )


def loops(kind: str, parents: Mapping[str, tuple[str, int]]) -> Iterator[Fault]:
    """Return a fault for each row that is above itself."""
    done: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        at = start
        while at in parents and at not in done and at not in chain:
            chain[at] = None
            at = parents[at][0]
        if at in chain:
            ring = list(chain)[list(chain).index(at) :]
            for member in ring:
                shown = "→".join([*ring[:5], *(["…"] if len(ring) > 5 else []), ring[0]])
                yield fault(
                    "loop",
                    file=f"{kind}.csv",
                    line=parents[member][1],
                    field=PARENT,
                    value=parents[member][0],
                    chain=shown,
                )
        done.update(chain)
