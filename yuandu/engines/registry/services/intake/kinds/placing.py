"""Organisations: few enough to be placed one by one, from the top down, so that paths and loops are plain."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from yuandu.engines.registry import rules
from yuandu.engines.registry.enums import Outcome
from yuandu.engines.registry.models import ExternalId, Intake, IntakeRow, Organisation
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.rules.cohorts import LETTERS, cohort_code
from yuandu.engines.registry.rules.names import similarity

STAYS = {"grade": ("stage", "entry_year"), "class": ("stage", "entry_year")}
TOLD = ("name", "short_name", "kind", "urban_rural", "identifier", "uscc", "stage", "entry_year")
LIVE = ("id", "school_id", "parent_id", "path", "level", "area_id", "closed_on", *TOLD)
AT_A_TIME = 5_000
ALIKE = 0.6  # by Dice: 奎文区教育局 and 奎文区教育和体育局 have 0.82


@dataclass
class Node:
    """An organisation as it is, or as it will be: what those below it need to know."""

    pk: int
    path: str
    level: str
    is_open: bool = True
    is_new: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, live: Organisation) -> "Node":
        values = {name: getattr(live, name) for name in TOLD} | {
            "parent_id": live.parent_id,
            "school_id": live.school_id,
        }
        return cls(live.pk, live.path, live.level, live.closed_on is None, values=values)


@dataclass
class Verdict:
    """What becomes of one row."""

    row: IntakeRow
    node: Node | None = None
    outcome: str = Outcome.SAME
    trouble: tuple[str, str] | None = None  # a code of sentences, and the part that it is about
    parent: Node | None = None


class Placing:
    """The rows of one intake and the tree that they come to."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.levels = codes_of("organisation_level")
        rows = intake.rows.filter(kind="organisation", is_written=False).exclude(outcome=Outcome.FAULT)
        self.rows = {row.sourced_id: row for row in rows.order_by("-pk")}
        self.repeated = [row for row in rows if self.rows[row.sourced_id].pk != row.pk]
        self.point_mentions()
        self.verdicts: dict[str, Verdict] = {}
        self.owners: dict[int, str] = {}  # which row of the file an organisation is
        self.load_live()

    def point_mentions(self) -> None:
        """Let what is mentioned by name or code be the row of the file that has it, where there is one."""
        named: dict[str, str] = {}
        for row in self.rows.values():
            if row.sourced_id.startswith("row:"):
                named |= {
                    row.values[name]: row.sourced_id
                    for name in ("name", "identifier")
                    if row.values.get(name)
                }
        for row in self.rows.values():
            if row.sourced_id.startswith("at:") and row.values["name"] in named:
                row.place_key = named[row.values["name"]]

    def load_live(self) -> None:
        """Read the organisations that rows may be: those of the place, above it, and named elsewhere."""
        wanted = Organisation.objects.filter(path__in=[*rules.ancestors(self.intake.path), self.intake.path])
        low, high = rules.span_of(self.intake.path)
        below = Organisation.objects.filter(path__gte=low, path__lt=high)
        known = ExternalId.objects.filter(source=self.intake.source, kind="organisation")
        self.known = dict(known.values_list("sourced_id", "target_id")) if self.intake.source else {}
        claims = [row.target_id for row in self.rows.values() if row.outcome == "" and row.target_id]
        named = Organisation.objects.filter(pk__in=[*self.known.values(), *claims])
        said = [row.values.get("identifier") for row in self.rows.values() if row.values.get("identifier")]
        coded = Organisation.objects.filter(identifier__in=said)
        self.live: dict[int, Node] = {}
        self.areas: dict[int, int | None] = {}
        for found in (wanted, below, named, coded):
            for one in found.only(*LIVE).iterator():
                self.live[one.pk] = Node.of(one)
                self.areas[one.pk] = one.area_id
        self.root = self.live[self.intake.organisation_id]
        self.index()

    @cached_property
    def names_the_place(self) -> bool:
        """Whether a row without parent bears the very name of the place; others then are other places."""
        tops = (row for row in self.rows.values() if not row.place_key and not row.is_ended)
        said = {(row.values.get("level"), row.values.get("name")) for row in tops}
        return (self.root.level, self.root.values["name"]) in said

    def index(self) -> None:
        """Make what rows are found by: identifiers, and names and cohorts under a parent."""
        self.by_identifier = {}
        self.by_name: dict[tuple[int | None, str, str], Node] = {}
        self.by_cohort: dict[tuple[int | None, str, int], Node] = {}
        self.by_title: dict[str, list[Node]] = {}
        self.by_class: dict[tuple[int | None, str], list[Node]] = {}
        self.taken = {node.path for node in self.live.values()}
        for node in sorted(self.live.values(), key=lambda node: (node.is_open, node.pk)):
            self.enter(node)

    def enter(self, node: Node) -> None:
        """Let later rows find the organisation."""
        said, parent = node.values, node.values.get("parent_id")
        self.taken.add(node.path)
        for code in (said.get("identifier"), said.get("uscc")):
            if code:
                self.by_identifier[code] = node
        self.by_name[parent, node.level, said.get("name", "")] = node
        if node.level == "class":
            self.by_class.setdefault((said.get("school_id"), said.get("name", "")), []).append(node)
        elif node.level != "grade" and node.is_open and self.is_inside(node.path):
            self.by_title.setdefault(said.get("name", ""), []).append(node)
        if node.level == "grade" and said.get("entry_year"):
            self.by_cohort[parent, said.get("stage") or "", said["entry_year"]] = node

    def judge(self) -> list[Verdict]:
        """Return the verdict on every row."""
        for key in self.rows:
            self.judge_chain(key)
        self.drop_empty_cohorts()
        again = [
            Verdict(
                row, self.verdicts[row.sourced_id].node, Outcome.SAME, self.verdicts[row.sourced_id].trouble
            )
            for row in self.repeated
        ]
        return [*self.verdicts.values(), *again]

    def drop_empty_cohorts(self) -> None:
        """Open no cohort for whose sake no class is opened: its classes were found elsewhere in the school."""
        verdicts = self.verdicts.values()
        used = {
            verdict.parent.pk for verdict in verdicts if verdict.parent and verdict.outcome == Outcome.NEW
        }
        for verdict in verdicts:
            if is_derived(verdict.row) and verdict.outcome == Outcome.NEW and verdict.node.pk not in used:
                verdict.outcome, verdict.node, verdict.parent = Outcome.SAME, None, None

    def judge_chain(self, key: str) -> None:
        """Judge a row after those above it; rows above themselves are in a loop."""
        chain: list[str] = []
        while key in self.rows and key not in self.verdicts and key not in chain:
            chain.append(key)
            key = self.rows[key].place_key
        if key in chain:
            for looping in chain[chain.index(key) :]:
                self.verdicts[looping] = Verdict(self.rows[looping], trouble=("place_loop", "place"))
        for waiting in reversed(chain):
            if waiting not in self.verdicts:
                self.verdicts[waiting] = self.verdict_on(self.rows[waiting])

    def verdict_on(self, row: IntakeRow) -> Verdict:
        """Judge one row whose parent, if it is in the file, has been judged."""
        if row.is_ended:
            node = self.known_as(row)
            is_gone = node is not None and node.is_open and self.is_inside(node.path)
            return Verdict(row, node, Outcome.GONE if is_gone else Outcome.SAME)
        parent, trouble = self.parent_of(row)
        if trouble:
            return Verdict(row, trouble=(trouble, "place"))
        if row.values.get("is_mention"):
            return self.mentioned(row, parent)
        node = self.known_as(row) or self.likest(row, parent)
        if node is None and parent is None and row.values.get("level") == self.root.level:
            return Verdict(row, trouble=("outside", "name"))
        if node is None:
            return self.new(row, parent)
        if self.owners.setdefault(node.pk, row.sourced_id) != row.sourced_id or node.is_new:
            return Verdict(row, node, trouble=("title_taken", "name"))
        return self.old(row, node)

    def mentioned(self, row: IntakeRow, parent: Node | None) -> Verdict:
        """Judge a mention: of a row of the file, of a class at its school, or of what the platform has."""
        text = row.values["name"]
        if row.sourced_id.startswith("at:"):
            found = [parent] if parent else self.titled(text)
        else:
            school = parent.values.get("school_id") if parent else None
            found = [node for node in self.by_class.get((school, text), []) if node.is_open]
        if len(found) == 1:
            return Verdict(row, found[0])
        return Verdict(row, trouble=("place_unread", "self"))

    def titled(self, text: str) -> list[Node]:
        """Return the open organisations of the place that have this code or name."""
        node = self.by_identifier.get(rules.normalise(text))
        return [node] if node and self.is_inside(node.path) and node.is_open else self.by_title.get(text, [])

    def old(self, row: IntakeRow, node: Node) -> Verdict:
        """Judge a row of an organisation that is there: the place itself and what is above it stay as they are."""
        is_closing = bool(row.values.get("closed_on"))
        if not node.is_open:
            return Verdict(row, node, trouble=None if is_closing else ("place_closed", "name"))
        if rules.is_at_or_below(self.intake.path, node.path) or is_derived(row):
            return Verdict(row, node)
        if not self.is_inside(node.path):
            return Verdict(row, node, trouble=("outside", "name"))
        if is_closing:
            return Verdict(row, node, Outcome.GONE)
        return Verdict(row, node, Outcome.CHANGED if self.changes(row, node) else Outcome.SAME)

    def parent_of(self, row: IntakeRow) -> tuple[Node | None, str | None]:
        """Return the parent, None where the row names none, and what is wrong with it."""
        key = row.place_key
        if not key:
            return None, None
        if key in self.verdicts:
            verdict = self.verdicts[key]
            return verdict.node, "place_faulty" if verdict.trouble else None
        node = self.live.get(self.known.get(key, 0))
        return node, None if node else "place_missing"

    def known_as(self, row: IntakeRow) -> Node | None:
        """Return the organisation that earlier files, or the row's own claim, say it is."""
        claim = row.target_id if row.outcome == "" else None
        return self.live.get(self.known.get(row.sourced_id) or claim or 0)

    def likest(self, row: IntakeRow, parent: Node | None) -> Node | None:
        """Return the organisation with the row's codes, or its name at its place."""
        said = row.values
        for code in (said.get("identifier"), said.get("uscc")):
            if code and code in self.by_identifier:
                return self.by_identifier[code]
        level, name = said.get("level", ""), said.get("name", "")
        if parent is None:
            return self.at_the_top(level, name)
        if level == "grade":
            return self.by_cohort.get((parent.pk, said.get("stage") or "", said.get("entry_year")))
        if level == "class":
            return self.class_at(parent, said)
        return self.by_name.get((parent.pk, level, name))

    def class_at(self, parent: Node, said: dict[str, Any]) -> Node | None:
        """Return the class of the school that has the name: of the cohort, or of its year, or of the year in its name."""
        name = said.get("name", "")
        found = [
            node for node in self.by_class.get((parent.values.get("school_id"), name), []) if node.is_open
        ]
        for fits in (
            lambda node: node.values.get("parent_id") == parent.pk,
            lambda node: node.values.get("entry_year") in (None, "", said.get("entry_year")),
            lambda node: str(node.values.get("entry_year")) in name,
        ):
            near = [node for node in found if fits(node)]
            if near:
                return near[0] if len(near) == 1 else None
        return None

    def at_the_top(self, level: str, name: str) -> Node | None:
        """Return what a row without parent is: the place, something above it, or right below it."""
        above = [node for node in self.live.values() if rules.is_at_or_below(self.intake.path, node.path)]
        named = next((node for node in above if node.level == level and is_called(node, name)), None)
        is_root = self.root.level == level and not self.names_the_place and is_nearly_called(self.root, name)
        if named or is_root:
            return named or self.root
        return self.by_name.get((self.root.pk, level, name))

    def new(self, row: IntakeRow, parent: Node | None) -> Verdict:
        """Judge a row that is not there yet: whether it may be opened, and where."""
        parent = parent or self.root
        level = row.values.get("level", "")
        if not self.is_inside(parent.path):
            return Verdict(row, trouble=("place_outside", "place"))
        if not parent.is_open:
            return Verdict(row, trouble=("place_closed", "place"))
        if parent.level not in self.levels[level].extra["below"]:
            return Verdict(row, trouble=("level_unfit", "name"))
        pk = row.target_id if row.outcome == Outcome.NEW else self.next_id()
        path = rules.path_below(parent.path, self.free_code(row, parent, pk))
        school = pk if level == "school" else parent.values.get("school_id")
        values = row.values | {"parent_id": parent.pk, "school_id": school}
        node = Node(pk, path, level, is_new=True, values=values)
        self.enter(node)
        return Verdict(row, node, Outcome.NEW, parent=parent)

    def free_code(self, row: IntakeRow, parent: Node, pk: int) -> str:
        """Return the code for the path: the official one, that of the cohort, else the id."""
        said = row.values
        wanted = said.get("identifier") or ""
        if said["level"] == "grade" and said.get("stage") in LETTERS and said.get("entry_year"):
            wanted = cohort_code(said["stage"], said["entry_year"])
        if wanted and rules.path_below(parent.path, wanted) not in self.taken:
            return wanted
        return f"{said['level'][0].upper()}{pk}"

    def next_id(self) -> int:
        """Return an id for an organisation to be; ids are drawn in batches."""
        if not getattr(self, "ids", None):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence('registry_organisation', 'id'))"
                    " FROM generate_series(1, %s)",
                    [min(len(self.rows), AT_A_TIME)],
                )
                self.ids = [pk for (pk,) in reversed(cursor.fetchall())]
        return self.ids.pop()

    def changes(self, row: IntakeRow, node: Node) -> dict[str, Any]:
        """Return what the row says otherwise than the platform; what it does not say stays."""
        said = row.values
        names = [name for name in TOLD if said.get(name) and name not in STAYS.get(node.level, ())]
        told = {name: said[name] for name in names if said[name] != node.values.get(name)}
        if said.get("area_id") and said["area_id"] != self.areas.get(node.pk):
            told["area_id"] = said["area_id"]
        return told

    def is_inside(self, path: str) -> bool:
        return rules.is_at_or_below(path, self.intake.path)


def is_derived(row: IntakeRow) -> bool:
    """Say whether the row is a cohort that no line of the file names."""
    return row.sourced_id.startswith("grade:")


def is_called(node: Node, name: str) -> bool:
    """Say whether the organisation has the name, in full or in short."""
    return name in (node.values.get("name"), node.values.get("short_name"))


def is_nearly_called(node: Node, name: str) -> bool:
    """Say whether the name means the authority, as 教育局 for 教育和体育局; two schools may be as alike as that."""
    return node.level != "school" and similarity(name, node.values["name"]) >= ALIKE
