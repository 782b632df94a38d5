"""Telephone numbers of the mainland."""

import re

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?", re.ASCII)
COUNTRY = re.compile(r"(?:\+|00)86-?")


def is_mobile(number: str) -> bool:
    """Say whether the text is a mobile number: 11 digits, 13… to 19…"""
    return bool(MOBILE.fullmatch(number))


def is_landline(number: str) -> bool:
    """Say whether the text is a landline: area code, 7 or 8 digits, perhaps an extension."""
    return bool(LANDLINE.fullmatch(number))


def without_country_code(number: str) -> str:
    """Return a normalised telephone number without +86 or 0086 before it."""
    return COUNTRY.sub("", number, count=1) if COUNTRY.match(number) else number
