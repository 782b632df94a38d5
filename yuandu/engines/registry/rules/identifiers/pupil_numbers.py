"""The 学籍号 of a pupil: a letter and 18 characters, and the kinds it may pass through in a life."""

from typing import Literal

from yuandu.engines.registry.rules.identifiers.id_cards import (
    CHECK_DIGITS,
    day_written,
    facts_of_id_card,
    id_card_check_digit,
    is_digits,
)
from yuandu.engines.registry.rules.marking import Fault, error, warning
from yuandu.engines.registry.rules.marking import marked as _

PupilNumberKind = Literal["G", "J", "L"]

# 全国学籍: a temporary number is settled by the check against the police; an identity card ends a J number
SUCCESSORS = frozenset({("L", "G"), ("L", "J"), ("J", "G")})


def pupil_number_kind(number: str) -> PupilNumberKind | None:
    """Return the kind of a 学籍号 by its form, or None if it is not one.

    G: the 18 characters of an identity card. J: 6 area, 8 birth date, 3 sequence, 1 check, for a pupil
    without a card. L: 6 area, 8 birth date, 4 more, temporary. The check of J is taken to be that of
    identity cards (from memory), so `faults_of_pupil_number` warns of it and this does not look at it.
    """
    body = number[1:]
    if len(number) != 19 or day_written(body[6:14]) is None or not is_digits(body[:17]):
        return None
    match number[0]:
        case "G" if facts_of_id_card(body):
            return "G"
        case "J" if body[17] in CHECK_DIGITS:
            return "J"
        case "L" if is_digits(body):
            return "L"
    return None


def is_pupil_number(number: str) -> bool:
    """Say whether the text has the form of a 学籍号."""
    return pupil_number_kind(number) is not None


def pupil_number_from_id_card(number: str) -> str:
    """Return the 学籍号 of a pupil with this identity card: G and the number of the card."""
    return f"G{number}"


def faults_of_pupil_number(number: str, *, id_card: str | None = None) -> list[Fault]:
    """Return what is wrong with a normalised 学籍号, beside the pupil's identity card if there is one."""
    kind = pupil_number_kind(number)
    if kind is None:
        return [error(_("学籍号应是19位：以G、J或L开头，后面18位含区划代码和出生日期，请核对。"))]
    if kind == "G" and id_card and number != pupil_number_from_id_card(id_card):
        return [error(_("G开头的学籍号应是G加身份证号，两个号码不一致，请核对。"))]
    if kind == "J" and id_card_check_digit(number[1:18]) != number[18]:
        return [warning(_("学籍号的最后一位对不上，请逐位核对。"))]
    if kind != "G" and id_card:
        return [warning(_("学生已有身份证，可以申请换成G开头的学籍号。"))]
    return []


def may_become(old: PupilNumberKind, new: PupilNumberKind) -> bool:
    """Say whether a pupil's number of the old kind may be replaced by one of the new kind.

    A temporary number becomes G or J after the check; J becomes G when a card is issued; G is for life.
    """
    return (old, new) in SUCCESSORS
