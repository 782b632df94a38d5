"""Reading the facts back."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from yuandu.engines.activity.models import Delivery, Fact


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


def with_names(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    """Return the facts, each with `who`: the name of the account that acted, None for the platform itself."""
    accounts = get_user_model().objects.filter(pk=OuterRef("by_id"))
    return facts.annotate(who=Subquery(accounts.values("name")[:1]))


def found_in(facts: QuerySet[Fact], text: str) -> QuerySet[Fact]:
    """Return those that somebody so named did, or that are about exactly that thing."""
    accounts = get_user_model().objects.filter(name__icontains=text)
    return facts.filter(Q(by_id__in=accounts.values("pk")) | Q(about=text))


def history_for(user: Any, fact: Fact) -> QuerySet[Fact]:
    """Return what else was done to the same thing, as far as the person may see it, the newest first."""
    return with_names(facts_for(user).filter(about=fact.about).exclude(pk=fact.pk)).order_by("-at", "-pk")


def overdue_deliveries() -> QuerySet[Delivery]:
    """Return the reactions that were tried and could not be made, the oldest first."""
    return Delivery.objects.filter(made_at=None, tries__gt=0).select_related("fact").order_by("pk")


def overdue_for(user: Any) -> QuerySet[Delivery]:
    """Return the overdue deliveries of the places where the person looks after them."""
    return overdue_deliveries().filter(places_of(user, permission="activity.deliver", field="fact__path"))
