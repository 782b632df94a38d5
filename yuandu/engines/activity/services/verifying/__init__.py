"""Looking whether the trail is as it was written: every fact, every seal, every signed head."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.gateways import seals
from yuandu.engines.activity.models import Seal
from yuandu.engines.activity.rules import runs_of
from yuandu.engines.activity.services.sealing import LOWEST, last_seal, restored_note
from yuandu.engines.activity.services.verifying.chain import Links, links_of
from yuandu.engines.activity.services.verifying.outcome import Fault, Faults, Outcome
from yuandu.engines.activity.services.verifying.signatures import Ledger

__all__ = ["Fault", "Outcome", "verify"]

MOST_NAMED = 1_000  # facts that slipped in


def verify(*, advance: Callable[[int], None], path: Path | None = None) -> Outcome:
    """Read every fact again and say what is not as it was sealed; `advance` hears of the facts read.

    `path` is a file of heads, by default the one that the sealer writes. Table and file are looked at as they
    were at one moment; sealing goes on meanwhile. Memory does not grow with the trail.
    """
    faults = Faults()
    with seals.standing_still() as size:
        newest = last_seal()
        ledger = Ledger(path or Path(settings.TRAIL_LOG), size=None if path else size)
        if restored_note().exists() and path is None:
            ledger.limit_to(newest.number if newest else 0)  # a restore that nobody has signed yet
        links = Links(faults, last=newest.number if newest else 0)
        for number, head, seal in links_of(ledger.heads(faults), advance):
            links.look_at(number, head, seal)
        look_for_slipped_in(newest, faults)
        waiting, oldest = seals.unsealed(low=newest.floor if newest else LOWEST)
    return Outcome(
        facts=links.facts,
        seals=links.seals,
        heads=ledger.count,
        keys=tuple(sorted(ledger.keys)),
        unsealed=waiting,
        oldest=oldest,
        unsigned=links.unsigned,
        faults=tuple(faults.named),
        more=faults.more,
    )


def look_for_slipped_in(newest: Seal | None, faults: Faults) -> None:
    """Look for facts with ids that were settled, in no seal."""
    if newest and (ids := seals.slipped_in(low=newest.floor, limit=MOST_NAMED)):
        faults.add(Fault(kind=Broken.FACT_SLIPPED_IN, ids=runs_of(ids)))
