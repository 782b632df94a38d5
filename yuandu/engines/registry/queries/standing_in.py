"""Standing in for others: seats that were handed over, and people who were opened in an emergency."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from yuandu.engines.registry.models import Delegation, EmergencyView, Grant, Paper, Person, Post, Seat, User
from yuandu.engines.registry.models.accounts import own_seats_of
from yuandu.engines.registry.queries.accounts import FROM_THE_ROSTER
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scope import held_on, within
from yuandu.engines.registry.rules import normalise, normalise_name
from yuandu.engines.registry.rules.paths import is_at_or_below

PERMISSION = "registry.emergency"


def seats_to_hand_over(user: User) -> list[Seat]:
    """Return the seats that the person may hand over: their own, not those of a pupil or a guardian."""
    return [seat for seat in user.seats if not seat.giver_id and seat.role not in FROM_THE_ROSTER]


def may_stand_in(deputy: User, seat: Seat, *, on: date) -> bool:
    """Say whether the account works at or below the management unit of the seat (at the top: in the city)."""
    place = seat.organisation.unit or seat.organisation
    at_work = [own for own in own_seats_of(deputy, on=on) if own.role not in FROM_THE_ROSTER]
    return any(is_at_or_below(own.organisation.path, place.path) for own in at_work)


def handed_over_by(user: User) -> QuerySet[Delegation]:
    """Return what the person handed over, what has ended too, latest first."""
    return Delegation.objects.filter(giver=user).select_related("organisation").order_by("-from_on", "-pk")


def handed_to(user: User, *, on: date) -> QuerySet[Delegation]:
    """Return what was handed to the person and holds on the day or will."""
    mine = Delegation.objects.filter(deputy=user, to_on__gt=on, ended_at=None)
    return mine.select_related("organisation").order_by("from_on", "pk")


def delegation_of(user: User, pk: int, *, on: date) -> Delegation:
    """Return a delegation of the person's own that has not ended; raises Delegation.DoesNotExist."""
    return handed_over_by(user).filter(to_on__gt=on, ended_at=None).get(pk=pk)


def opened_people(user: User, at: datetime) -> list[int]:
    """Return the ids of the people whom the person has opened in an emergency and may still see."""
    if not user.holds(PERMISSION):
        return []
    views = EmergencyView.objects.filter(user=user, closed_at=None, opened_at__lte=at, ends_at__gt=at)
    return sorted(set(views.values_list("person_id", flat=True)))


def emergencies_for(user: User) -> QuerySet[EmergencyView]:
    """Return the emergency views of people in the person's scope, and the person's own, latest first."""
    return EmergencyView.objects.filter(within(user, permission=PERMISSION) | Q(user=user))


def own_emergency(user: User, pk: int) -> EmergencyView:
    """Return an emergency view of the person's own; raises EmergencyView.DoesNotExist."""
    return EmergencyView.objects.get(user=user, pk=pk)


def to_review(user: User) -> QuerySet[EmergencyView]:
    """Return what waits for this person's review: what others did to people in scope."""
    waiting = EmergencyView.objects.filter(within(user, permission=PERMISSION), reviewed_at=None)
    acting = {user.pk, user.seat.giver_id if user.seat else None} - {None}
    return waiting.exclude(user__in=acting).exclude(behalf__isnull=False, behalf__in=acting)


def people_exactly(*, number: str, name: str, birth_on: date | None) -> list[Person]:
    """Return whom a 学籍号, or a whole name with the birth date, points to: at most two, whoever asks."""
    if number:
        papers = Paper.objects.filter(kind="pupil_number", number=normalise(number), person__merged_into=None)
        return [paper.person for paper in papers.select_related("person").order_by("pk")[:2]]
    named = Person.objects.filter(name=normalise_name(name), birth_on=birth_on, merged_into=None)
    return list(named.order_by("pk")[:2]) if birth_on else []


def to_tell_of(pk: int, *, on: date) -> list[int]:
    """Return the accounts to be told of the emergency view with this id: the principals of the person's school.

    Where there is none beside who looked, the officers of the management unit; and always those who
    administer the places above.
    """
    view = EmergencyView.objects.get(pk=pk)
    heads = holders(view.path, "principal", level="school", on=on) - {view.user_id, view.behalf_id}
    officers = set() if heads else holders(view.path, "officer", level="unit", on=on)
    told = heads | officers | holders(view.path, "administrator", level="", on=on)
    return sorted(told - {view.user_id})


def holders(path: str, role: str, *, level: str, on: date) -> set[int]:
    """Return the accounts with the role, by post or grant, at the places above the path; "" is any level."""
    above = Q(organisation__path__in=places_above(path)) & (Q(organisation__level=level) if level else Q())
    grants = Grant.objects.filter(held_on(on), above, role=role, user__is_active=True)
    kinds = [kind for kind, code in codes_of("post_kind").items() if code.extra.get("role") == role]
    posts = Post.objects.filter(held_on(on), above, kind__in=kinds, person__user__is_active=True)
    return {
        *grants.values_list("user_id", flat=True),
        *posts.values_list("person__user__pk", flat=True),
    }


def places_above(path: str) -> list[str]:
    """Return the path and those of everything above it."""
    codes = path.rstrip(".").split(".")
    return [".".join(codes[: count + 1]) + "." for count in range(len(codes))]
