"""The file of heads, line by line: which lines are in force, and whether they were signed."""

from collections.abc import Iterator
from pathlib import Path

from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.gateways import heads, keys
from yuandu.engines.activity.gateways.heads import Head
from yuandu.engines.activity.services.verifying.outcome import Fault, Faults

# so many of the newest signatures are checked one by one; an older head stands by the chain, whose later hashes
# are made from its own, and by the last signature of each key
CHECKED_ONE_BY_ONE = 20_000


class Ledger:
    """A file of heads, read twice: to see where it was restored and which keys signed it, then for its lines."""

    def __init__(self, path: Path, *, size: int | None) -> None:
        self.path, self.size = path, path.stat().st_size if size is None and path.exists() else size or 0
        self.count, self.keys = 0, {}
        self.limits: list[tuple[int, int]] = []  # lines before the first do not hold beyond the second
        self.ends: set[int] = set()  # the last line of each key
        key = ""
        for index, head in enumerate(self.lines()):
            self.count = index + 1
            if head.kind == heads.RESTORED:
                self.limits.append((index, head.number - 1))
            if key and head.key != key:
                self.ends.add(index - 1)
            key = head.key
        self.ends.add(self.count - 1)

    def lines(self) -> Iterator[Head]:
        return heads.read(self.path, size=self.size)

    def limit_to(self, number: int) -> None:
        """Let no line hold beyond this seal."""
        self.limits.append((self.count, number))

    def is_in_force(self, index: int, head: Head) -> bool:
        """Say whether no later line has taken back what this one says."""
        return not any(index < restored and head.number > limit for restored, limit in self.limits)

    def heads(self, faults: Faults) -> Iterator[Head]:
        """Yield the lines in force by number; signatures are checked on the way."""
        number = 0
        for index, head in enumerate(self.lines()):
            if self.is_checked(index, head):
                self.check(head, faults)
            if not self.is_in_force(index, head) or head.number == 0:
                continue
            if head.number <= number:
                faults.add(Fault(kind=Broken.HEAD_TWICE, first=head.number, last=head.number))
                continue
            number = head.number
            yield head

    def is_checked(self, index: int, head: Head) -> bool:
        is_new = index >= self.count - CHECKED_ONE_BY_ONE
        return is_new or index in self.ends or head.kind == heads.RESTORED

    def check(self, head: Head, faults: Faults) -> None:
        """Look at one signature."""
        if head.key not in self.keys:
            self.keys[head.key] = keys.public_key(head.key)
        key = self.keys[head.key]
        if key is None:
            faults.add(Fault(kind=Broken.KEY_MISSING, first=head.number, last=head.number, key=head.key))
        elif not keys.is_signed(head.words(), head.signature, key):
            faults.add(Fault(kind=Broken.SIGNATURE_WRONG, first=head.number, last=head.number))
