"""How rosters come in and go out as files."""

from yuandu.engines.registry.gateways.faults import Fault, Row, Unreadable, translated
from yuandu.engines.registry.gateways.oneroster.reader import Roster, open_roster
from yuandu.engines.registry.gateways.oneroster.references import References, check_references
from yuandu.engines.registry.gateways.oneroster.writer import write_roster

__all__ = [
    "Fault",
    "References",
    "Roster",
    "Row",
    "Unreadable",
    "check_references",
    "open_roster",
    "translated",
    "write_roster",
]
