"""What every app must keep to, read from its manifest."""

from importlib import import_module
from inspect import isclass
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils.module_loading import module_has_submodule

from yuandu.kernel.apps import declared, titles, yuandu_apps

ROOT = Path(__file__).parents[2]
DOORS = [f"{app.name}.api" for app in yuandu_apps() if module_has_submodule(app.module, "api")]
MODELS = [model for app in yuandu_apps() for model in apps.get_app_config(app.label).get_models()]
ENGINES_AND_DOMAINS = [app for app in yuandu_apps() if ".engines." in app.name or ".domains." in app.name]


@pytest.mark.parametrize("door", DOORS)
def test_a_front_door_hands_out_no_model(door):
    api = import_module(door)

    exported = [getattr(api, name) for name in api.__all__]

    assert [thing for thing in exported if isclass(thing) and issubclass(thing, models.Model)] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_its_name(model):
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_has_no_order_of_its_own(model):
    assert model._meta.ordering == []


def test_a_datum_has_one_owner():
    owned = [dataset.model for _app, dataset in declared("datasets")]

    assert sorted(owned) == sorted(set(owned))


@pytest.mark.parametrize("app", ENGINES_AND_DOMAINS, ids=lambda app: app.label)
def test_an_app_owns_the_datasets_that_it_declares(app):
    for dataset in app.datasets:
        model = apps.get_model(dataset.model)

        assert model._meta.app_label == app.label
        assert dataset.grade in {"L1", "L2", "L3", "L4"}
        assert dataset.path is None or model._meta.get_field(dataset.path)


def test_every_role_that_is_given_permissions_has_a_title():
    used = {role for _app, (role, _permissions) in declared("roles")}

    assert used - set(titles("role_titles")) == set()


def test_no_verb_and_no_permission_is_declared_twice():
    for attribute in ("verbs", "permissions", "notices", "role_titles"):
        names = [name for _app, (name, _title) in declared(attribute)]

        assert sorted(names) == sorted(set(names)), attribute


def test_a_reaction_answers_a_verb_that_somebody_records():
    heard = {verb for _app, (verb, _function) in declared("reacts")}

    assert heard - set(titles("verbs")) == set()


@pytest.mark.django_db
def test_the_manifests_hold_and_no_migration_is_missing():
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True)


def test_templates_do_not_query_and_carry_no_style_or_script():
    faults = []
    for template in ROOT.glob("yuandu/**/templates/**/*.html"):
        text = template.read_text("utf-8")
        faults += [
            (template.name, word)
            for word in (".objects.", "<style", "onclick=", "javascript:")
            if word in text
        ]

    assert faults == []
