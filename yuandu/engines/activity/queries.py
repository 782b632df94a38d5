"""Reading the facts back."""

from typing import Any

from django.db.models import Q, QuerySet

from yuandu.engines.activity.models import Delivery, Fact


def facts_about(about: str) -> QuerySet[Fact]:
    """Return the history of one thing ("app.Model:id"), oldest first."""
    return Fact.objects.filter(about=about).order_by("at", "pk")


def facts_for(user: Any) -> QuerySet[Fact]:
    """Return the facts of the places where the person may look at what was done, in no order."""
    places = Q(pk__in=[])
    for path in user.paths("activity.view"):
        places |= Q(path__gte=path, path__lt=path[:-1] + "/")  # the unit and all below it
    return Fact.objects.filter(places)


def overdue_deliveries() -> QuerySet[Delivery]:
    """Return the reactions that were tried and could not be made."""
    return Delivery.objects.filter(made_at=None, tries__gt=0).select_related("fact").order_by("pk")
