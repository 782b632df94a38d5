"""Reading the facts back."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from yuandu.engines.activity.models import Delivery, Fact, Seal
from yuandu.kernel.apps import declared


def facts_about(about: str) -> QuerySet[Fact]:
    """Return the history of one thing ("app.Model:id"), oldest first."""
    return Fact.objects.filter(about=about).order_by("at", "pk")


def facts_for(user: Any) -> QuerySet[Fact]:
    """Return the facts of the places where the person may look at what was done, in no order."""
    return Fact.objects.filter(places_of(user, permission="activity.view", field="path"))


def places_of(user: Any, *, permission: str, field: str) -> Q:
    """Return the filter for rows at or below the places where the person holds the permission."""
    places = Q(pk__in=[])
    for path in user.paths(permission):
        places |= Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})
    return places


def looks_at(*person_ids: int) -> QuerySet[Fact]:
    """Return who read or exported a person's data, and when and why: the newest first.

    `person_ids` are those of registry.Person rows: several where records were merged. Looks are the verbs that
    manifests call so.
    """
    verbs = [verb for _app, verb in declared("looks")]
    # under row-level security no query may use the index of arrays itself
    found = RawSQL("SELECT activity_looks_at(%s::bigint[], %s)", [list(person_ids), verbs])
    return Fact.objects.filter(pk__in=found).order_by("-at", "-pk")


def found_in(facts: QuerySet[Fact], text: str) -> QuerySet[Fact]:
    """Return those that somebody so named did, or that are about exactly that thing."""
    accounts = get_user_model().objects.filter(name__icontains=text)
    return facts.filter(Q(by_id__in=accounts.values("pk")) | Q(about=text))


def history_for(user: Any, fact: Fact) -> QuerySet[Fact]:
    """Return what else was done to the same thing, as far as the person may see it, the newest first."""
    return facts_for(user).filter(about=fact.about).exclude(pk=fact.pk).order_by("-at", "-pk")


def count_of_sealed() -> int:
    """Return how many facts the seals hold."""
    return Seal.objects.aggregate(facts=Sum("count"))["facts"] or 0


def overdue_deliveries() -> QuerySet[Delivery]:
    """Return the reactions that were tried and could not be made, the oldest first."""
    return Delivery.objects.filter(made_at=None, tries__gt=0).select_related("fact").order_by("pk")


def overdue_for(user: Any) -> QuerySet[Delivery]:
    """Return the overdue deliveries of the places where the person looks after them."""
    return overdue_deliveries().filter(places_of(user, permission="activity.deliver", field="fact__path"))
