"""The rows of the invented city: one tuple for each table, its fields named like the columns they fill."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from yuandu.engines.registry import models


class OrganisationRow(NamedTuple):
    id: int
    parent_id: int | None
    path: str
    unit_id: int | None
    school_id: int | None
    level: str
    kind: str
    name: str
    short_name: str
    name_en: str
    pinyin: str
    initials: str
    area_id: int | None
    urban_rural: str
    identifier: str
    stage: str
    system: str
    entry_year: int | None
    opened_on: date
    closed_on: date | None
    marks: str  # JSON
    is_demo: bool


class StateRow(NamedTuple):
    id: int
    organisation_id: int
    from_on: date
    to_on: date | None
    parent_id: int | None
    path: str
    level: str
    name: str
    kind: str
    urban_rural: str
    area_id: int | None


class SuccessionRow(NamedTuple):
    id: int
    before_id: int
    after_id: int
    kind: str
    on: date
    document: str


class DesignationRow(NamedTuple):
    id: int
    kind: str
    organisation_id: int | None
    person_id: int | None
    path: str
    authority_id: int
    document: str
    from_on: date
    to_on: date | None
    note: str
    is_demo: bool


class PersonRow(NamedTuple):
    id: int
    name: str
    pinyin: str
    initials: str
    sex: str
    birth_on: date
    ethnic_group: str
    phone: str
    is_demo: bool
    places: list[int]  # of the school at hand; `place_people` adds the others


class PaperRow(NamedTuple):
    id: int
    person_id: int
    kind: str
    number: str
    from_on: date | None


class PostRow(NamedTuple):
    id: int
    person_id: int
    organisation_id: int
    path: str
    unit_id: int | None
    school_id: int | None
    kind: str
    subject: str
    title: str
    is_dedicated: bool
    from_on: date
    to_on: date | None
    document: str


class GuardianshipRow(NamedTuple):
    id: int
    pupil_id: int
    guardian_id: int
    relation: str
    is_primary: bool
    path: str
    unit_id: int | None
    school_id: int | None


class TermRow(NamedTuple):
    id: int
    organisation_id: int
    name: str
    kind: str
    school_year: int
    from_on: date
    to_on: date


class CourseRow(NamedTuple):
    id: int
    organisation_id: int
    code: str
    name: str
    kind: str
    subject: str
    stage: str


class TeachingGroupRow(NamedTuple):
    id: int
    school_id: int
    path: str
    name: str
    course_id: int
    term_id: int
    whole_class_id: int | None


class MembershipRow(NamedTuple):
    id: int
    group_id: int
    person_id: int
    kind: str
    from_on: date
    to_on: date | None


MODELS = {
    OrganisationRow: models.Organisation,
    StateRow: models.OrganisationState,
    SuccessionRow: models.Succession,
    PersonRow: models.Person,
    PaperRow: models.Paper,
    PostRow: models.Post,
    GuardianshipRow: models.Guardianship,
    DesignationRow: models.Designation,
    TermRow: models.Term,
    CourseRow: models.Course,
    TeachingGroupRow: models.TeachingGroup,
    MembershipRow: models.Membership,
}


class Ids:
    """The next free id of every table, handed out in Python: a row can name another that is not loaded yet."""

    def __init__(self, first: Mapping[type, int] | None = None) -> None:
        self.free = dict.fromkeys(MODELS, 1) | dict(first or {})

    def next(self, row: type) -> int:
        """Return an id for a row of the type."""
        number = self.free[row]
        self.free[row] = number + 1
        return number
