"""Writing about people: records, papers, posts, guardians, pupils' places, duplicates."""

from yuandu.engines.registry.services.people.changes import (
    NobodyChanges,
    Outlook,
    Preview,
    TooMany,
    Wanted,
    apply_change,
    change_pupils,
    preview_change,
)
from yuandu.engines.registry.services.people.guardians import NotGuardian, add_guardian, end_guardianship
from yuandu.engines.registry.services.people.likenesses import (
    AlreadyDecided,
    ask_for_likenesses,
    find_likenesses,
    tell_apart,
)
from yuandu.engines.registry.services.people.merging import (
    MergerStands,
    NotOnePerson,
    TwoAccounts,
    merge_people,
    undo_merger,
)
from yuandu.engines.registry.services.people.papers import (
    FaultyPaper,
    NumberForLife,
    PaperTaken,
    ReasonMissing,
    add_paper,
    correct_paper,
)
from yuandu.engines.registry.services.people.persons import (
    FaultyDetails,
    MergedAway,
    add_person,
    change_person,
)
from yuandu.engines.registry.services.people.posts import (
    AlreadyHeld,
    EndUnfit,
    PostUnfit,
    end_post,
    give_post,
)
from yuandu.engines.registry.services.people.rollover import (
    NothingToRollOver,
    Rollover,
    Strand,
    next_year_of,
    preview_rollover,
    roll_over,
    roll_year_over,
)

__all__ = [
    "AlreadyDecided",
    "AlreadyHeld",
    "EndUnfit",
    "FaultyDetails",
    "FaultyPaper",
    "MergedAway",
    "MergerStands",
    "NobodyChanges",
    "NotGuardian",
    "NotOnePerson",
    "NothingToRollOver",
    "NumberForLife",
    "Outlook",
    "PaperTaken",
    "PostUnfit",
    "Preview",
    "ReasonMissing",
    "Rollover",
    "Strand",
    "TooMany",
    "TwoAccounts",
    "Wanted",
    "add_guardian",
    "add_paper",
    "add_person",
    "apply_change",
    "ask_for_likenesses",
    "change_person",
    "change_pupils",
    "correct_paper",
    "end_guardianship",
    "end_post",
    "find_likenesses",
    "give_post",
    "merge_people",
    "next_year_of",
    "preview_change",
    "preview_rollover",
    "roll_over",
    "roll_year_over",
    "tell_apart",
    "undo_merger",
]
