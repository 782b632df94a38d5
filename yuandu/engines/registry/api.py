"""The front door of the registry: functions only, so that no caller holds a model to query."""

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
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.queries.devices import cards_in, class_on, device_with, pictures_to_choose
from yuandu.engines.registry.queries.directory import directory
from yuandu.engines.registry.queries.people import (
    children_of,
    classes_of,
    person_for,
    posts_for,
    pupils_for,
    staff_for,
)
from yuandu.engines.registry.queries.privacy import leaders_of
from yuandu.engines.registry.queries.standing_in import opened_people, to_tell_of
from yuandu.engines.registry.queries.subjects import accounts_looking_after, consented, consents
from yuandu.engines.registry.rules.pictures import LENGTH as PICTURES_IN_A_KEY
from yuandu.engines.registry.rules.pictures import MINUTES_IDLE as LESSON_MINUTES
from yuandu.engines.registry.rules.pictures import TRIES as PICTURE_TRIES
from yuandu.engines.registry.services import (
    activate,
    change_organisation,
    close_organisation,
    designate,
    grant_role,
    load_areas,
    load_calendar,
    load_code_tables,
    make_codes,
    merge_organisations,
    move_organisation,
    open_account,
    open_organisation,
    revoke_role,
    set_password,
)
from yuandu.engines.registry.services.devices import register_device, sign_in_by_pictures
from yuandu.engines.registry.services.people import add_guardian, add_person, end_post, give_post
from yuandu.engines.registry.services.privacy import reveal

__all__ = [
    "accounts_looking_after",
    "LESSON_MINUTES",
    "PICTURES_IN_A_KEY",
    "PICTURE_TRIES",
    "activate",
    "add_guardian",
    "add_person",
    "at_or_below",
    "cards_in",
    "change_organisation",
    "children_of",
    "cities",
    "class_on",
    "classes_of",
    "close_organisation",
    "codes_of",
    "consented",
    "consents",
    "designate",
    "device_with",
    "directory",
    "end_post",
    "give_post",
    "grant_role",
    "held_on",
    "leaders_of",
    "load_areas",
    "load_calendar",
    "load_code_tables",
    "make_codes",
    "merge_organisations",
    "move_organisation",
    "open_account",
    "open_organisation",
    "opened_people",
    "organisation",
    "organisation_at",
    "organisations_below",
    "organisations_for",
    "person_for",
    "pictures_to_choose",
    "posts_for",
    "pupils_for",
    "register_device",
    "reveal",
    "revoke_role",
    "set_password",
    "sign_in_by_pictures",
    "staff_for",
    "states_on",
    "title_of",
    "to_tell_of",
    "units",
    "within",
]
