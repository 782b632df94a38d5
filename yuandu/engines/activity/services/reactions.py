"""Telling the apps that react to facts, after the commit."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from yuandu.engines.activity.models import Delivery
from yuandu.kernel import jobs
from yuandu.kernel.apps import declared


def owe_reactions(*, verb: str, fact_id: int) -> None:
    """Note what the fact owes to the apps that react to its verb; they are told after the commit."""
    for reaction in reactions_to(verb):
        delivery = Delivery.objects.create(fact_id=fact_id, reaction=reaction)
        jobs.defer("activity.deliver", delivery_id=delivery.pk)


def reactions_to(verb: str) -> list[str]:
    """Return the functions that react to the verb, as "app_label.place.of.function"."""
    return [f"{app.label}.{function}" for app, (heard, function) in declared("reacts") if heard == verb]


def deliver(*, delivery_id: int, at: datetime) -> None:
    """Call the reaction with its fact, once: a delivery that was made is left alone.

    The reaction runs in this transaction, so that its writes and the tick stand or fall together.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("fact").get(pk=delivery_id)
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
