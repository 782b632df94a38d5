"""Where most of what is missing is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_UNITS = 3
HALF = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfalls:
    """Units that miss most, what they miss together, and their share in whole percent, never rounded up."""

    units: tuple[str, ...]
    missing: int
    share: int


def largest_shortfalls(units: Mapping[str, int]) -> Shortfalls | None:
    """Return the fewest units, three at most, that hold half of what all units miss; None if none misses any.

    When no three hold half of it, the three largest. Of equal units the earlier comes first.
    """
    missing = {unit: number for unit, number in units.items() if number > 0}
    total = sum(missing.values())
    chosen: list[str] = []
    for unit in sorted(missing, key=missing.__getitem__, reverse=True)[:MOST_UNITS]:
        chosen.append(unit)
        together = sum(missing[each] for each in chosen)
        if together * 100 >= total * HALF:
            break
    if not chosen:
        return None
    return Shortfalls(units=tuple(chosen), missing=together, share=together * 100 // total)
