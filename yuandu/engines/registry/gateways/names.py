"""Which of the known columns a heading means: exactly, spelt otherwise, or misspelt."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NOT_IN_A_NAME = re.compile(r"[^\w.]|_")
REMARK = re.compile(r"[（(【\[].*?[）)】\]]")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Match:
    """The known name for a heading; guessed when the heading is written otherwise."""

    name: str
    is_guessed: bool


def normalised(text: str) -> str:
    """Return the name in one width and case, without spaces, underscores, stars and remarks in brackets."""
    return NOT_IN_A_NAME.sub("", REMARK.sub("", unicodedata.normalize("NFKC", text)).casefold())


def match_names(
    found: Iterable[str], *, known: Iterable[str], former: Mapping[str, str] | None = None
) -> list[Match | None]:
    """Return for each name found the known name that it means, or None.

    `former` gives known names for old ones. A misspelt name counts if exactly one known name, not found otherwise,
    is nearest, by one edit (two in names of eight letters and more), and has the same digits.
    """
    names = list(found)
    exact = {normalised(name): name for name in known}
    old = {normalised(name): now for name, now in (former or {}).items()}
    keys = [normalised(name) for name in names]
    taken = {exact[key] for key in keys if key in exact} | {old[key] for key in keys if key in old}
    free = {key: name for key, name in exact.items() if name not in taken}
    matches: list[Match | None] = []
    for name, key in zip(names, keys, strict=True):
        meant = exact.get(key) or old.get(key) or nearest(key, free)
        matches.append(Match(meant, is_guessed=is_other_spelling(name, key, meant, exact)) if meant else None)
    return matches


def is_other_spelling(name: str, key: str, meant: str, exact: Mapping[str, str]) -> bool:
    """Say whether the person should be told: a star, a space or a bracket in a Chinese heading is nothing."""
    if key not in exact:
        return True
    return name.strip("\ufeff \t*＊") != meant and name.isascii()


def nearest(key: str, known: Mapping[str, str]) -> str | None:
    """Return the one known name that the key misspells, or None."""
    limit = 2 if len(key) >= 8 else 1 if len(key) >= 4 else 0
    digits = DIGITS.findall(key)
    near = sorted(
        (steps, name)
        for other, name in known.items()
        if abs(len(other) - len(key)) <= limit
        and DIGITS.findall(other) == digits
        and (steps := edits(key, other)) <= limit
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def edits(one: str, other: str) -> int:
    """Return how many letters must be put in, left out or changed (Levenshtein 1965)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, second in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != second))
    return row[-1]
