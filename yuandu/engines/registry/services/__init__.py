"""Writing the registry. `by` is empty where the platform itself acts."""

from yuandu.engines.registry.services.accounts import grant_role, open_account, revoke_role
from yuandu.engines.registry.services.codes import load_areas, load_calendar, load_code_tables
from yuandu.engines.registry.services.organisations import open_organisation

__all__ = [
    "grant_role",
    "load_areas",
    "load_calendar",
    "load_code_tables",
    "open_account",
    "open_organisation",
    "revoke_role",
]
