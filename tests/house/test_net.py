"""Every table with data of people has the net below it: seen in a scope, or not at all."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from yuandu.engines.registry.models import Person
from yuandu.kernel.apps import declared

GRADED = {"L3", "L4"}
# what needs none, and why
WITHOUT = {
    "registry.Designation": "awards are published with their document; whose name stands behind one, the net says",
}


def is_ours(model):
    return model.__module__.startswith("yuandu.")


def with_people():
    """Return the labels of our models that hold data of people: graded so, or tied to a person or an account."""
    graded = {entry.model for _app, entry in declared("datasets") if entry.grade in GRADED}
    whose = {Person, get_user_model()}
    tied = {
        model._meta.label
        for model in apps.get_models()
        if is_ours(model) and any(field.related_model in whose for field in model._meta.concrete_fields)
    }
    return graded | tied | {Person._meta.label, get_user_model()._meta.label}


def netted():
    """Return the tables that have policies and are held by them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        return {name for (name,) in cursor.fetchall()}


def test_every_table_with_data_of_people_has_the_net_below_it(db):
    tables = {label: apps.get_model(label)._meta.db_table for label in with_people() - WITHOUT.keys()}

    assert {label for label, table in tables.items() if table not in netted()} == set()


def test_what_needs_no_net_is_still_there_and_says_why():
    assert {label for label, why in WITHOUT.items() if why and apps.get_model(label)} == WITHOUT.keys()
