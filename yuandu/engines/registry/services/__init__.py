"""Writing the registry. `by` is empty where the platform itself acts."""

from yuandu.engines.registry.services.accounts import grant_role, open_account, revoke_role
from yuandu.engines.registry.services.codes import load_areas, load_calendar, load_code_tables
from yuandu.engines.registry.services.designations import designate, end_designation
from yuandu.engines.registry.services.organisations import (
    change_organisation,
    close_organisation,
    merge_organisations,
    move_organisation,
    open_organisation,
    repath,
    split_organisation,
)

__all__ = [
    "change_organisation",
    "close_organisation",
    "designate",
    "end_designation",
    "grant_role",
    "load_areas",
    "load_calendar",
    "load_code_tables",
    "merge_organisations",
    "move_organisation",
    "open_account",
    "open_organisation",
    "repath",
    "revoke_role",
    "split_organisation",
]
