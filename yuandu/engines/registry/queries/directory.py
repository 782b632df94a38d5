"""The directory of organisations: open to everyone down to the school, below it to those in scope."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from yuandu.engines.registry.models import (
    CalendarDay,
    CodeTable,
    Designation,
    Organisation,
    OrganisationState,
    Post,
    Succession,
    User,
)
from yuandu.engines.registry.queries.scope import at_or_below, held_on, within

PUBLIC_LEVELS = ("city", "unit", "school")
STAFF_KINDS_LEFT_OUT = ("pupil", "pupil_suspended")


def directory(*, on: date) -> QuerySet[OrganisationState]:
    """Return the schools that are open on the day, for everyone."""
    return states_with_places(on).filter(level="school")


def states_with_places(on: date) -> QuerySet[OrganisationState]:
    rows = OrganisationState.objects.filter(held_on(on))
    return rows.select_related("organisation__unit", "area", "parent")


def organisations_seen_by(user: User, *, on: date) -> QuerySet[OrganisationState]:
    """Return what every organisation in the person's scope was on the day."""
    return states_with_places(on).filter(within(user, permission="registry.view"))


def organisation_for(user: Any, pk: int) -> Organisation:
    """Return an organisation that everyone may see, or that lies in the person's scope.

    Raises Organisation.DoesNotExist for all others, so that nobody learns what exists.
    """
    seen = Q(level__in=PUBLIC_LEVELS)
    if user.is_authenticated:
        seen |= within(user, permission="registry.view")
    rows = Organisation.objects.select_related("parent", "unit", "school", "area")
    return rows.filter(seen).get(pk=pk)


def organisation_managed_by(user: User, pk: int, *, permission: str = "registry.manage") -> Organisation:
    """Return an organisation that the person may change; raises Organisation.DoesNotExist."""
    return (
        Organisation.objects.select_related("parent", "unit", "school")
        .filter(within(user, permission=permission))
        .get(pk=pk)
    )


def open_children(organisation: Organisation) -> QuerySet[Organisation]:
    """Return what the organisation administers today, in the order of their names."""
    return Organisation.objects.filter(parent=organisation, closed_on=None).order_by("level", "pinyin", "pk")


def history_of(organisation: Organisation) -> QuerySet[OrganisationState]:
    """Return what the organisation was, newest first."""
    return organisation.states.select_related("parent").order_by("-from_on")


def successions_of(organisation: Organisation) -> QuerySet[Succession]:
    """Return what it came from and what became of it, in order of time."""
    rows = Succession.objects.filter(Q(before=organisation) | Q(after=organisation))
    return rows.select_related("before", "after").order_by("on", "pk")


def headcount(organisation: Organisation, *, on: date) -> dict[str, int]:
    """Return how many hold which kind of post at or below the organisation on the day: one query."""
    posts = Post.objects.filter(at_or_below(organisation.path)).filter(held_on(on))
    rows = posts.order_by().values("kind").annotate(people=Count("person", distinct=True))
    return {row["kind"]: row["people"] for row in rows}


def designations_seen_by(user: User) -> QuerySet[Designation]:
    """Return the designations of the person's scope, past ones too."""
    rows = Designation.objects.filter(within(user, permission="registry.view"))
    return rows.select_related("organisation", "person", "authority")


def designations_at(organisation: Organisation, *, on: date) -> QuerySet[Designation]:
    """Return what the organisation itself holds on the day."""
    rows = Designation.objects.filter(held_on(on), organisation=organisation)
    return rows.select_related("authority").order_by("-from_on", "pk")


def code_tables() -> QuerySet[CodeTable]:
    """Return every edition of every code table."""
    return CodeTable.objects.annotate(size=Count("code"))


def code_table(pk: int) -> CodeTable:
    """Return an edition with its codes; raises CodeTable.DoesNotExist."""
    return CodeTable.objects.prefetch_related("code_set").get(pk=pk)


def calendar_of(year: int) -> QuerySet[CalendarDay]:
    """Return the days of the year on which the official calendar departs from the week."""
    return CalendarDay.objects.filter(on__year=year).order_by("on")
