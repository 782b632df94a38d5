"""Sealing facts: what was committed since the last time is hashed into the chain, and the head is signed elsewhere."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yuandu.engines.activity.gateways import heads, seals
from yuandu.engines.activity.gateways.heads import Head
from yuandu.engines.activity.models import Seal
from yuandu.engines.activity.rules import Digest, moment_words, runs_of, seal_words, written

AT_ONCE = 10_000  # facts in one seal
LOWEST = -(2**63)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """Ids up to `allocated` were given out while these transactions went on: when they are over, all is known."""

    allocated: int
    writers: frozenset[str]


class Sealer:
    """What whoever seals keeps in mind: below `floor` every fact is in a seal, or will never be.

    Ids are given out before their rows are committed, in any order, and some never are. Nothing is locked:
    a row that comes late goes into the seal of the day on which it came.
    """

    def __init__(self) -> None:
        self.floor = LOWEST
        self.settled: int | None = None  # up to here there was nothing left to do
        self.waiting: Waiting | None = None

    def seal(self, *, at: datetime) -> int:
        """Seal what has come, at most 10,000 facts; return how many. Another who seals now does it for us."""
        if seals.allocated() == self.settled:
            return 0
        with seals.the_only_one() as is_mine:
            return self.seal_after(mended(at=at), at=at) if is_mine else 0

    def seal_after(self, head: Head, *, at: datetime) -> int:
        """Seal what has come, after this head."""
        low = max(self.floor, floor_in_table())
        allocated = seals.allocated()  # before the writers, and these before the facts
        floor = max(low, self.look(allocated, seals.writers()))
        with transaction.atomic():
            seals.pin()
            digest = Digest(head.hash)
            for line in seals.unsealed_lines(low=low, limit=AT_ONCE):
                digest.add(line)
            if len(digest.ids) == AT_ONCE:
                floor = min(floor, digest.ids[-1] + 1)
            seal = kept(digest, after=head, floor=floor, at=at) if digest.ids else None
        if seal:
            heads.append(head_of(seal))
        self.floor = floor
        self.settled = allocated if floor > allocated else None
        return len(digest.ids)

    def look(self, allocated: int, writers: frozenset[str]) -> int:
        """Return one beyond the highest id below which nothing can come any more."""
        if not writers:
            self.waiting = None
            return allocated + 1
        if self.waiting is None:
            self.waiting = Waiting(allocated, writers)
        elif not self.waiting.writers & writers:
            floor, self.waiting = self.waiting.allocated + 1, Waiting(allocated, writers)
            return floor
        return LOWEST


def kept(digest: Digest, *, after: Head, floor: int, at: datetime) -> Seal:
    """Keep the seal of these facts."""
    ids, number, count = written(runs_of(digest.ids)), after.number + 1, len(digest.ids)
    words = seal_words(number=number, form=seals.FORM, floor=floor, count=count, sealed_at=at, ids=ids)
    return Seal.objects.create(
        number=number,
        form=seals.FORM,
        ids=ids,
        count=count,
        floor=floor,
        sealed_at=at,
        previous_hash=after.hash,
        hash=digest.ended(words),
    )


def head_of(seal: Seal) -> Head:
    """Return what the file of heads says of a seal."""
    return Head(number=seal.number, hash=seal.hash, count=seal.count, at=moment_words(seal.sealed_at))


def last_seal() -> Seal | None:
    return Seal.objects.order_by("-number").first()


def floor_in_table() -> int:
    seal = last_seal()
    return seal.floor if seal else LOWEST


def mended(*, at: datetime) -> Head:
    """Return the head to build on, after signing what a kill between database and file has left unsigned.

    What was tampered with is not mended: the chain goes on from the last head that was signed, or from the
    table's last seal where the file knows less, and `verify` shows the break for good.
    """
    note_restored(at=at)
    head, seal = heads.last(), last_seal()
    if seal is None or seal.number <= head.number:
        if head.number and (seal is None or seal.hash != head.hash):
            log.error("seal %s was signed, and the table ends with %s: run yuandu audit verify", head, seal)
        return head
    if seal.number == head.number + 1 and seal.previous_hash == head.hash and hash_of(seal) == seal.hash:
        return heads.append(head_of(seal))
    log.error("seal %s was never signed, the last that was is %s: run yuandu audit verify", seal, head)
    return head_of(seal)


@transaction.atomic
def hash_of(seal: Seal) -> str:
    """Return the seal's hash as its facts give it now."""
    seals.pin()
    digest = Digest(seal.previous_hash)
    for _number, line in seals.sealed_lines(form=seal.form, after=seal.number - 1, upto=seal.number):
        digest.add(line)
    return digest.ended(words_of(seal))


def words_of(seal: Seal) -> bytes:
    """Return what the seal says of itself."""
    return seal_words(
        number=seal.number,
        form=seal.form,
        floor=seal.floor,
        count=seal.count,
        sealed_at=seal.sealed_at,
        ids=seal.ids,
    )


def note_restored(*, at: datetime) -> None:
    """Sign that the table was restored from a backup, where a restore has left its note beside the key."""
    note = restored_note()
    if note.exists():
        append_accepted(because=str(json.loads(note.read_text("utf-8"))["because"]), at=at)
        note.unlink()


def restored_note() -> Path:
    """Return where a restore leaves its note: in the place that is as safe as the key."""
    return Path(settings.TRAIL_KEY).with_name("trail.restored")


def accept(*, because: str, at: datetime) -> Head:
    """Sign that from here on the table's last seal is the last one, whatever was signed beyond it, and why."""
    with seals.the_only_one(waits=True):
        return append_accepted(because=because, at=at)


def append_accepted(*, because: str, at: datetime) -> Head:
    """Append the line that says so; `because` is cut to 500 characters."""
    seal = last_seal()
    place = {"number": seal.number, "hash": seal.hash, "count": seal.count} if seal else {}
    return heads.append(Head(kind=heads.RESTORED, at=moment_words(at), because=because[:500], **place))
