"""What was found: figures, and faults with the numbers of seals and the ids of facts."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.rules import Runs

MOST_FAULTS = 200


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong: with the seals `first` to `last`, with these facts, for want of this key."""

    kind: Broken
    first: int = 0
    last: int = 0
    ids: Runs = ()
    key: str = ""

    def goes_on_with(self, fault: "Fault") -> bool:
        """Say whether the fault is this one once more, with the next seal."""
        is_next = fault.first == self.last + 1 and not (self.ids or fault.ids)
        return is_next and (self.kind, self.key) == (fault.kind, fault.key)


@dataclass
class Faults:
    """Faults as they come: neighbours of a kind are one, and beyond 200 they are only counted."""

    named: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, fault: Fault) -> None:
        before = self.named[-1] if self.named else None
        if before and before.goes_on_with(fault):
            self.named[-1] = replace(before, last=fault.last)
            return
        if len(self.named) < MOST_FAULTS:
            self.named.append(fault)
        else:
            self.more += 1


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a verification has seen.

    `unsealed` facts wait for a seal, the oldest since `oldest`; the seal `unsigned` waits for its signature.
    """

    facts: int
    seals: int
    heads: int
    keys: tuple[str, ...]
    unsealed: int
    oldest: datetime | None
    unsigned: int | None
    faults: tuple[Fault, ...]
    more: int
