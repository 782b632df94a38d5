"""What a place for bytes must do. The folder is one; an object store would be another."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


class Full(Exception):
    """There is no room for the bytes; nothing of them was kept."""


class TooMany(Exception):
    """More bytes came than were allowed; nothing of them was kept."""


class Draft(Protocol):
    """Bytes that have come but are not kept yet; on leaving they are gone unless `keep` was called."""

    path: Path
    sha256: str
    size: int

    def keep(self) -> None:
        """Put the bytes in their place, for good; the same bytes a second time cost nothing. Raises Full."""


class Store(Protocol):
    """Bytes by their hash, written once and never changed."""

    def receiving(self, chunks: Iterable[bytes], *, limit: int) -> AbstractContextManager[Draft]:
        """Take the bytes in, at most `limit` of them. Raises Full and TooMany."""

    def open(self, sha256: str) -> BinaryIO:
        """Return the bytes for reading; raises FileNotFoundError."""

    def hashes(self) -> Iterator[str]:
        """Yield the hashes of everything that is kept."""

    def sweep(self, *, before: datetime) -> int:
        """Delete what came before the time and was never kept; return how many."""
