"""One row of every table with data of people, all with the same number and the same mark in every text."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from yuandu.engines.registry.models import Organisation

MARK = "藏密"
NUMBER = 770_077
DAY, MOMENT = date(2022, 9, 1), datetime(2022, 9, 1, 8, tzinfo=UTC)


def netted():
    """Return our models whose tables the net holds and what their rows must name, each after those it names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        held = {name for (name,) in cursor.fetchall()}
    left = {model for model in apps.get_models() if model._meta.db_table in held}
    while more := {named for model in left for named in names(model)} - left - {Organisation}:
        left |= more
    ordered = []
    while left:
        ready = {model for model in left if not names(model) & (left - {model})}
        ordered += sorted(ready, key=lambda model: model._meta.label)
        left -= ready
    return ordered


def names(model):
    """Return the models that a row of the model must name."""
    return {
        field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null
    }


def everything(*, place, **given):
    """Make the rows at a place (an organisation of a school); `given` are values by "app.Model.field"."""
    forget_checks()
    return [made(model, place=place, given=given) for model in netted()]


def forget_checks():
    """Let the tables take rows that no service would write, until the test is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint"
            " JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'c'"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def made(model, *, place, given):
    values = {
        field.attname: given.get(f"{model._meta.label}.{field.name}", value_of(field, place))
        for field in model._meta.concrete_fields
        if not (field.has_db_default() and field.name != "places")
    }
    model.objects.bulk_create([model(**values)])  # as it is: no service would write such a row
    return model.objects.get(pk=values[model._meta.pk.attname])


def value_of(field, place):
    """Return a value that the database takes: a mark for a text, the number for an id, the place for a place."""
    special = {"path": place.path, "unit": place.unit_id, "school": place.school_id, "places": []}
    if field.name in special:
        return special[field.name]
    if field.primary_key:
        return NUMBER
    if field.is_relation:
        return place.pk if field.related_model is type(place) else None if field.null else NUMBER
    if field.choices:
        return field.choices[0][0]
    return plain_value(field)


def plain_value(field):
    if isinstance(field, ArrayField):
        return [plain_value(field.base_field)]
    if isinstance(field, models.JSONField):
        return {MARK: MARK}
    if isinstance(field, models.UUIDField):
        return UUID(int=NUMBER)
    if isinstance(field, models.GenericIPAddressField):
        return "203.0.113.7"
    if isinstance(field, models.BinaryField):
        return MARK.encode()
    if isinstance(field, models.DateTimeField):
        return None if field.null else MOMENT
    if isinstance(field, models.DateField):
        return None if field.null else DAY
    if isinstance(field, models.BooleanField):
        return None if field.null else True
    if isinstance(field, models.IntegerField):
        return NUMBER if field.name.endswith("_id") else 1
    return f"{MARK}{field.name}"[: field.max_length]


def as_they_are():
    """Return every marked row as it stands, to be compared before and after."""
    return {model._meta.label: list(model.objects.filter(pk=NUMBER).values()) for model in netted()}
