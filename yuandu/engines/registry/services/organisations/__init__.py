"""The life of organisations: opening, changing, moving, merging, splitting, closing."""

from yuandu.engines.registry.services.organisations.changing import (
    StateIsPast,
    change_organisation,
    close_organisation,
)
from yuandu.engines.registry.services.organisations.merging import (
    merge_organisations,
    split_organisation,
)
from yuandu.engines.registry.services.organisations.moving import (
    MovesIntoItself,
    move_organisation,
    repath,
)
from yuandu.engines.registry.services.organisations.opening import CodeTaken, open_organisation

__all__ = [
    "CodeTaken",
    "MovesIntoItself",
    "StateIsPast",
    "change_organisation",
    "close_organisation",
    "merge_organisations",
    "move_organisation",
    "open_organisation",
    "repath",
    "split_organisation",
]
