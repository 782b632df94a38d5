"""What the reader of a page sees of people, with what they opened for a purpose in this session."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from yuandu.engines.registry.queries.grades import limit
from yuandu.engines.registry.queries.sight import Sight

OPEN = "looks"  # of the session: what is open, until when, in which seat, by the person's id


def sight_of(request: HttpRequest) -> Sight:
    """Return what the reader sees, the same for the whole request."""
    if not hasattr(request, "sight"):
        at = timezone.now()
        opened = {int(person): look["opens"] for person, look in open_looks(request, at=at).items()}
        request.sight = Sight(request.user, opened=opened)
    return request.sight


def open_looks(request: HttpRequest, *, at: datetime) -> dict[str, dict[str, Any]]:
    """Return what the reader opened in the present seat and has not left yet."""
    if not request.user.is_authenticated or OPEN not in request.session:
        return {}
    seat = request.user.seat.key if request.user.seat else ""
    looks = request.session[OPEN].items()
    return {pk: look for pk, look in looks if look["until"] > at.timestamp() and look["seat"] == seat}


def open_look(
    request: HttpRequest, *, people: Iterable[int], opens: list[str], purpose: str, at: datetime
) -> None:
    """Leave the people open to the reader for some minutes, in this session and seat."""
    until = at + timedelta(minutes=limit("look_minutes"))
    said = {"until": until.timestamp(), "opens": opens, "purpose": purpose, "seat": request.user.seat.key}
    request.session[OPEN] = open_looks(request, at=at) | {str(pk): said for pk in people}


def close_looks(request: HttpRequest) -> None:
    """Close everything that is open."""
    request.session.pop(OPEN, None)
