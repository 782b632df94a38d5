"""The pages about people."""

from yuandu.engines.registry.views.people.changes import change_pupils
from yuandu.engines.registry.views.people.likenesses import (
    find,
    likeness,
    likenesses,
    merge,
    tell_apart,
    undo_merger,
)
from yuandu.engines.registry.views.people.looking import leave, look
from yuandu.engines.registry.views.people.person import person
from yuandu.engines.registry.views.people.records import (
    add_guardian,
    add_paper,
    add_person,
    change_person,
    correct_paper,
    end_guardianship,
    end_post,
    give_post,
)
from yuandu.engines.registry.views.people.rollover import rollover
from yuandu.engines.registry.views.people.rosters import pupils, pupils_of_class, staff

__all__ = [
    "add_guardian",
    "add_paper",
    "add_person",
    "change_person",
    "change_pupils",
    "correct_paper",
    "end_guardianship",
    "end_post",
    "find",
    "give_post",
    "leave",
    "likeness",
    "likenesses",
    "look",
    "merge",
    "person",
    "pupils",
    "pupils_of_class",
    "rollover",
    "staff",
    "tell_apart",
    "undo_merger",
]
