"""Rosters that come in: checked first, written after a person says so, resumable, undone as long as nothing rests on it."""

from yuandu.engines.registry.services.intake.forgetting import forget_old_intakes
from yuandu.engines.registry.services.intake.handing import (
    NotReady,
    apply_intake,
    check_intake,
    confirm_intake,
    hand_in,
    rows_to_write,
    topic_of,
    unfinished,
)
from yuandu.engines.registry.services.intake.rejects import empty_template, rejects_of
from yuandu.engines.registry.services.intake.undoing import StandsInTheWay, ask_undo, undo_intake

__all__ = [
    "NotReady",
    "StandsInTheWay",
    "apply_intake",
    "ask_undo",
    "check_intake",
    "confirm_intake",
    "empty_template",
    "forget_old_intakes",
    "hand_in",
    "rejects_of",
    "rows_to_write",
    "topic_of",
    "undo_intake",
    "unfinished",
]
