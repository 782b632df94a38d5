"""The pages about the data of a person: for the person, the guardians, and those who answer them."""

from yuandu.engines.registry.views.subjects.answers import answer, claims, copy, correct, erase
from yuandu.engines.registry.views.subjects.asking import claim, claims_of_person, make_claim
from yuandu.engines.registry.views.subjects.consents import consents, give, withdraw
from yuandu.engines.registry.views.subjects.looks import looks
from yuandu.engines.registry.views.subjects.mine import data, mine

__all__ = [
    "answer",
    "claim",
    "claims",
    "claims_of_person",
    "consents",
    "copy",
    "correct",
    "data",
    "erase",
    "give",
    "looks",
    "make_claim",
    "mine",
    "withdraw",
]
