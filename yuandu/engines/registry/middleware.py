"""The seat in which a person acts, remembered by the session."""

from collections.abc import Callable

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from yuandu.engines.registry.queries.accounts import SEAT_KEY


class SeatMiddleware:
    """Gives `request.user` the seat that was taken last; a public page that asks nothing costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: seated(request))
        return self.get_response(request)


def seated(request: HttpRequest) -> object:
    user = get_user(request)
    if user.is_authenticated:
        user.chosen_seat = request.session.get(SEAT_KEY, "")
    return user
