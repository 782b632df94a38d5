"""How a value is shown to those who may not read it whole: as much as tells one from another, and no more."""

from datetime import date

STAR = "*"
HIDDEN = STAR * 2  # of what no part is shown


def masked(value: object, mask: str) -> str:
    """Return the value as the mask of its grade shows it; "" for what is unknown.

    Masks: none, name, number, mail, day, hidden. Raises KeyError for any other.
    """
    if value is None or value == "":
        return ""
    return MASKS[mask](value)


def mask_name(name: str) -> str:
    """Return the name with all but the first character hidden, whatever its length: 李**."""
    return f"{name[0]}{STAR * 2}" if name else ""


def mask_number(number: str) -> str:
    """Return the number with its middle hidden, as long as before: 138****2206, 370705********0012.

    Of 18 characters and more the first 6 (7 of a letter and 18 more) and the last 4 stay, of 11 and more 3 and 4,
    of 5 and more 1 and 2, of fewer none.
    """
    first, last = shown_ends(number)
    hidden = len(number) - first - last
    return number[:first] + STAR * hidden + number[len(number) - last :]


def shown_ends(number: str) -> tuple[int, int]:
    """Return how many characters at each end of a number may be shown."""
    if len(number) >= 18:
        return (7 if number[0].isalpha() and len(number) > 18 else 6), 4
    if len(number) >= 11:
        return 3, 4
    return (1, 2) if len(number) >= 5 else (0, 0)


def mask_mail(address: str) -> str:
    """Return the address with all but the first letter before the @ hidden: w***@example.com."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}{STAR * 3}@{domain}"


def mask_day(on: date) -> str:
    """Return the day with its year alone: 2012年**月**日."""
    return f"{on.year}年{HIDDEN}月{HIDDEN}日"


def hide(value: object) -> str:
    """Return a sign that there is something, and nothing of it."""
    return HIDDEN


MASKS = {
    "none": str,
    "name": mask_name,
    "number": mask_number,
    "mail": mask_mail,
    "day": mask_day,
    "hidden": hide,
}
