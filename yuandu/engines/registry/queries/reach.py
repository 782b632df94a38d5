"""What the net lets an account see: the places and people of the seat it sits in."""

from datetime import datetime

from yuandu.engines.registry.models import Organisation, User
from yuandu.engines.registry.queries.belonging import family_of
from yuandu.engines.registry.queries.standing_in import opened_people
from yuandu.engines.registry.rules import span_of
from yuandu.kernel.scope import Scope

WHOLE_CITY = {"ministry", "province", "city"}  # levels from which everybody in the city is seen


def scope_of(user: User, *, at: datetime) -> Scope:
    """Return the scope of the account in its present seat: two queries at most.

    The net is as wide as the county or the school of the seat: which rows inside are seen, the explicit
    filters say. Oneself, one's wards and those who look after them too are seen wherever they are,
    and who was opened in an emergency.
    """
    seat = user.seat
    return Scope(
        account=user.pk,
        people=(*people_near(user.person_id), *opened_people(user, at)),
        who=user.name,
        seat=seat.words if seat else "",
        **place_of(seat.organisation if seat and seat.paths else None),
    )


def place_of(organisation: Organisation | None) -> dict[str, object]:
    """Return what the scope of rows is for an organisation and all below it; nothing for none."""
    if organisation is None:
        return {}
    span = span_of(organisation.path)
    place = organisation.school_id or organisation.unit_id
    return {
        "span": (span.low, span.high),
        "places": (place,) if place else (),
        "everything": organisation.level in WHOLE_CITY,
    }


def people_near(person: int | None) -> tuple[int, ...]:
    """Return the person, their wards, and those who look after the same wards."""
    if person is None:
        return ()
    return tuple(sorted({person}.union(*family_of(person))))
