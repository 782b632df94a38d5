"""Codes on slips of paper: easy to read aloud and to type, hard to guess."""

from random import Random

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 and O, 1, I and L, which look alike
LENGTH = 10  # 31**10 codes: guessing one of two million open ones takes 400 million tries


def code_from(rng: Random) -> str:
    """Return a new code."""
    return "".join(rng.choice(LETTERS) for _place in range(LENGTH))


def written_code(code: str) -> str:
    """Return the code as it stands on the slip, in two halves: 7KQ2M-XW4TD."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def typed_code(text: str) -> str:
    """Return the code that a person typed: capitals, without the gaps and dashes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
