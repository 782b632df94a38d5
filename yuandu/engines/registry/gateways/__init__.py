"""How rosters come in and go out as files: OneRoster CSV, and the Excel templates that the platform hands out.

Nothing here knows the database. Reading streams: a file is looked through once when it is opened (encoding, heading,
limits), and read anew on each call of `rows`. What cannot be read costs only itself.

    roster = open_roster(path)                       # zip or folder; raises Unreadable, whose text is for the person
    roster.version, roster.modes, roster.kinds       # "1.2", {"orgs": "bulk", …}, the tables in order of dependence
    roster.notes                                     # faults of the files as a whole: an error is a table not read
    for one in roster.rows("users"): …               # a Row, or a Fault (error: the row is out; warning: it follows)
    check_references(roster, known={"orgs": ids})    # faults of references; one pass, identifiers only in memory
    References(roster).faults_of(row)                # the same, while the rows are being taken in
    write_roster(path, {"orgs": rows}, version="1.2", mode="bulk")

    workbook = open_workbook(path, kind="pupils", code_lists={"sex": ["男", "女"]})   # .xlsx, or .csv alike
    workbook.kind, workbook.notes, workbook.rows()   # the same Row and Fault; sourced_id is empty
    write_template(path_or_file, "pupils", code_lists=…)
    write_workbook(path_or_file, "pupils", rows, code_lists=…)
    TEMPLATES["pupils"].columns                      # name, title, kind, required, hint, example, former

`Row.values` has every column of the standard or template, None (or an empty list) where nothing stands. Only form is
judged here: dates, choices, lengths, what is required. Whether a number or a place is true is for `rules` and
`services`. `translated(fault)` gives cause and cure in the active language.
"""

from yuandu.engines.registry.gateways.faults import Fault, Row, Unreadable, translated
from yuandu.engines.registry.gateways.oneroster.reader import Roster, open_roster
from yuandu.engines.registry.gateways.oneroster.references import References, check_references
from yuandu.engines.registry.gateways.oneroster.writer import write_roster
from yuandu.engines.registry.gateways.workbooks.reader import Workbook, open_workbook
from yuandu.engines.registry.gateways.workbooks.templates import TEMPLATES, Template
from yuandu.engines.registry.gateways.workbooks.writer import write_template, write_workbook

__all__ = [
    "TEMPLATES",
    "Fault",
    "References",
    "Roster",
    "Row",
    "Template",
    "Unreadable",
    "Workbook",
    "check_references",
    "open_roster",
    "open_workbook",
    "translated",
    "write_roster",
    "write_template",
    "write_workbook",
]
