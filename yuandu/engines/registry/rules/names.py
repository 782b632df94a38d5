"""Names of people and organisations: one way to write them, and how alike two are."""

import re
import unicodedata

MIDDLE_DOTS = re.compile(r"\s*[·•‧・∙⋅●．.]\s*(?=\w)")
BLANKS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
BETWEEN_HAN = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) (?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def normalise_name(name: str) -> str:
    """Return the name in half-width letters, without blanks inside a Chinese one, dots of one kind.

    The dot between the parts of a minority name (阿依古丽•买买提) becomes "·" as 公安 registers write it.
    """
    plain = BLANKS.sub(" ", unicodedata.normalize("NFKC", name)).strip()
    if HAN.search(plain):
        plain = MIDDLE_DOTS.sub("·", plain)
    return BETWEEN_HAN.sub("", plain)


def search_key(text: str) -> str:
    """Return what is compared in a search: half-width small letters, digits and characters, no signs."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if character.isalnum())


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters; a text of one character is its own pair."""
    if len(text) == 1:
        return frozenset({text})
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def similarity(a: str, b: str) -> float:
    """Return how alike two texts are, from 0 to 1, by Dice over their bigrams with a mark at each end.

    The marks let names of two characters share something. Source: Dice 1945, 2·|A∩B| / (|A|+|B|).
    """
    pairs_of_a, pairs_of_b = bigrams(f"^{a}$"), bigrams(f"^{b}$")
    return 2 * len(pairs_of_a & pairs_of_b) / (len(pairs_of_a) + len(pairs_of_b))
