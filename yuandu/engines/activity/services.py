"""Writing facts down, and telling the apps that react to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from yuandu.engines.activity.enums import Grade
from yuandu.engines.activity.models import Delivery, Fact
from yuandu.kernel import jobs
from yuandu.kernel.apps import declared


def record(
    *,
    verb: str,
    about: str,
    path: str,
    by: int | None,
    at: datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    grade: Grade = Grade.OBSERVED,
) -> Fact:
    """Record what the platform itself saw, in the transaction of the write that it tells of.

    `about` is "app.Model:id", `path` the unit where it happened, `by` an account's id. A bulk load
    leaves one fact, whose `data` holds the file's hash and the counts. Apps that react to the verb are
    told after the commit.
    """
    fact = Fact.objects.create(
        verb=verb,
        about=about,
        path=path,
        by_id=by,
        at=at,
        because=because,
        data=dict(data or {}),
        grade=grade,
    )
    for reaction in reactions_to(verb):
        delivery = Delivery.objects.create(fact=fact, reaction=reaction)
        jobs.defer("activity.deliver", delivery_id=delivery.pk)
    return fact


def reactions_to(verb: str) -> list[str]:
    """Return the functions that react to the verb, as "app_label.place.of.function"."""
    return [f"{app.label}.{function}" for app, (heard, function) in declared("reacts") if heard == verb]


def deliver(*, delivery_id: int, at: datetime) -> None:
    """Call the reaction with its fact, once: a delivery that was made is left alone.

    The reaction runs in this transaction, so that its writes and the tick stand or fall together.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().select_related("fact").get(pk=delivery_id)
        if delivery.made_at:
            return
        reaction_of(delivery)(fact=delivery.fact, at=at)
        delivery.made_at, delivery.tries = at, delivery.tries + 1
        delivery.save(update_fields=["made_at", "tries"])


def reaction_of(delivery: Delivery) -> Any:
    label, _dot, function = delivery.reaction.partition(".")
    return next(app for app, _entry in declared("reacts") if app.label == label).load(function)


def note_fault(*, delivery_id: int, fault: str) -> None:
    """Keep why a delivery was not made, for the person who looks after it; one that is gone needs none."""
    owed = Delivery.objects.filter(pk=delivery_id, made_at=None)
    owed.update(tries=F("tries") + 1, fault=fault[:2000])


@transaction.atomic
def retry(deliveries: QuerySet[Delivery]) -> int:
    """Have the deliveries tried once more after the commit; return how many that are."""
    ids = list(deliveries.filter(made_at=None).values_list("pk", flat=True))
    for pk in ids:
        jobs.defer("activity.deliver", delivery_id=pk)
    return len(ids)
