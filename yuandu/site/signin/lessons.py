"""A lesson: the session of a child who signed in by pictures. It is short, and can do what a pupil does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.queries.accounts import SEAT_KEY
from yuandu.kernel import exports, scope
from yuandu.kernel.apps import permissions_of

COOKIE, SALT = "yd-class", "signin.class"
BY_PICTURE, SEEN = "by_picture", "lesson_seen"  # in the session: the device, and when something was done last
MINUTE = 60
# pages for everybody who has signed in that a child needs
ALLOWED = frozenset(("today", "search", "registry:person", "set_language"))
# open to strangers, but about accounts: not for somebody who was let in by pictures
CLOSED = ("account_", "mfa_", "socialaccount_", "outside_", "oauth", "provider", "activate")


def device_here(request: HttpRequest) -> Any:
    """Return the registered device that asks; None for every other browser, and once it was revoked."""
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=None)
    if not token:
        return None
    with scope.platform():  # nobody is known
        return registry.device_with(token)


def is_lesson(request: HttpRequest) -> bool:
    """Say whether a child who signed in by pictures asks."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and BY_PICTURE in request.session


def begin(request: HttpRequest, user: Any, *, device: Any, at: datetime) -> HttpResponse:
    """Mark the session as a lesson in the seat of a pupil, and go to work, drawn large."""
    with scope.platform():  # the request began as nobody's
        seat = next((seat for seat in user.seats if seat.role == "pupil"), None)
    request.session[BY_PICTURE], request.session[SEEN] = device.pk, int(at.timestamp())
    request.session[SEAT_KEY] = seat.key if seat else ""
    request.session.set_expiry(registry.LESSON_MINUTES * MINUTE)
    response = HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    response.set_cookie("yd-mode", "child", samesite="Lax")
    return response


class LessonMiddleware:
    """Keeps a lesson to its rules, and shows the class instead of the password page on a class device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        if is_lesson(request):
            return in_lesson(request, view, name)
        if name == "account_login" and request.method == "GET" and COOKIE in request.COOKIES:
            return to_class(request)
        return None


def in_lesson(request: HttpRequest, view: Callable, name: str) -> HttpResponse | None:
    """End a lesson that is over; refuse what a pupil who proved so little may not do."""
    if not goes_on(request, at=timezone.now()):
        logout(request)
        return HttpResponseRedirect(reverse("class_cards"))
    request.user.by_picture = True
    if is_refused(getattr(view, "access", ""), name) or request.GET.get("export") in exports.FORMS:
        return render(request, "signin/class_closed.html", status=403)
    return None


def goes_on(request: HttpRequest, *, at: datetime) -> bool:
    """Say whether the lesson goes on: not idle too long, on the device in use where it began, as a pupil."""
    now, session = int(at.timestamp()), request.session
    device = device_here(request)
    idle = now - session.get(SEEN, 0)
    seat = request.user.seat if request.user.is_authenticated else None
    if idle > registry.LESSON_MINUTES * MINUTE or device is None or device.pk != session[BY_PICTURE]:
        return False
    if idle >= MINUTE:
        session[SEEN] = now  # saved, and so the cookie and the row live for another lesson
    return seat is not None and seat.role == "pupil"


def is_refused(access: str, name: str) -> bool:
    """Say whether a page is closed in a lesson: all but public ones, a pupil's own and a few for everybody."""
    if name.startswith(CLOSED) and name != "account_logout":
        return True
    return access != "public" and access not in permissions_of("pupil") and name not in ALLOWED


def to_class(request: HttpRequest) -> HttpResponse | None:
    """Lead a registered device to its class, unless a grown-up asks for the page of passwords."""
    if "password" in request.GET or device_here(request) is None:
        return None
    return HttpResponseRedirect(reverse("class_cards"))
