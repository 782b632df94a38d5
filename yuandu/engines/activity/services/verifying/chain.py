"""The chain of seals beside the file of heads: each seal made again from its facts, and held against its head."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.gateways import seals
from yuandu.engines.activity.gateways.heads import Head
from yuandu.engines.activity.models import Seal
from yuandu.engines.activity.rules import GENESIS, Digest, ids_in, moment_words, runs_in, runs_of
from yuandu.engines.activity.services.sealing import LOWEST, words_of
from yuandu.engines.activity.services.verifying.outcome import Fault, Faults

SEALS_AT_ONCE, FACTS_AT_ONCE = 1_000, 20_000


@dataclass(frozen=True)
class Remade:
    """A seal, the ids of its facts that are still there, and the hash that they give now."""

    seal: Seal
    ids: list[int]
    hash: str


def links_of(
    heads: Iterator[Head], advance: Callable[[int], None]
) -> Iterator[tuple[int, Head | None, Remade | None]]:
    """Yield (number, head, seal) by number, None for what is not there."""
    remade = remade_seals(advance)
    head, made = next(heads, None), next(remade, None)
    while head or made:
        number = min(link for link in (head and head.number, made and made.seal.number) if link is not None)
        has_head, has_seal = head and head.number == number, made and made.seal.number == number
        yield number, head if has_head else None, made if has_seal else None
        head = next(heads, None) if has_head else head
        made = next(remade, None) if has_seal else made


def remade_seals(advance: Callable[[int], None]) -> Iterator[Remade]:
    """Yield every seal of the table with what its facts say now."""
    for batch in batches():
        digests = {seal.number: Digest(seal.previous_hash) for seal in batch}
        first, last = batch[0], batch[-1]
        for number, line in seals.sealed_lines(form=first.form, after=first.number - 1, upto=last.number):
            digests[number].add(line)
        for seal in batch:
            digest = digests[seal.number]
            advance(len(digest.ids))
            yield Remade(seal, digest.ids, digest.ended(words_of(seal)))


def batches() -> Iterator[list[Seal]]:
    """Yield the seals by number, of one form, so many at once that their facts fit into little memory."""
    after = LOWEST
    while found := list(Seal.objects.filter(number__gt=after).order_by("number")[:SEALS_AT_ONCE]):
        batch, facts = [], 0
        for seal in found:
            if batch and (facts + seal.count > FACTS_AT_ONCE or seal.form != batch[0].form):
                break
            batch.append(seal)
            facts += seal.count
        yield batch
        after = batch[-1].number


class Links:
    """Goes along the chain, link by link, up to the table's last seal and the heads beyond it."""

    def __init__(self, faults: Faults, *, last: int) -> None:
        self.faults, self.last = faults, last
        self.facts = self.seals = 0
        self.unsigned: int | None = None
        self.number, self.hashes = 0, {GENESIS}  # the link before: what table and file call its hash
        self.was_signed = True

    def look_at(self, number: int, head: Head | None, made: Remade | None) -> None:
        """Hold a link against its facts, against its head and against the link before."""
        if made is None:
            self.add(Broken.TAIL_CUT if number > self.last else Broken.SEAL_MISSING, number)
        else:
            self.facts, self.seals = self.facts + len(made.ids), self.seals + 1
            if head is None:
                self.look_at_unsigned(number)
            self.look_at_seal(made, head)
        self.number, self.was_signed = number, head is not None
        self.hashes = {link.hash for link in (head, made and made.seal) if link}

    def look_at_unsigned(self, number: int) -> None:
        """Only the very last seal may lack its head: a kill came between, and the next sealer signs it."""
        if number == self.last and number == self.number + 1 and self.was_signed:
            self.unsigned = number
        else:
            self.add(Broken.HEAD_MISSING, number)

    def look_at_seal(self, made: Remade, head: Head | None) -> None:
        """Say what is wrong with a seal, the nearest cause only."""
        seal = made.seal
        if head and seal.hash != head.hash:
            return self.add(Broken.SEAL_CHANGED, seal.number)
        follows = seal.number != self.number + 1 or seal.previous_hash in self.hashes
        if made.hash == seal.hash:
            return None if follows else self.add(Broken.CHAIN_BROKEN, seal.number)
        ids = ids_in(runs_in(seal.ids))
        if gone := sorted(set(ids) - set(made.ids)):
            return self.add(Broken.FACT_REMOVED, seal.number, gone)
        is_as_signed = not head or (head.count, head.at) == (len(ids), moment_words(seal.sealed_at))
        if follows and is_as_signed and seal.count == len(ids):
            return self.add(Broken.FACT_CHANGED, seal.number, ids)
        return self.add(Broken.SEAL_CHANGED, seal.number)

    def add(self, kind: Broken, number: int, ids: list[int] | tuple[()] = ()) -> None:
        self.faults.add(Fault(kind=kind, first=number, last=number, ids=runs_of(ids)))
