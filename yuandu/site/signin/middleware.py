"""At the door: a hash budget for strangers, and the second factor for those who must have one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from yuandu.site.signin import devices, second_factor, services
from yuandu.site.signin.tries import normal

SEEN_EVERY = 300  # seconds between two notes of when a session was last seen
# pages on which somebody sets up or proves a second factor, and ways out
OPEN_BEFORE = frozenset(
    (
        "second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_change_password",
        "account_set_password",
        "registry:take_seat",
    )
)
OF_SIGNING_IN = ("account_", "mfa_", "outside_", "socialaccount_", "set_language")


class Lane:
    """So many at once, so many waiting for so many seconds; whoever comes beyond that is sent away at once."""

    def __init__(self, *, at_once: int, waiting: int, seconds: float) -> None:
        self.places, self.seconds = BoundedSemaphore(at_once), seconds
        self.room, self.lock = at_once + waiting, Lock()

    @contextmanager
    def entered(self) -> Iterator[bool]:
        """Wait for a place; gives False to those for whom there is none."""
        with self.lock:
            self.room -= 1
            has_room = self.room >= 0
        try:
            is_in = has_room and self.places.acquire(timeout=self.seconds)
            try:
                yield is_in
            finally:
                if is_in:
                    self.places.release()
        finally:
            with self.lock:
                self.room += 1


class HashBudget:
    """Lets only a few passwords be hashed at once, and strangers never all of them.

    A hash takes 19 ms of a core. Devices on which the name has signed in before have a lane of their own, so
    that a flood of guesses from everywhere does not keep them out. Waits hold no connection to the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = Lane(at_once=4, waiting=100, seconds=10)
        self.strangers = Lane(at_once=2, waiting=100, seconds=10)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path_info != reverse("account_login"):
            return self.get_response(request)
        is_known = devices.device_of(request).knows(normal(request.POST.get("login", "")))
        with (self.known if is_known else self.strangers).entered() as is_in:
            return self.get_response(request) if is_in else too_busy(request)


def too_busy(request: HttpRequest) -> HttpResponse:
    answer = render(request, "signin/too_busy.html", status=503)
    answer["Retry-After"] = "20"
    return answer


class SecondFactor:
    """Leads those who need a second factor to set one up; until then they are strangers to every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: object, kwargs: object
    ) -> HttpResponse | None:
        access, name = getattr(view, "access", ""), request.resolver_match.view_name
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or access.startswith("client:"):
            return None
        if access == "public":
            user = request.user
            if not name.startswith(
                OF_SIGNING_IN
            ):  # as the search, which is open to everybody but shows each their own
                request.user = SimpleLazyObject(
                    lambda: AnonymousUser() if is_missing(request, user) else user
                )
            return None
        if not request.user.is_authenticated:
            return None
        note_seen(request)
        return lead_there(request) if name not in OPEN_BEFORE and is_missing(request, request.user) else None


def is_missing(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Say whether somebody has signed in who must have a second factor and has not proven it in this session."""
    if not user.is_authenticated or second_factor.was_proven(request, user):
        return False
    return second_factor.is_demanded_of(user)


def note_seen(request: HttpRequest) -> None:
    """Keep when the session was last seen, every few minutes."""
    if caches["seen"].add(f"seen:{request.session.session_key}", 1, SEEN_EVERY):
        services.see_session(request=request, user=request.user, at=timezone.now())


def lead_there(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the second factor and back; a program is told."""
    if request.path_info.startswith("/api/"):
        message = _("您的身份要有第二重验证，请先在浏览器里设好。")
        return JsonResponse({"code": "second_factor", "message": message}, status=403)
    htmx = getattr(request, "htmx", None)
    back = (htmx.current_url_abs_path if htmx else None) or request.get_full_path()
    place = f"{reverse('second_factor')}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(place) if htmx else HttpResponseRedirect(place)
