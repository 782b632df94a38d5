"""Writing the registry. `by` is empty where the platform itself acts."""

from yuandu.engines.registry.services.accounts import (
    delete_view,
    grant_role,
    keep_preferences,
    open_account,
    revoke_role,
    save_view,
    set_password,
)
from yuandu.engines.registry.services.activation import activate, make_codes
from yuandu.engines.registry.services.codes import load_areas, load_calendar, load_code_tables
from yuandu.engines.registry.services.designations import designate, end_designation
from yuandu.engines.registry.services.export import note_written, write_export
from yuandu.engines.registry.services.intake import (
    apply_intake,
    ask_undo,
    check_intake,
    confirm_intake,
    empty_template,
    forget_old_intakes,
    hand_in,
    rejects_of,
    rows_to_write,
    undo_intake,
)
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
    "activate",
    "apply_intake",
    "ask_undo",
    "change_organisation",
    "check_intake",
    "close_organisation",
    "confirm_intake",
    "delete_view",
    "designate",
    "empty_template",
    "end_designation",
    "forget_old_intakes",
    "grant_role",
    "hand_in",
    "keep_preferences",
    "load_areas",
    "load_calendar",
    "load_code_tables",
    "make_codes",
    "merge_organisations",
    "move_organisation",
    "note_written",
    "open_account",
    "open_organisation",
    "rejects_of",
    "repath",
    "revoke_role",
    "rows_to_write",
    "save_view",
    "set_password",
    "split_organisation",
    "undo_intake",
    "write_export",
]
