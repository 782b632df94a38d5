"""The front door of the registry: functions only, so that no caller holds a model to query."""

from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.queries import (
    at_or_below,
    cities,
    held_on,
    organisation,
    organisation_at,
    organisations_below,
    organisations_for,
    states_on,
    units,
    within,
)
from yuandu.engines.registry.services import (
    grant_role,
    load_areas,
    load_calendar,
    load_code_tables,
    open_account,
    open_organisation,
    revoke_role,
)

__all__ = [
    "at_or_below",
    "cities",
    "codes_of",
    "grant_role",
    "held_on",
    "load_areas",
    "load_calendar",
    "load_code_tables",
    "open_account",
    "open_organisation",
    "organisation",
    "organisation_at",
    "organisations_below",
    "organisations_for",
    "revoke_role",
    "states_on",
    "title_of",
    "units",
    "within",
]
