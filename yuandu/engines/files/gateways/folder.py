"""The store as a folder: `ab/cd/<sha256>`, written beside and moved into place, so that no half file is ever seen."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from yuandu.engines.files.gateways.store import Full, TooMany

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
INCOMING = "incoming"


@dataclass
class Arrival:
    """A file in the folder of those that have come and are not kept yet."""

    root: Path
    path: Path
    sha256: str
    size: int

    def keep(self) -> None:
        """Move the file to its place; the same bytes that lie there already are left untouched."""
        place = place_of(self.root, self.sha256)
        if place.exists():
            return
        with room():
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path, place)
            settle(place.parent)


class Folder:
    """The store under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def receiving(self, chunks: Iterable[bytes], *, limit: int) -> Iterator[Arrival]:
        """Take the bytes in, at most `limit` of them. Raises Full and TooMany."""
        with room():
            (self.root / INCOMING).mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.root / INCOMING)
        path = Path(name)
        try:
            digest, size = written(handle, chunks, limit=limit)
            yield Arrival(self.root, path, digest, size)
        finally:
            path.unlink(missing_ok=True)

    def open(self, sha256: str) -> BinaryIO:
        """Return the bytes for reading; raises FileNotFoundError."""
        return place_of(self.root, sha256).open("rb")

    def hashes(self) -> Iterator[str]:
        """Yield the hashes of everything that is kept."""
        return (path.name for path in sorted(self.root.glob("??/??/*")))

    def sweep(self, *, before: datetime) -> int:
        """Delete what came before the time and was never kept; return how many."""
        old = [path for path in (self.root / INCOMING).glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def written(handle: int, chunks: Iterable[bytes], *, limit: int) -> tuple[str, int]:
    """Write the bytes through to the disk and return their hash and number."""
    digest, size = sha256(), 0
    with os.fdopen(handle, "wb") as file, room():
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooMany
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), 0o440)
    return digest.hexdigest(), size


@contextmanager
def room() -> Iterator[None]:
    """Say Full where the disk, a quota or a limit of the process has no room."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Full from error
        raise


def settle(folder: Path) -> None:
    """Have the disk remember the names in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place_of(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256[2:4] / sha256


def store() -> Folder:
    """Return the store of this installation."""
    return Folder(settings.HOME / "files")
