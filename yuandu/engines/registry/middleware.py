"""The seat in which a person acts, remembered by the session, and the scope of rows that goes with it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from yuandu.engines.registry.models import User
from yuandu.engines.registry.queries.accounts import SEAT_KEY
from yuandu.engines.registry.queries.reach import scope_of
from yuandu.kernel import scope


class SeatMiddleware:
    """Gives `request.user` the seat that was taken last, and makes the request one transaction in its scope.

    A request without a session is nobody's: it has no transaction, and sees no row about people. What fails is
    rolled back as a whole; a refusal is not a failure, and what led to it stays recorded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: seated(request))
        token = scope.CURRENT.set(scope.NOBODY)
        try:
            if settings.SESSION_COOKIE_NAME not in request.COOKIES:
                return self.get_response(request)
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                return response
        finally:
            scope.CURRENT.reset(token)


def seated(request: HttpRequest) -> object:
    """Return who asks, in the seat that was taken last, and enter the scope of that seat."""
    if not request.session.get(SESSION_KEY):
        return get_user(request)
    scope.enter(scope.PLATFORM)  # nobody is known yet
    user = get_user(request)
    if isinstance(user, User):
        user.chosen_seat = request.session.get(SEAT_KEY, "")
    scope.enter(scope_of(user, at=timezone.now()) if isinstance(user, User) else scope.NOBODY)
    return user
