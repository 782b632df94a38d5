"""Shapes of the other papers by which a person may be known, and the faults of any paper by its kind."""

import re
from collections.abc import Callable, Container, Mapping
from datetime import date

from yuandu.engines.registry.rules.identifiers.id_cards import (
    facts_of_id_card,
    faults_of_id_card,
    is_residence_number,
)
from yuandu.engines.registry.rules.identifiers.pupil_numbers import faults_of_pupil_number
from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _

# All shapes from memory: issuers add new series, so they catch slips of the hand and nothing more.
PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,17}", re.ASCII)
CHINESE_PASSPORT = re.compile(r"[GE]\d{8}|E[A-HJ-NP-Z]\d{7}|(?:P\.?|S\.?|D\.?|PE|SE|DE|MA)\d{7}", re.ASCII)
HKM_PERMIT = re.compile(r"[HM](?:\d{8}|\d{10})", re.ASCII)
TAIWAN_PERMIT = re.compile(r"\d{8}|\d{10}(?:[A-Z])?", re.ASCII)
BIRTH_CERTIFICATE = re.compile(r"[A-Z]\d{9}", re.ASCII)
FOREIGNER_RESIDENCE = re.compile(r"9\d{17}|9\d{16}X|[A-Z]{3}\d{12}", re.ASCII)


def is_passport(number: str) -> bool:
    """Say whether the text could be the number of any country's passport: 6–17 letters and digits."""
    return bool(PASSPORT.fullmatch(number))


def is_chinese_passport(number: str) -> bool:
    """Say whether the text has the shape of a passport of the People's Republic: E or G and eight, …"""
    return bool(CHINESE_PASSPORT.fullmatch(number))


def is_hkm_permit(number: str) -> bool:
    """Say whether the text has the shape of a 港澳居民来往内地通行证: H or M, 8 or 10 digits."""
    return bool(HKM_PERMIT.fullmatch(number))


def is_taiwan_permit(number: str) -> bool:
    """Say whether the text has the shape of a 台湾居民来往大陆通行证: 8 digits, or 10 and a letter."""
    return bool(TAIWAN_PERMIT.fullmatch(number))


def is_birth_certificate(number: str) -> bool:
    """Say whether the text has the shape of a 出生医学证明: a letter and 9 digits."""
    return bool(BIRTH_CERTIFICATE.fullmatch(number))


def is_foreigner_residence(number: str) -> bool:
    """Say whether the text has the shape of a 外国人永久居留身份证, of 2023 or earlier."""
    return bool(FOREIGNER_RESIDENCE.fullmatch(number))


def is_residence_hkmt(number: str) -> bool:
    """Say whether the text is an identity number of the kind on a 港澳台居民居住证 (81, 82, 83)."""
    return is_residence_number(number) and facts_of_id_card(number) is not None


SHAPES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "residence_hkmt": (is_residence_hkmt, _("港澳台居民居住证号应是81、82或83开头的18位号码，请核对。")),
    "passport": (is_passport, _("护照号应是6到17位字母和数字，请核对。")),
    "hkm_permit": (is_hkm_permit, _("港澳居民来往内地通行证号应以H或M开头，后面是8位或10位数字，请核对。")),
    "taiwan_permit": (is_taiwan_permit, _("台湾居民来往大陆通行证号应是8位数字，请核对。")),
    "birth_certificate": (is_birth_certificate, _("出生医学证明编号应是1个字母加9位数字，请核对。")),
    "foreigner_residence": (is_foreigner_residence, _("外国人永久居留身份证号应是18位或15位，请核对。")),
}


def faults_of_paper(
    kind: str, number: str, *, areas: Container[str], on: date | None = None, id_card: str | None = None
) -> list[Fault]:
    """Return what is wrong with a normalised number of a paper of this kind (code table paper_kind).

    A kind without a known shape needs only not be empty.
    """
    if not number:
        return [error(_("请填写证件号码。"))]
    if kind == "id_card":
        return faults_of_id_card(number, areas=areas, on=on)
    if kind == "pupil_number":
        return faults_of_pupil_number(number, id_card=id_card)
    fits, sentence = SHAPES.get(kind, (bool, ""))
    return [] if fits(number) else [error(sentence)]
