"""Who is where, and which rows a person may see."""

from yuandu.engines.registry.queries.organisations import (
    area,
    cities,
    organisation,
    organisation_at,
    organisations_below,
    organisations_for,
    states_on,
    units,
)
from yuandu.engines.registry.queries.scope import at_or_below, held_on, within

__all__ = [
    "area",
    "at_or_below",
    "cities",
    "held_on",
    "organisation",
    "organisation_at",
    "organisations_below",
    "organisations_for",
    "states_on",
    "units",
    "within",
]
