"""Looks and files of people: whose turn it is, who looked how often, and for what one may look."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.models import Code, ExportRequest, Grant, Look, Post, Seat, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.grades import limit
from yuandu.engines.registry.queries.scope import held_on, within
from yuandu.engines.registry.rules import ancestors
from yuandu.kernel.apps import permissions_of, titles

APPROVE, REVIEW = "registry.approve_export", "registry.review_looks"
CITY_LEVELS = ("ministry", "province", "city")
MOST = 1000  # beyond that a number tells nothing more, and counting costs


def purposes_for(seat: Seat | None) -> list[Code]:
    """Return the purposes (code table look_purpose) for which somebody in the seat may look, in their order."""
    codes = codes_of("look_purpose").values()
    return [code for code in codes if seat and seat.role in code.extra.get("roles", ())]


def looks_a_day(role: str) -> int:
    """Return how many people somebody in the role looks at in a day before it is noticed; the fewest if unknown."""
    limits = {code: row.extra["value"] for code, row in codes_of("privacy_limit").items() if "looks_" in code}
    return limits.get(f"looks_{role}", min(limits.values(), default=0))


def people_looked_at(user: User, *, on: date) -> int:
    """Return at how many people the account has looked on the day."""
    begins = timezone.make_aware(datetime.combine(on, time.min))
    rows = Look.objects.filter(user=user, at__gte=begins)
    return rows.aggregate(people=Count("person", distinct=True))["people"]


def looks_for(user: User) -> QuerySet[Look]:
    """Return the looks that were taken at the places where the user reviews them."""
    return Look.objects.filter(within(user, permission=REVIEW)).select_related("user", "person")


def lookers_for(user: User, *, since: datetime, purpose: str = "") -> QuerySet[User]:
    """Return who looked since, with `looks`, `people` and `last_at`, as far as the user reviews looks."""
    seen = within(user, permission=REVIEW, field="look__path") & Q(look__at__gte=since)
    if purpose:
        seen &= Q(look__purpose=purpose)
    return User.objects.filter(seen).annotate(
        looks=Count("look"), people=Count("look__person", distinct=True), last_at=Max("look__at")
    )


def exports_for(user: User) -> QuerySet[ExportRequest]:
    """Return what the user asked for, and what was asked for where the user decides."""
    return ExportRequest.objects.filter(Q(asked_by=user) | within(user, permission=APPROVE))


def decidable_by(user: User) -> QuerySet[ExportRequest]:
    """Return what waits for the user's word: of others, at or below their place; important data at a city only."""
    waiting = ExportRequest.objects.filter(within(user, permission=APPROVE), state=ExportState.WAITING)
    if user.seat is None or user.seat.organisation.level not in CITY_LEVELS:
        waiting = waiting.filter(is_important=False)
    others = waiting.exclude(asked_by=user)
    return others.exclude(asked_by=user.seat.giver_id) if user.seat and user.seat.giver_id else others


def exports_waiting(user: User) -> int:
    """Return how many files wait for the user's word, MOST at the most."""
    return decidable_by(user)[:MOST].count()


def leaders_of(path: str, permission: str, *, on: date, but: Iterable[int | None] = ()) -> list[int]:
    """Return the accounts that hold the permission nearest to the place: there, else above it; none of `but`."""
    roles = [role for role in titles("role_titles") if permission in permissions_of(role)]
    kinds = [kind for kind, code in codes_of("post_kind").items() if code.extra.get("role") in roles]
    places = [path, *reversed(ancestors(path))]
    left_out = {pk for pk in but if pk}
    for place in places:
        granted = Grant.objects.filter(held_on(on), organisation__path=place, role__in=roles).values("user")
        posted = Post.objects.filter(held_on(on), path=place, kind__in=kinds).values("person")
        holders = User.objects.filter(pk__in=granted).union(User.objects.filter(person__in=posted))
        if found := sorted(user.pk for user in holders if user.is_active and user.pk not in left_out):
            return found
    return []


def days_of_export() -> tuple[int, int]:
    """Return for how many days and how many times a file can be downloaded."""
    return limit("export_days"), limit("export_downloads")
