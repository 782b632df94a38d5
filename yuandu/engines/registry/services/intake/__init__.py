"""Rosters that come in: checked first, written after a person says so, resumable, undone as long as nothing rests on it."""

from yuandu.engines.registry.services.intake.handing import (
    NotReady,
    apply_intake,
    check_intake,
    confirm_intake,
    hand_in,
    topic_of,
)

__all__ = ["NotReady", "apply_intake", "check_intake", "confirm_intake", "hand_in", "topic_of"]
