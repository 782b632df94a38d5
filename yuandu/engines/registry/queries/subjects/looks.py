"""Who looked at or exported the data of a person."""

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncMonth

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Claim, Person
from yuandu.kernel import scope

MONTHS = 12


def looks_at(person: Person) -> QuerySet[Any]:
    """Return the facts of looks at the person, also under records that were merged into theirs, newest first.

    An export is written down in pieces; one that held the person several times is one look.
    """
    records = [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
    found = reduce(or_, map(activity.looks_at, records))
    looks = found.order_by().values("verb", "about", "by_id", "at").annotate(first=Min("pk"))
    return found.model.objects.filter(pk__in=looks.values("first")).order_by("-at", "-pk")


def look_at(person: Person, pk: int) -> Any:
    """Return one look at the person, as a fact; raises its DoesNotExist."""
    return looks_at(person).get(pk=pk)


def look_questioned(claim: Claim) -> Any:
    """Return the look that a claim is about, whoever may see the claim; None for none."""
    if claim.look is None:
        return None
    with scope.platform():  # the look may have been elsewhere
        looks = looks_at(Person.objects.get(pk=claim.person_id))
        return looks.filter(pk=claim.look).first()


def looks_by_month(looks: QuerySet[Any], *, on: date) -> list[tuple[date, int]]:
    """Return how many looks each of the last twelve months had, from the first that had one, oldest first."""
    counted = looks.order_by().annotate(month=TruncMonth("at")).values("month").annotate(n=Count("pk"))
    known = {row["month"].date(): row["n"] for row in counted}
    months = [on.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    first = min(known, default=months[0])
    return [(month, known.get(month, 0)) for month in reversed(months) if month >= first]


def looks_by_seat(looks: QuerySet[Any], *, most: int) -> list[dict[str, Any]]:
    """Return the seats from which most looks came, with `n`; seat and who are "" for the platform itself."""
    counted = looks.order_by().values("seat", "by_id", "who").annotate(n=Count("pk"))
    return list(counted.order_by("-n", "seat", "who")[:most])
