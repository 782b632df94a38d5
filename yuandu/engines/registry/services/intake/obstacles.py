"""What stands in the way of taking an intake back: whatever was built on it since."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models import (
    Course,
    Guardianship,
    Intake,
    Membership,
    Organisation,
    Person,
    Post,
    TeachingGroup,
    Term,
)
from yuandu.kernel.apps import declared

TARGETS: dict[str, type[Model]] = {
    "organisation": Organisation,
    "term": Term,
    "course": Course,
    "group": TeachingGroup,
    "person": Person,
    "post": Post,
    "makeshift": Post,
    "membership": Membership,
    "guardianship": Guardianship,
}
OTHER_TITLES = {
    "registry.Course": _("课程"),
    "registry.Grant": _("授权"),
    "registry.Membership": _("教学班成员"),
    "registry.Merger": _("合并记录"),
    "registry.Succession": _("机构沿革"),
    "registry.Term": _("学期"),
    "registry.User": _("账号"),
}
GO_ALONG = {"registry.Paper", "registry.OrganisationState", "registry.Activation", "registry.Likeness"}

NEW = """
    SELECT target_id FROM registry_intakerow
    WHERE intake_id = %(intake)s AND kind = ANY(%(kinds)s) AND is_written
      AND (outcome = 'NEW' OR outcome = 'CHANGED' AND other_id IS NOT NULL AND kind = 'post')
"""
LATER = """
    SELECT i.id FROM registry_intake i
    WHERE i.state = 'APPLIED' AND i.applied_at > %(applied_at)s AND EXISTS (
        SELECT FROM registry_intakerow b
        JOIN registry_intakerow a ON a.kind = b.kind AND a.target_id = b.target_id
        WHERE b.intake_id = i.id AND b.outcome NOT IN ('', 'FAULT')
          AND a.intake_id = %(intake)s AND a.is_written
    )
    ORDER BY i.applied_at LIMIT 1
"""
# what somebody changed since, of what this intake wrote
CHANGED = {
    "person": """
        SELECT count(*) FROM registry_intakerow r JOIN registry_person x ON x.id = r.target_id
        WHERE r.intake_id = %(intake)s AND r.kind = 'person' AND r.is_written AND r.outcome IN ('NEW', 'CHANGED')
          AND (
              x.merged_into_id IS NOT NULL OR r.values ->> 'name' <> x.name OR r.values ->> 'sex' <> x.sex
              OR r.values ->> 'phone' <> x.phone OR r.values ->> 'email' <> x.email
              OR (r.values ->> 'birth_on')::date <> x.birth_on
              OR r.outcome = 'NEW' AND (SELECT count(*) FROM registry_paper p WHERE p.person_id = x.id)
                 <> (SELECT count(*) FROM jsonb_each_text(r.values -> 'papers') said)
          )
    """,
    "post": """
        SELECT count(*) FROM registry_intakerow r LEFT JOIN registry_post x ON x.id = r.target_id
        WHERE r.intake_id = %(intake)s AND r.kind IN ('post', 'makeshift') AND r.is_written
          AND r.outcome IN ('NEW', 'CHANGED')
          AND (x.id IS NULL OR x.path <> r.path AND r.path <> '' OR x.to_on IS DISTINCT FROM (r.values ->> 'to_on')::date)
    """,
    "organisation": """
        SELECT count(*) FROM registry_intakerow r LEFT JOIN registry_organisation x ON x.id = r.target_id
        WHERE r.intake_id = %(intake)s AND r.kind = 'organisation' AND r.is_written
          AND r.outcome IN ('NEW', 'CHANGED')
          AND (x.id IS NULL OR x.path <> r.path OR x.closed_on IS NOT NULL
               OR x.name <> r.values ->> 'name' AND x.level <> 'grade')
    """,
}


def obstacles_to(intake: Intake) -> Iterator[str]:
    """Give a sentence for each thing that was built on the intake; none, and it can be taken back."""
    said = {"intake": intake.pk, "applied_at": intake.applied_at}
    later = ask(LATER, said)
    if later:
        other = Intake.objects.select_related("file").get(pk=later)
        yield gettext("后来导入的“%(name)s”用到了这次的数据，请先撤销那一次。") % {"name": other.file.name}
    for kind, statement in CHANGED.items():
        if number := ask(statement, said):
            yield gettext("有%(number)s条“%(title)s”在导入之后改动过。") % {
                "number": number,
                "title": title_of(TARGETS[kind]),
            }
    for model in dict.fromkeys(TARGETS.values()):
        for field in fields_pointing_to(model):
            if number := users_of(intake, model, field):
                yield gettext("有%(number)s条“%(title)s”用到了这次导入的“%(used)s”。") % {
                    "number": number,
                    "title": title_of(field.model),
                    "used": title_of(model),
                }


def fields_pointing_to(model: type[Model]) -> Iterator[ForeignKey]:
    """Give every foreign key of every app to the model, but those of rows that go along with it."""
    for other in apps.get_models():
        if other._meta.label not in GO_ALONG and not other._meta.proxy:
            for field in other._meta.local_fields:
                if isinstance(field, ForeignKey) and field.related_model is model:
                    yield field


def users_of(intake: Intake, model: type[Model], field: ForeignKey) -> int:
    """Count the rows that point to something new of the intake, and are not new by it themselves."""
    table, column = field.model._meta.db_table, field.column
    own = [kind for kind, target in TARGETS.items() if target is field.model]
    statement = f"""
        SELECT count(*) FROM {table} x
        WHERE x.{column} IN ({NEW})
          {f"AND x.id NOT IN ({NEW.replace('%(kinds)s', '%(own)s')})" if own else ""}
    """
    kinds = [kind for kind, target in TARGETS.items() if target is model]
    return ask(statement, {"intake": intake.pk, "kinds": kinds, "own": own})


def title_of(model: type[Model]) -> str:
    """Return what people call the rows of a table: the title of the dataset that it is, else its own."""
    titles = OTHER_TITLES | {dataset.model: dataset.title for _app, dataset in declared("datasets")}
    return str(titles.get(model._meta.label, model._meta.verbose_name))


def ask(statement: str, said: dict) -> int:
    """Return the one number that a statement answers with; 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        row = cursor.fetchone()
    return row[0] if row else 0
