"""Every field of every table with data of people has a grade: who adds one says which."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from yuandu.engines.registry.models import Person, User
from yuandu.engines.registry.queries.grades import editions_on, grades, shipped_editions
from yuandu.engines.registry.services.codes import shipped_code_tables
from yuandu.kernel.apps import declared, yuandu_apps

OURS = {app.label for app in yuandu_apps()}


def is_about_people(model):
    """Say whether the table is Person, points to one or to an account, or is declared L3 or L4."""
    declared_as = {dataset.model: dataset.grade for _app, dataset in declared("datasets")}
    points = {field.related_model for field in model._meta.fields if field.is_relation}
    is_graded = declared_as.get(model._meta.label, "L1") >= "L3"
    return model is Person or bool(points & {Person, User}) or is_graded


ABOUT_PEOPLE = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and model._meta.managed and is_about_people(model)
]


@pytest.mark.parametrize("model", ABOUT_PEOPLE, ids=lambda model: model._meta.label)
def test_every_field_about_people_has_a_grade(model):
    fields = {f"{model._meta.label}.{field.name}" for field in model._meta.concrete_fields}

    assert sorted(fields - set(grades())) == [], "say which grade it has in registry/data/grades/"


def test_a_grade_is_of_a_field_that_exists():
    labels = {field.rpartition(".")[0] for field in grades()}
    known = {
        f"{label}.{field.name}" for label in labels for field in apps.get_model(label)._meta.concrete_fields
    }

    assert sorted(set(grades()) - known) == []


def test_a_kind_of_personal_information_is_one_of_the_list():
    table = next(table for table in shipped_code_tables() if table.name == "personal_data_kind")

    assert {field.kind for field in grades().values()} <= {code.code for code in table.codes}


def test_no_grade_of_ours_is_passed_off_as_official():
    assert {edition.tag for edition in shipped_editions()} <= {"D", "M", "P"}
    assert {field.tag for field in grades().values()} <= {"D", "M", "P"}


def test_a_field_has_one_grade():
    edited = [field for edition in editions_on(max(e.valid_from for e in shipped_editions())).values()
              for field in edition.fields]  # fmt: skip

    assert sorted(edited) == sorted(set(edited))


OWN = {  # pages of one's own data, and of a class for who teaches in it
    "registry/devices.html",
    "registry/subjects/mine.html",
    "registry/tiles/children.html",
}
RAW = re.compile(
    r"\{\{[^}]*\b(person|pupil|guardian|one|other|gone|kept|ward|child)\.(name|phone|email|birth_on|pinyin)\b"
)


def test_no_template_takes_a_field_of_a_person_past_who_reads_it():
    templates = Path(apps.get_app_config("registry").path) / "templates"

    raw = {
        str(path.relative_to(templates))
        for path in templates.rglob("*.html")
        if RAW.search(path.read_text("utf-8"))
    }

    assert sorted(raw - OWN) == [], "show what queries.sight.Sight says"
