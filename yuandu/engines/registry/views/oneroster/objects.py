"""Rows as the objects of OneRoster: from the very cells that our exports write, so that both say the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from yuandu.engines.registry.queries.oneroster import Found, Place
from yuandu.engines.registry.services.export import rows
from yuandu.engines.registry.services.export.rows import Export

Object = dict[str, Any]
METADATA = "metadata."
# columns of the files that point to rows, as they are called over HTTP, and what they point to
POINTERS = {
    "parentSourcedId": ("parent", "org"),
    "orgSourcedId": ("org", "org"),
    "schoolSourcedId": ("school", "org"),
    "courseSourcedId": ("course", "course"),
    "classSourcedId": ("class", "class"),
    "userSourcedId": ("user", "user"),
    "termSourcedIds": ("terms", "academicSession"),
    "agentSourcedIds": ("agents", "user"),
}
PLACES = {
    "org": "orgs",
    "course": "courses",
    "class": "classes",
    "user": "users",
    "academicSession": "academicSessions",
}
DEMONSTRATION = {"metadata.yuandu.demonstration": "true"}


@dataclass(frozen=True)
class Maker:
    """Makes objects for one answer; `base` is the address of the service, without a slash at the end."""

    place: Place
    base: str

    def objects(self, found: Iterable[Found]) -> list[Object]:
        """Return the objects of rows of orgs, sessions, courses, classes or enrolments."""
        export = Export(self.place, on=self.place.on)
        cells = {
            "O": lambda pk, *values, is_demo: rows.org(pk, *values) | (DEMONSTRATION if is_demo else {}),
            "S": rows.session,
            "Y": lambda pk, _one: rows.whole_year(pk),
            "K": rows.course,
            "H": lambda _pk, _one: rows.homerooms(self.place.pk),
            "C": export.homeroom,
            "T": rows.group,
            "E": lambda pk, *values: rows.enrolment(pk, *values[:-1], school=values[-1]),
            "M": rows.member,
        }
        made = []
        for row in found:
            values = row.values
            said = (
                cells["O"](row.id, *values[:-1], is_demo=values[-1])
                if row.letter == "O"
                else cells[row.letter](row.id, *values)
            )
            made.append(self.object(row, said))
        return made

    def object(self, row: Found, cells: Mapping[str, Any]) -> Object:
        """Return the object that cells of a file say, without what is empty."""
        made: Object = {
            "sourcedId": cells["sourcedId"],
            "status": "active" if row.is_active else "tobedeleted",
            "dateLastModified": moment(row.changed_at),
        }
        for name, value in cells.items():
            if name in POINTERS and value:
                called, kind = POINTERS[name]
                many = isinstance(value, list)
                made[called] = (
                    [self.pointer(kind, one) for one in value] if many else self.pointer(kind, value)
                )
            elif name.startswith(METADATA) and value:
                _metadata, ours, called = name.split(".")
                made.setdefault("metadata", {}).setdefault(ours, {})[called] = value
            elif value or name in ALWAYS:
                made.setdefault(name, value)
        return made

    def pointer(self, kind: str, sourced_id: str) -> Object:
        """Return the reference to an object (GUIDRef)."""
        return {"href": f"{self.base}/{PLACES[kind]}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


ALWAYS = {"identifier", "courseCode"}  # required by the standard, even where there is none


def moment(at: datetime) -> str:
    """Return a moment as the standard writes it: in UTC, by the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
