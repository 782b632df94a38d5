"""Numbers of institutions: the unified social credit code, and the school's own code."""

from collections.abc import Container

from yuandu.engines.registry.rules.identifiers.id_cards import is_digits

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}
PROVINCES = {  # GB/T 2260, first two digits
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"),
    *("71", "81", "82"),
}


def uscc_check_digit(first_17: str) -> str:
    """Return the last character of a unified social credit code, from the 17 before it.

    Source: GB 32100-2015: the character at place i (1 … 17) weighs 3^(i-1) mod 31, its value being its
    place in the alphabet without I, O, S, V, Z; with the check character the weighted sum is 0 modulo 31.
    """
    total = sum(USCC_VALUES[character] * pow(3, index, 31) for index, character in enumerate(first_17))
    return USCC_ALPHABET[-total % 31]


def is_uscc(number: str) -> bool:
    """Say whether the text has the form and the check character of a unified social credit code.

    Source: GB 32100-2015: 1 department, 1 category, 6 area digits, 9 organisation code, 1 check.
    """
    if len(number) != 18 or not USCC_VALUES.keys() >= set(number) or not is_digits(number[2:8]):
        return False
    return uscc_check_digit(number[:17]) == number[17]


def is_institution_code(number: str, *, kinds: Container[str] | None = None) -> bool:
    """Say whether the text has the form of a 学校(机构)标识码.

    Two digits of the kind, two of the province, a sequence of six, no check digit. With `kinds`,
    the first two digits must be one of them (level 2 of the table school_kind).
    """
    if len(number) != 10 or not is_digits(number) or number[2:4] not in PROVINCES:
        return False
    return kinds is None or number[:2] in kinds
