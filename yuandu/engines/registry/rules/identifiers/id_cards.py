"""Citizens' identity numbers: form, check digit, and what the number itself says of the person."""

from collections.abc import Container
from datetime import date
from typing import NamedTuple

from yuandu.engines.registry.rules.marking import Fault, error, warning
from yuandu.engines.registry.rules.marking import marked as _

CHECK_DIGITS = "10X98765432"
RESIDENCE_PREFIXES = frozenset({"810000", "820000", "830000"})
CENTENARIANS = frozenset({"996", "997", "998", "999"})
MALE, FEMALE = "1", "2"


class IdCardFacts(NamedTuple):
    """What an identity number says: birth date, sex (GB/T 2261.1: 1 male, 2 female), area of first issue."""

    birth_on: date
    sex: str
    area: str


def id_card_check_digit(first_17: str) -> str:
    """Return the last character of a citizen's identity number, from the 17 digits before it.

    Source: GB 11643-1999, after ISO 7064:1983, MOD 11-2: the digit at place i (18 … 2, from the
    left) weighs 2^(i-1) mod 11, and the weighted sum of all 18 is 1 modulo 11; "X" stands for ten.
    """
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(first_17))
    return CHECK_DIGITS[total % 11]


def is_id_card(number: str) -> bool:
    """Say whether the text has the form and the check digit of a citizen's identity number."""
    return has_form(number) and id_card_check_digit(number[:17]) == number[17]


def facts_of_id_card(number: str) -> IdCardFacts | None:
    """Return what the number says of the person, or None unless it is one with a possible birth date.

    Source: GB 11643-1999, 4: digits 1–6 area, 7–14 birth date, 15–17 sequence (odd for men), 18 check.
    """
    birth_on = day_written(number[6:14])
    if birth_on is None or not is_id_card(number):
        return None
    return IdCardFacts(birth_on=birth_on, sex=MALE if int(number[16]) % 2 else FEMALE, area=number[:6])


def faults_of_id_card(number: str, *, areas: Container[str], on: date | None = None) -> list[Fault]:
    """Return what is wrong with a normalised identity number, the gravest first; [] for a good one.

    An area code outside `areas` is a warning, since cards keep the code of their first issue long after
    the county got a new one (潍坊 retired 370721 to 370729). A birth date after `on` is an error.
    """
    if is_old_id_card(number):
        return [error(_("这是15位旧身份证号，请改用18位身份证号。"))]
    if not has_form(number):
        return [error(_("身份证号应是18位：前17位是数字，最后一位是数字或X。"))]
    faults = []
    birth_on = day_written(number[6:14])
    if birth_on is None:
        faults.append(error(_("身份证号里没有这个出生日期，请核对第7位到第14位。")))
    elif on is not None and birth_on > on:
        faults.append(error(_("身份证号里的出生日期还没有到，请核对第7位到第14位。")))
    if id_card_check_digit(number[:17]) != number[17]:
        faults.append(error(_("身份证号的最后一位对不上，请逐位核对。")))
    if number[:6] not in areas and not is_residence_number(number):
        faults.append(warning(_("身份证号前6位不是现行的区划代码，可能是旧代码，请核对。")))
    return faults


def upgrade_id_card(number: str) -> str | None:
    """Return the 18-digit number of an old 15-digit one, or None if it is not one.

    Source: GB 11643-1999 against 1989: "19" goes before the birth year, the check digit at the end; the
    sequences 996–999 were kept for people then over a hundred, born in 18xx (from memory of the 1989 text).
    """
    if not is_old_id_card(number):
        return None
    century = "18" if number[12:] in CENTENARIANS else "19"
    first_17 = number[:6] + century + number[6:]
    return first_17 + id_card_check_digit(first_17)


def is_residence_number(number: str) -> bool:
    """Say whether the number begins as those of 港澳台居民居住证 do.

    81 is for 香港, 82 for 澳门, 83 for 台湾 (2018, from memory).
    """
    return number[:6] in RESIDENCE_PREFIXES


def has_form(number: str) -> bool:
    """Say whether the text is 17 plain digits and a digit or capital X."""
    return len(number) == 18 and is_digits(number[:17]) and number[17] in CHECK_DIGITS


def is_old_id_card(number: str) -> bool:
    """Say whether the text has the form of a 15-digit number (GB 11643-1989)."""
    return len(number) == 15 and is_digits(number)


def is_digits(text: str) -> bool:
    """Say whether the text is plain digits 0–9, at least one."""
    return text.isascii() and text.isdigit()


def day_written(text: str) -> date | None:
    """Return the day written as eight digits, 20120315, or None if there is no such day."""
    if len(text) != 8 or not is_digits(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
