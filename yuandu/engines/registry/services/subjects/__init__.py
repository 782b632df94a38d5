"""Consents, requests about personal data and their answers."""

from yuandu.engines.registry.services.subjects.answering import (
    AlreadyAnswered,
    HeldByDuty,
    NotChanged,
    NotForYou,
    OwnLook,
    agree_by_copying,
    agree_by_correcting,
    agree_by_erasing,
    answer_claim,
)
from yuandu.engines.registry.services.subjects.claiming import (
    AskedAlready,
    ClaimUnclear,
    NobodyAnswers,
    make_claim,
)
from yuandu.engines.registry.services.subjects.consenting import (
    NotAsked,
    NotDeciding,
    Objected,
    give_consent,
    withdraw_consent,
)
from yuandu.engines.registry.services.subjects.loading import load_processing

__all__ = [
    "AlreadyAnswered",
    "AskedAlready",
    "ClaimUnclear",
    "HeldByDuty",
    "NobodyAnswers",
    "NotAsked",
    "NotChanged",
    "NotDeciding",
    "NotForYou",
    "Objected",
    "OwnLook",
    "agree_by_copying",
    "agree_by_correcting",
    "agree_by_erasing",
    "answer_claim",
    "give_consent",
    "load_processing",
    "make_claim",
    "withdraw_consent",
]
