"""Full data of people: looked at for a purpose, taken out as a file only when a second person allows it."""

from yuandu.engines.registry.services.privacy.asking import (
    ROSTER,
    AlreadyDecided,
    NothingToExport,
    TooLong,
    Wanted,
    ask_for_export,
    content_of,
    listing_of,
    said_of,
    wanted_list,
    wanted_roster,
    withdraw_export,
)
from yuandu.engines.registry.services.privacy.deciding import (
    NeedsTheCity,
    NotTheSecondPerson,
    RefusalUnsaid,
    allow_export,
    refuse_export,
)
from yuandu.engines.registry.services.privacy.handing import (
    NoLonger,
    NotYours,
    hand_out,
    note_passed_on,
    request_of,
    token_of,
)
from yuandu.engines.registry.services.privacy.looking import (
    PurposeUnfit,
    WordsMissing,
    people_opened,
    reveal,
)
from yuandu.engines.registry.services.privacy.making import SeatGone, TooManyRows, is_ours, make_export

__all__ = [
    "ROSTER",
    "AlreadyDecided",
    "NeedsTheCity",
    "NoLonger",
    "NotTheSecondPerson",
    "NotYours",
    "NothingToExport",
    "PurposeUnfit",
    "RefusalUnsaid",
    "SeatGone",
    "TooLong",
    "TooManyRows",
    "Wanted",
    "WordsMissing",
    "allow_export",
    "ask_for_export",
    "content_of",
    "hand_out",
    "is_ours",
    "listing_of",
    "make_export",
    "note_passed_on",
    "people_opened",
    "refuse_export",
    "request_of",
    "reveal",
    "said_of",
    "token_of",
    "wanted_list",
    "wanted_roster",
    "withdraw_export",
]
