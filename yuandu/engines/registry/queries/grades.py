"""The grades of fields that are in force, and the limits that go with them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from django.apps import apps

from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.rules import FieldGrade, GradeEdition, grade_on, read_grades
from yuandu.kernel.apps import declared

DATA = files("yuandu.engines.registry") / "data" / "grades"


@cache
def shipped_editions() -> tuple[GradeEdition, ...]:
    """Return the editions that the product ships, read once in a process."""
    shipped = sorted(
        (file for file in DATA.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
    return tuple(read_grades(file.read_text("utf-8")) for file in shipped)


@cache
def editions_on(on: date) -> Mapping[str, GradeEdition]:
    """Return for each app the edition that is in force on the day."""
    begun = sorted(
        (edition for edition in shipped_editions() if edition.valid_from <= on),
        key=lambda edition: (edition.valid_from, edition.version),
    )
    return {edition.name: edition for edition in begun}


@cache
def grades() -> Mapping[str, FieldGrade]:
    """Return the grade of every field by its name, "registry.Person.phone": that of the newest edition."""
    newest = editions_on(date.max).values()
    return {name: field for edition in newest for name, field in edition.fields.items()}


def grade_of_field(name: str, *, birth_on: date | None, is_pupil: bool, on: date) -> str:
    """Return the grade of a person's field on the day; raises KeyError for a field without one."""
    edition = editions_on(on)["registry"]
    return grade_on(edition.fields[name], edition, birth_on=birth_on, is_pupil=is_pupil, on=on)


def limit(code: str) -> int:
    """Return a value of the code table privacy_limit; raises KeyError for one that is not there."""
    return codes_of("privacy_limit")[code].extra["value"]


def title_of_model(label: str) -> str:
    """Return what people call the rows of a model, by the dataset that declares it; else its label."""
    named = {dataset.model: str(dataset.title) for _app, dataset in declared("datasets")}
    return named.get(label, label)


def title_of_field(label: str, name: str) -> str:
    """Return what people call a field of a model."""
    return str(apps.get_model(label)._meta.get_field(name).verbose_name)
