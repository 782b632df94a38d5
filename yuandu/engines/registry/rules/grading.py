"""Grades of fields: which is how sensitive, who reads it whole, and what a purpose opens. DOMAIN §6."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

import yaml

from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _
from yuandu.engines.registry.rules.masking import MASKS

GRADES = ("L1", "L2", "L3", "L4")
MACHINERY = "machinery"
NEAR = ("everyone", "school", "purpose", "nobody")
HEADING = ("name", "version", "tag", "valid_from", "source", "child", "models")
FIELD = frozenset({"grade", "kind", "mask", "near", "staff", "opens", "tag"})


class Nearness(IntEnum):
    """How near somebody is to the person whose data it is."""

    BEYOND = 0  # sees the row for work: a county, a city
    NEAR = 1  # teaches or runs the school, or looks after the same child
    OWN = 2  # the person, or who looks after the pupil


@dataclass(frozen=True, kw_only=True)
class FieldGrade:
    """What holds for one field; `field` is "registry.Person.phone", `near` who reads it without a purpose."""

    field: str
    grade: str
    kind: str
    mask: str = "none"
    near: str = "everyone"
    staff: str = ""  # `near` where the person works in education; "" for the same
    opens: str = ""  # the group that a purpose opens
    tag: str = "D"

    @property
    def is_personal(self) -> bool:
        return self.kind != MACHINERY


@dataclass(frozen=True, kw_only=True)
class GradeEdition:
    """One edition of the grades of an app's fields, in force from a day on."""

    name: str
    version: str
    tag: str
    valid_from: date
    source: str
    child_under: int  # years
    child_grade: str
    child_tag: str
    child_source: str
    fields: Mapping[str, FieldGrade]


class FaultyGrades(ValueError):
    """The text is no edition of grades that could be used; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence % fault.details for fault in faults))
        self.faults = faults


def read_grades(text: str) -> GradeEdition:
    """Read an edition from YAML; raise FaultyGrades with all that is wrong.

    Heading: name, version, tag, valid_from, source, child (under, grade, tag, source), models. A model has
    `machinery`, the fields that say nothing of a person, and each other field with grade, kind and perhaps
    mask, near, staff, opens, tag.
    """
    said = yaml.safe_load(text)
    missing = [key for key in HEADING if key not in said]
    if missing:
        raise FaultyGrades([error(_("分级表缺少%(keys)s，请补上。"), keys="、".join(missing))])
    faults = list(faults_of_models(said["models"]))
    if faults:
        raise FaultyGrades(faults)
    child = said["child"]
    return GradeEdition(
        **{key: said[key] for key in ("name", "version", "tag", "valid_from", "source")},
        child_under=child["under"],
        child_grade=child["grade"],
        child_tag=child["tag"],
        child_source=child["source"],
        fields={field.field: field for field in fields_of(said["models"], tag=said["tag"])},
    )


def fields_of(models: Mapping[str, Mapping[str, Any]], *, tag: str) -> Iterator[FieldGrade]:
    """Yield the grade of each field; what is the platform's own is internal."""
    for model, fields in models.items():
        for name in fields.get(MACHINERY, ()):
            yield FieldGrade(field=f"{model}.{name}", grade="L2", kind=MACHINERY, tag=tag)
        for name, said in fields.items():
            if name != MACHINERY:
                yield FieldGrade(field=f"{model}.{name}", **{"tag": tag} | dict(said))


def faults_of_models(models: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what is wrong with the fields, each named."""
    for model, fields in models.items():
        for name, said in fields.items():
            if name != MACHINERY:
                yield from faults_of_field(f"{model}.{name}", said)


def faults_of_field(field: str, said: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with one field."""
    for key in sorted(said.keys() - FIELD):
        yield error(_("%(field)s里的%(key)s不认识，请删去或改名。"), field=field, key=key)
    known: tuple[tuple[str, Container[str]], ...] = (
        ("grade", GRADES),
        ("mask", MASKS),
        ("near", NEAR),
        ("staff", NEAR),
        ("tag", "VPMD"),
    )
    for key, values in known:
        if (key in said or key == "grade") and said.get(key) not in values:
            yield error(_("%(field)s的%(key)s不对，请核对。"), field=field, key=key)
    if "kind" not in said:
        yield error(_("%(field)s缺少%(key)s，请补上。"), field=field, key="kind")
    if said.get("near") == "purpose" and not said.get("opens"):
        yield error(_("%(field)s要说明用途才能看，请写明由哪一组打开。"), field=field)
    if said.get("near", "everyone") != "everyone" and said.get("mask", "none") == "none":
        yield error(_("%(field)s不是人人能看，请写明怎样遮盖。"), field=field)


def is_child(birth_on: date | None, *, on: date, under: int) -> bool:
    """Say whether somebody is under so many years old on the day; who knows no birth date takes the higher grade."""
    if birth_on is None:
        return True
    return (on.year, on.month, on.day) < (birth_on.year + under, birth_on.month, birth_on.day)


def grade_on(
    field: FieldGrade, edition: GradeEdition, *, birth_on: date | None, is_pupil: bool, on: date
) -> str:
    """Return the grade of a person's field on the day: of a child all that is personal is sensitive.

    Source: 个人信息保护法 art. 28 (under 14), from memory. A pupil without a birth date counts as a child, a
    grown-up without one does not. 就高从严: never lower than the field's own grade.
    """
    known_as_child = birth_on is not None or is_pupil
    if field.is_personal and known_as_child and is_child(birth_on, on=on, under=edition.child_under):
        return highest([field.grade, edition.child_grade])
    return field.grade


def highest(grades: Iterable[str]) -> str:
    """Return the highest of the grades, L1 for none (GB/T 43697-2024: 就高从严)."""
    return max(grades, key=GRADES.index, default="L1")


def is_shown(field: FieldGrade, *, nearness: Nearness, is_staff: bool, opened: Container[str] = ()) -> bool:
    """Say whether the field is shown whole to somebody so near, with these groups opened by a purpose.

    This alone decides for (who looks, whose data, where, for what): everything that shows a person asks it.
    """
    near = (field.staff if is_staff else "") or field.near
    if near == "nobody":
        return False
    if near == "everyone" or nearness == Nearness.OWN:
        return True
    if near == "school" and nearness == Nearness.NEAR:
        return True
    return bool(field.opens) and field.opens in opened
