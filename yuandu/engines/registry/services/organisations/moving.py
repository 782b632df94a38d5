"""Moving a part of the tree: its organisations and posts in one transaction, other apps' rows after it."""

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Organisation, OrganisationState, Post, User
from yuandu.engines.registry.queries import at_or_below, held_on
from yuandu.engines.registry.rules import is_at_or_below, path_below, span_of
from yuandu.engines.registry.services.organisations.changing import StateIsPast
from yuandu.engines.registry.services.organisations.opening import state_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel import jobs
from yuandu.kernel.apps import declared
from yuandu.kernel.refusals import Refusal

KEEPS_ITS_PATH = {"registry.Organisation", "registry.OrganisationState", "registry.Post", "activity.Fact"}
CHUNK = 5_000


class MovesIntoItself(Refusal):
    """The new parent lies below the organisation."""


@transaction.atomic
def move_organisation(
    *,
    organisation: Organisation,
    parent: Organisation,
    on: date,
    by: User | None,
    at: datetime,
    because: str = "",
) -> Organisation:
    """Put an organisation and all below it under another parent from the day on.

    Posts end and go on at the new place, so that questions "as of" a day before still find the old one.
    Other apps' rows follow by the job registry.repath. Raises MovesIntoItself and StateIsPast.
    """
    if is_at_or_below(parent.path, organisation.path):
        raise MovesIntoItself(_("不能把{name}放到它自己下面。").format(name=organisation.name))
    old = organisation.path
    new = free_path(organisation, parent)
    below = Organisation.objects.filter(at_or_below(old))
    states = OrganisationState.objects.filter(at_or_below(old), to_on=None)
    if states.filter(from_on__gt=on).exists():
        raise StateIsPast(_("其中有机构的登记比{day}晚，请选更晚的日期。").format(day=on))
    moved = list(below.values_list("pk", flat=True))
    follow(below, old, new, **ancestors_under(organisation, parent))
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    begin_states(moved, on=on)
    carry_posts_on(moved, on=on)
    arrived = Organisation.objects.get(pk=organisation.pk)
    told = {"path": [old, new], "on": on.isoformat()}
    record(arrived, verb="registry.moved", path=new, by=by, at=at, because=because, data=told)
    jobs.defer("registry.repath", old=old, new=new)
    return arrived


def free_path(organisation: Organisation, parent: Organisation) -> str:
    """Return the path under the parent: with its own code, else with its id where the code is taken."""
    code = organisation.path.rstrip(".").rpartition(".")[2]
    path = path_below(parent.path, code)
    taken = Organisation.objects.filter(path=path).exists()
    return path_below(parent.path, f"{code}X{organisation.pk}") if taken else path


def ancestors_under(organisation: Organisation, parent: Organisation) -> dict[str, Any]:
    """Return unit and school for the moved rows: what moves keeps its own, else takes the parent's."""
    changes: dict[str, Any] = {}
    if organisation.level != "unit":
        changes["unit"] = parent.unit
    if organisation.school_id != organisation.pk and organisation.level != "unit":
        changes["school"] = parent.school
    return changes


def follow(rows: QuerySet, old: str, new: str, **changes: Any) -> int:
    """Replace the beginning of the rows' paths; return how many rows."""
    return rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)), **changes)


def begin_states(organisations: list[int], *, on: date) -> None:
    """Let the present fields of the organisations hold from the day."""
    present = OrganisationState.objects.filter(organisation__in=organisations, to_on=None)
    present.filter(from_on=on).delete()
    present.update(to_on=on)
    still_open = Organisation.objects.filter(pk__in=organisations, closed_on=None)
    OrganisationState.objects.bulk_create(
        [
            OrganisationState(organisation=organisation, from_on=on, **state_of(organisation))
            for organisation in still_open.select_related("parent", "area")
        ]
    )


def carry_posts_on(organisations: list[int], *, on: date) -> None:
    """End the posts held at the organisations and go on with them at the organisations' new paths."""
    held = Post.objects.filter(organisation__in=organisations).filter(held_on(on))
    place = Organisation.objects.filter(pk=OuterRef("organisation"))
    here = {name: Subquery(place.values(name)[:1]) for name in ("path", "unit", "school")}
    held.filter(from_on=on).update(**here)
    going = list(held.filter(from_on__lt=on))
    held.filter(from_on__lt=on).update(to_on=on)
    for post in going:
        post.pk, post.from_on = None, on
    Post.objects.bulk_create(going, batch_size=CHUNK)
    Post.objects.filter(organisation__in=organisations, from_on=on).update(**here)


def repath(*, old: str, new: str) -> int:
    """Let the rows of every app follow a unit that moved; return how many rows there were.

    Works in chunks that each commit, and finds only rows that have not followed yet: it can be killed
    and called again. Facts keep the path of their day.
    """
    followed = 0
    for _app, dataset in declared("datasets"):
        if dataset.path and dataset.model not in KEEPS_ITS_PATH:
            followed += repath_table(apps.get_model(dataset.model), dataset.path, old=old, new=new)
    return followed


def repath_table(model: Any, field: str, *, old: str, new: str) -> int:
    span, followed, table = span_of(old), 0, model._meta.db_table
    column = model._meta.get_field(field).column
    statement = f"""
        UPDATE {table} SET {column} = %s || substr({column}, %s) WHERE id IN (
            SELECT id FROM {table} WHERE {column} >= %s AND {column} < %s LIMIT {CHUNK}
        )
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [new, len(old) + 1, span.low, span.high])
            if not cursor.rowcount:
                return followed
            followed += cursor.rowcount
