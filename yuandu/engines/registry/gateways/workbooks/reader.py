"""Reading the templates that the platform hands out, filled in: workbooks, or text files with the same headings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yuandu.engines.registry.gateways.faults import Fault, Row, Unreadable, fault
from yuandu.engines.registry.gateways.tables import Table
from yuandu.engines.registry.gateways.workbooks.cells import (
    Cell,
    Choices,
    Misfit,
    choices_of,
    shown,
    text_of,
)
from yuandu.engines.registry.gateways.workbooks.headings import Heading, heading_in
from yuandu.engines.registry.gateways.workbooks.sheets import Sheet, kind_of_file, sheets_of
from yuandu.engines.registry.gateways.workbooks.templates import EXAMPLE, TEMPLATES, Template

EXAMPLE_STARTS = (f"{EXAMPLE}：", f"{EXAMPLE}:")


@dataclass(slots=True)
class Workbook:
    """An opened workbook or text file; its rows are read from the file anew on each call of `rows`.

    `notes` are warnings about the file as a whole. Rows of a workbook have no sourced_id and are all active.
    """

    file: str
    template: Template
    heading: Heading
    source: Sheet | Table
    notes: list[Fault] = field(default_factory=list)
    choices: Mapping[str, Choices] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What its rows are: organisations, staff or pupils."""
        return self.template.kind

    def rows(self) -> Iterator[Row | Fault]:
        """Read the rows below the heading: a good one as a Row, a bad one as its faults; raises Unreadable."""
        for record in self.records():
            if isinstance(record, Fault):
                yield record
                continue
            line, cells = record
            if line <= self.heading.line or is_example(cells):
                continue
            values, faults = self.read(line, cells)
            yield from faults
            if not faults:
                yield Row(self.kind, line, "", "active", None, values)

    def records(self) -> Iterator[tuple[int, Sequence[Cell]] | Fault]:
        """Give the cells of each row with text."""
        if isinstance(self.source, Sheet):
            return self.source.rows(width=self.heading.width)
        return self.source.records()

    def read(self, line: int, cells: Sequence[Cell]) -> tuple[dict[str, str | list[str] | None], list[Fault]]:
        """Return the values of a row by the names of the columns, and what is wrong with them."""
        values: dict[str, str | list[str] | None] = {column.name: None for column in self.template.columns}
        faults = []
        epoch = self.source.epoch if isinstance(self.source, Sheet) else 1900
        for place, column in self.heading.places.items():
            try:
                values[column.name] = text = text_of(cells[place], column, choices=self.choices, epoch=epoch)
            except Misfit as misfit:
                value = shown(cells[place])
                faults.append(self.blame(misfit.code, line, column.title, value=value, **misfit.details))
                continue
            if text is None and column.required:
                faults.append(self.blame("missing", line, column.title))
        return values, faults

    def blame(self, code: str, line: int, title: str, *, value: str = "", **details: str) -> Fault:
        """Return the fault of one cell; columns are named by their titles."""
        return fault(code, file=self.file, line=line, field=title, value=value, title=title, **details)


def open_workbook(
    path: Path, *, kind: str | None = None, code_lists: Mapping[str, Sequence[str]] | None = None
) -> Workbook:
    """Open a filled-in template: find its sheet and heading; raises Unreadable.

    `kind` says which template is expected; without it the workbook itself or its heading tells. Values of code
    columns are checked against the lists given; without a list any text passes.
    """
    workbook = (
        from_sheets(path, kind=kind) if kind_of_file(path) == "workbook" else from_text(path, kind=kind)
    )
    missing = workbook.heading.missing(workbook.template)
    if missing:
        raise Unreadable("missing_columns", name=workbook.file, columns="、".join(missing))
    workbook.choices = choices_of(code_lists or {})
    return workbook


def from_sheets(path: Path, *, kind: str | None) -> Workbook:
    """Return the sheet of a workbook that fits a template best; raises Unreadable."""
    sheets, (made_for, version) = sheets_of(path)
    kinds = [kind or made_for] if (kind or made_for) in TEMPLATES else list(TEMPLATES)
    found = [
        (heading, sheet, TEMPLATES[name])
        for sheet in sheets
        for name in kinds
        if (heading := heading_in(sheet.head, TEMPLATES[name]))
    ]
    if not found:
        raise Unreadable("unknown_template")
    heading, sheet, template = max(found, key=lambda one: one[0].fit(one[2]))
    notes = heading.notes(path.name)
    if version.isdigit() and int(version) != template.version and made_for == template.kind:
        code = "old_template" if int(version) < template.version else "newer_template"
        notes.append(fault(code, file=path.name, line=heading.line, severity="warning"))
    notes += [
        fault(
            "merged",
            file=path.name,
            line=merge.top,
            field=heading.places[merge.left - 1].title,
            severity="warning",
            range=merge.reference,
        )
        for merge in sheet.merges
        if merge.bottom > heading.line and merge.left - 1 in heading.places
    ]
    return Workbook(path.name, template, heading, sheet, notes)


def from_text(path: Path, *, kind: str | None) -> Workbook:
    """Return the text file by the template that its heading fits best; raises Unreadable."""
    table = Table(lambda: path.open("rb"), name=path.name)
    found = [
        (heading, template)
        for template in ([TEMPLATES[kind]] if kind else TEMPLATES.values())
        if (heading := heading_in([table.header], template, line=table.header_line))
    ]
    if not found:
        raise Unreadable("unknown_template")
    heading, template = max(found, key=lambda one: one[0].fit(one[1]))
    return Workbook(path.name, template, heading, table, [*table.notes(), *heading.notes(path.name)])


def is_example(cells: Sequence[Cell]) -> bool:
    """Say whether the row is the example of the template, which is never taken in."""
    return any(isinstance(cell, str) and cell.lstrip().startswith(EXAMPLE_STARTS) for cell in cells)
