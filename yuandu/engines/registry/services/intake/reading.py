"""Reading a file into rows and faults, in parts that commit, so that a killed reading goes on where it was."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from yuandu.engines.files import api as files
from yuandu.engines.registry.gateways import Fault, Roster, Row, Workbook, open_roster, open_workbook
from yuandu.engines.registry.models import Intake
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.services.intake.copying import Placed, copy_faults, copy_rows
from yuandu.engines.registry.services.intake.drafts import Complaint, Draft, complaint_of_form
from yuandu.engines.registry.services.intake.oneroster import OneRoster
from yuandu.engines.registry.services.intake.surroundings import CODE_TABLES, surroundings
from yuandu.engines.registry.services.intake.workbooks import Templates

PART = 10_000  # records read between two commits
Advance = Callable[[int], object]


class Source(Protocol):
    """A file that can be read again and again: its tables, and what each record of a table says."""

    notes: list[Fault]
    tables: tuple[str, ...]

    def records(self, table: str) -> Iterator[tuple[str, int, Iterator[Draft | Complaint]]]:
        """Give file, line and what is said by each record."""


class RosterSource:
    """A OneRoster file."""

    def __init__(self, roster: Roster, translator: OneRoster) -> None:
        self.roster = roster
        self.translator = translator
        self.notes = roster.notes
        self.tables = roster.kinds

    def records(self, table: str) -> Iterator[tuple[str, int, Iterator[Draft | Complaint]]]:
        file = f"{table}.csv"
        for one in self.roster.rows(table):
            if type(one) is Row:
                yield file, one.line, self.translator.said_by(one)
            else:
                yield file, one.line, iter((complaint_of_form(one),))


class WorkbookSource:
    """One of our own templates, filled in."""

    tables = ("rows",)

    def __init__(self, workbook: Workbook, translator: Templates) -> None:
        self.workbook = workbook
        self.translator = translator
        self.notes = workbook.notes

    def records(self, table: str) -> Iterator[tuple[str, int, Iterator[Draft | Complaint]]]:
        for one in self.workbook.rows():
            if type(one) is Row:
                yield self.workbook.file, one.line, self.translator.said_by(one)
            else:
                yield self.workbook.file, one.line, iter((complaint_of_form(one),))


@contextmanager
def on_disk(intake: Intake) -> Iterator[Path]:
    """Lend the intake's file under a path that ends in its name, shortened."""
    whole = Path(intake.file.name)
    folder = Path(settings.HOME) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / f"{whole.stem[:40]}{whole.suffix.lower()}"
        with files.open_file(intake.file) as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy, 1 << 20)
        yield path


def own_code() -> str:
    """Return the code by which this installation's own exports are known again; it lives as long as the key."""
    return f"yuandu-{salted_hmac('registry.intake', 'own exports').hexdigest()[:12]}"


def open_source(intake: Intake, path: Path) -> Source:
    """Open the file and note on the intake what it is; raises gateways.Unreadable."""
    if path.suffix == ".zip":
        return open_as_roster(intake, path)
    workbook = open_workbook(path, code_lists=code_lists())
    intake.kind, intake.source = workbook.kind, ""
    intake.progress["file"] = workbook.file
    around = surroundings(on=intake.on, source="", is_own=False)
    return WorkbookSource(workbook, Templates(around, kind=workbook.kind, file=workbook.file))


def code_lists() -> dict[str, list[str]]:
    """Return the titles that may stand in the columns of our templates, by code table."""
    return {table: [code.title for code in codes_of(table).values()] for table in CODE_TABLES}


def open_as_roster(intake: Intake, path: Path) -> Source:
    """Open a OneRoster file; raises gateways.Unreadable."""
    roster = open_roster(path)
    is_own = roster.system_code == own_code()
    name = roster.system_code or roster.system_name or "oneroster"
    intake.kind = f"oneroster-{roster.version}"
    intake.source = "" if is_own else f"{name[:100]}@{intake.organisation_id}"
    intake.progress["bulk"] = [table for table in roster.kinds if roster.modes[table] == "bulk"]
    return RosterSource(roster, OneRoster(surroundings(on=intake.on, source=intake.source, is_own=is_own)))


def read(intake: Intake, *, advance: Advance) -> None:
    """Read the file to its end; what was read before is passed over. Raises gateways.Unreadable."""
    with on_disk(intake) as path:
        source = open_source(intake, path)
        if "read" not in intake.progress:
            commit(intake, [], [complaint_of_form(note) for note in source.notes], ["", 0])
        for table in source.tables:
            read_table(intake, source, table, advance=advance)


def read_table(intake: Intake, source: Source, table: str, *, advance: Advance) -> None:
    """Read one table in parts."""
    done_table, done_line = intake.progress["read"]
    order = ("", *source.tables)
    is_old = order.index(table) < order.index(done_table)
    skipped = done_line if table == done_table else 2**62 if is_old else 0
    rows: list[Placed] = []
    complaints: list[Complaint] = []
    count = line = last_line = 0
    for file, line, said in source.records(table):
        if line <= skipped:
            for _one in said:  # the translator must see what it saw before
                pass
            continue
        if count >= PART and line != last_line:  # never between two complaints about one line
            commit(intake, rows, complaints, [table, last_line])
            advance(count)
            rows, complaints, count = [], [], 0
        for one in said:
            if type(one) is Draft:
                rows.append(Placed(file, line, one))
            else:
                complaints.append(one)
        count, last_line = count + 1, line
    if count:
        commit(intake, rows, complaints, [table, line])
        advance(count)


@transaction.atomic
def commit(intake: Intake, rows: list[Placed], complaints: list[Complaint], place: list) -> None:
    """Write a part and how far reading has come, both or neither."""
    intake.progress["read"] = place
    intake.save(update_fields=["progress", "kind", "source"])
    copy_rows(intake.pk, rows)
    copy_faults(intake.pk, complaints)
