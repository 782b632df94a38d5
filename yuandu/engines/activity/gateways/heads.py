"""The file of heads: one signed line for each seal, appended elsewhere than the database, never rewritten."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from yuandu.engines.activity.gateways import keys
from yuandu.engines.activity.rules import GENESIS, head_words

SEAL, RESTORED = "seal", "restored"
LONGEST_LINE = 8_192


@dataclass(frozen=True, kw_only=True)
class Head:
    """A line of the file: seal `number` has this hash; or, of kind `restored`: from here on it is the last one."""

    kind: str = SEAL
    number: int = 0
    hash: str = GENESIS
    count: int = 0
    at: str = ""
    because: str = ""
    key: str = ""
    signature: str = ""

    def words(self) -> bytes:
        """Return what the key signs."""
        return head_words(
            kind=self.kind,
            number=self.number,
            hash=self.hash,
            count=self.count,
            at=self.at,
            because=self.because,
        )


def append(head: Head) -> Head:
    """Sign the head, and have its line on the disk before returning it."""
    key, signature = keys.signed(head.words())
    head = Head(**asdict(head) | {"key": key, "signature": signature})
    path = Path(settings.TRAIL_LOG)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = b"" if ends_with_a_line(path) else b"\n"
    line = json.dumps(as_line(head), ensure_ascii=False, separators=(",", ":"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, torn + line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return head


def as_line(head: Head) -> dict[str, object]:
    """Return a head as it is written: {"seal": number, …}."""
    facts = {name: value for name, value in asdict(head).items() if name not in {"kind", "number"} and value}
    return {head.kind: head.number} | facts


def as_head(line: bytes) -> Head | None:
    """Return what a line says; None for one that a crash has torn."""
    try:
        facts = json.loads(line)
        kind = next(kind for kind in (SEAL, RESTORED) if kind in facts)
        return Head(kind=kind, number=int(facts.pop(kind)), **facts)
    except (ValueError, TypeError, StopIteration):
        return None


def ends_with_a_line(path: Path) -> bool:
    """Say whether the file is empty, or its last line is whole."""
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"
    except OSError:  # not there, or empty
        return True


def last() -> Head:
    """Return the last head that was signed; one with number 0 before the first."""
    path = Path(settings.TRAIL_LOG)
    if not path.exists():
        return Head()
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_LINE))
        lines = file.read().splitlines()
    return next((head for line in reversed(lines) if (head := as_head(line))), Head())


def size() -> int:
    """Return how many bytes the file has now."""
    path = Path(settings.TRAIL_LOG)
    return path.stat().st_size if path.exists() else 0


def read(path: Path, *, size: int) -> Iterator[Head]:
    """Yield the heads in the first bytes of the file, in order."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while file.tell() < size and (line := file.readline()):
            if head := as_head(line):
                yield head
