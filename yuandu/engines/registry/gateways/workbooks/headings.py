"""Finding the heading of a template among the first rows of a sheet, its columns in whatever order."""

from collections.abc import Sequence
from dataclasses import dataclass

from yuandu.engines.registry.gateways.faults import Fault, fault
from yuandu.engines.registry.gateways.names import Match, match_names
from yuandu.engines.registry.gateways.workbooks.cells import Cell, shown
from yuandu.engines.registry.gateways.workbooks.templates import Column, Template

FEWEST = 2  # columns of a template that make a heading


@dataclass(slots=True)
class Heading:
    """Where the columns of a template stand: by place from 0, in the line counted from 1."""

    line: int
    places: dict[int, Column]
    names: list[str]
    matches: list[Match | None]

    @property
    def width(self) -> int:
        """The number of places up to the last column that is read."""
        return max(self.places) + 1

    def missing(self, template: Template) -> list[str]:
        """Return the titles of required columns that are not there."""
        found = {column.name for column in self.places.values()}
        return [column.title for column in template.columns if column.required and column.name not in found]

    def fit(self, template: Template) -> tuple[int, int]:
        """Return how well the heading fits the template; the greater the better."""
        return -len(self.missing(template)), len(self.places)

    def notes(self, file: str) -> list[Fault]:
        """Return what a person should know about the names in the heading."""
        notes = []
        for place, (name, match) in enumerate(zip(self.names, self.matches, strict=True)):
            if match is None:
                code = "unknown_column" if name else ""
            elif place not in self.places:
                code = "doubled_column"
            else:
                code = "guessed_column" if match.is_guessed else ""
            if code:
                taken = match.name if match else ""
                details = {"found": name, "taken": taken}
                notes.append(
                    fault(
                        code, file=file, line=self.line, field=name, value=name, severity="warning", **details
                    )
                )
        return notes


def heading_in(rows: Sequence[Sequence[Cell]], template: Template, *, line: int = 1) -> Heading | None:
    """Return the row with the most columns of the template, if any has enough; `line` is that of the first row."""
    headings = [heading_of(row, template, line=number) for number, row in enumerate(rows, start=line)]
    best = max(headings, key=lambda heading: len(heading.places), default=None)
    return best if best and len(best.places) >= FEWEST else None


def heading_of(row: Sequence[Cell], template: Template, *, line: int) -> Heading:
    """Return which columns of the template the row names."""
    columns = {column.title: column for column in template.columns}
    former = {old: column.title for column in template.columns for old in column.former}
    names = [" ".join(shown(cell).split()) for cell in row]
    while names and not names[-1]:
        names.pop()
    matches = match_names(names, known=columns, former=former)
    chosen: dict[str, int] = {}
    for place in sorted(
        range(len(names)), key=lambda place: bool(matches[place] and matches[place].is_guessed)
    ):
        if matches[place]:
            chosen.setdefault(matches[place].name, place)
    return Heading(line, {place: columns[title] for title, place in chosen.items()}, names, matches)
