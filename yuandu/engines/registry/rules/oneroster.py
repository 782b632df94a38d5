"""What our codes are called in OneRoster, the same in its files and over HTTP.

Source: 1EdTech OneRoster 1.2 (19 September 2022), vocabularies of OrgType, RoleType, SessionType and sex.
"""

from collections.abc import Mapping
from datetime import date

ORG_TYPES: Mapping[str, str] = {
    "ministry": "national",
    "province": "state",
    "city": "district",
    "unit": "district",
    "township": "local",
    "school": "school",
    "campus": "school",
    "office": "department",
}
SEXES: Mapping[str, str] = {"1": "male", "2": "female", "9": "unspecified"}
STAFF_ROLES: Mapping[str, str] = {
    "principal": "principal",
    "subject_teacher": "teacher",
    "class_teacher": "teacher",
    "staff": "aide",
}
OTHER_STAFF = "siteAdministrator"
PUPILS = ("pupil", "pupil_suspended")
TEACHERS = tuple(kind for kind, role in STAFF_ROLES.items() if role == "teacher")
PARENTS = ("father", "mother", "stepfather", "stepmother")

SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
CORE, FULL = f"{SCOPE}roster-core.readonly", f"{SCOPE}roster.readonly"
DEMOGRAPHICS = f"{SCOPE}roster-demographics.readonly"
CONTACTS = "urn:yuandu:scope:roster-contacts.readonly"  # ours: the standard has none for telephone and e-mail
AGE_OF_OWN_CONSENT = 14  # 个人信息保护法第三十一条


def role_at_a_place(post_kind: str) -> str:
    """Return the role that a post at an organisation gives."""
    return "student" if post_kind in PUPILS else STAFF_ROLES.get(post_kind, OTHER_STAFF)


def role_in_a_class(post_kind: str) -> str:
    """Return the role that a post in a class gives."""
    return "student" if post_kind in PUPILS else "teacher"


def role_of_family(relation: str) -> str:
    """Return the role of somebody who looks after a pupil, by the code of the relation."""
    return "parent" if relation in PARENTS else "guardian"


def session_type(term_kind: str) -> str:
    """Return the type of an academic session."""
    return "schoolYear" if term_kind == "year" else "semester"


def may_be_numbered(birth_on: date | None, *, is_pupil: bool, on: date) -> bool:
    """Say whether a 学籍号 may go to another system: not that of a child under 14, or of unknown age."""
    if birth_on is None:
        return not is_pupil
    had_birthday = (on.month, on.day) >= (birth_on.month, birth_on.day)
    return on.year - birth_on.year - (not had_birthday) >= AGE_OF_OWN_CONSENT
