"""Who looked at or exported the data of a person."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncMonth

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Claim, Person
from yuandu.engines.registry.queries.subjects.people import records_of, seeing_all_of
from yuandu.kernel import scope

MONTHS = 12
VERBS = {"export": ["registry.exported"], "emergency": ["registry.emergency_opened"]}


def looks_at(person: Person) -> QuerySet[Any]:
    """Return the facts of looks at the person, newest first; to be read within seeing_all_of.

    An export is written down in pieces; one that held the person several times is one look.
    """
    found = activity.looks_at(*records_of(person.pk))
    looks = found.order_by().values("verb", "about", "by_id", "at").annotate(first=Min("pk"))
    return found.model.objects.filter(pk__in=looks.values("first")).order_by("-at", "-pk")


def look_at(person: Person, pk: int) -> Any:
    """Return one look at the person, as a fact; raises its DoesNotExist."""
    with seeing_all_of(person.pk):
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
    """Return who looked most often, with `n`: an account in its seat, or another system (`client`)."""
    named = looks.order_by().annotate(client=KeyTextTransform("client", "data"))
    counted = named.values("seat", "by_id", "who", "client").annotate(n=Count("pk"))
    return list(counted.order_by("-n", "seat", "who", "client")[:most])


def kind_of_look(fact: Any) -> str:
    """Return the kind of a look: system for a machine, export, emergency, else look."""
    if fact.by_id is None:
        return "system"
    return next((kind for kind, verbs in VERBS.items() if fact.verb in verbs), "look")


def looks_of_kind(looks: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Return the looks of a kind, as kind_of_look tells it."""
    if kind == "system":
        return looks.filter(by_id=None)
    by_people = looks.exclude(by_id=None)
    if kind in VERBS:
        return by_people.filter(verb__in=VERBS[kind])
    return by_people.exclude(verb__in=[verb for verbs in VERBS.values() for verb in verbs])
