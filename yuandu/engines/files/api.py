"""The front door of files."""

from yuandu.engines.files.queries import BadLink, Damage, damages, file, linked_file, open_file, text_of
from yuandu.engines.files.services import (
    Empty,
    Infected,
    NoSpace,
    NotTaken,
    TooLarge,
    WrongKind,
    keep,
    link_to,
    sweep,
)

__all__ = [
    "BadLink",
    "Damage",
    "Empty",
    "Infected",
    "NoSpace",
    "NotTaken",
    "TooLarge",
    "WrongKind",
    "damages",
    "file",
    "keep",
    "link_to",
    "linked_file",
    "open_file",
    "sweep",
    "text_of",
]
