"""Who comes, when they last proved it, and proving it again where a system or the city asks for it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yuandu.engines.registry.models import User
from yuandu.kernel import scope
from yuandu.site.provider.queries import roles_of
from yuandu.site.signin import second_factor

RECORDS = "account_authentication_methods"  # allauth's, in the session: [{"method": …, "at": seconds}, …]
SINCE = "signed_in_at"  # ours, of a sign-in that allauth keeps no record of, as by a slip
JUST_NOW = 30  # seconds within which a sign-in answers prompt=login


def visitor(request: HttpRequest) -> User | None:
    """Return who is signed in, without working out what all they may see here: seven queries less.

    `request.user` has that; a system is only told who comes. The scope is the platform's until somebody asks
    for `request.user`.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.session.get(SESSION_KEY):
        return None
    scope.enter(scope.PLATFORM)  # in the transaction that a request with a session is
    user = get_user(request)
    return user if isinstance(user, User) else None


def needs_second_factor(request: HttpRequest, user: User, *, on: date) -> bool:
    """Say whether the person must prove a second factor first: systems are told of every role, not only the seat's.

    One query, and none for who has proved it.
    """
    if settings.SECOND_FACTOR != second_factor.REQUIRED or second_factor.is_exempt(user):
        return False
    if any(record.get("method") == "mfa" for record in request.session.get(RECORDS, ())):
        return False
    return any(map(second_factor.demands, roles_of(user, on=on)))


def proved_at(request: HttpRequest, user: User, *, at: datetime) -> datetime:
    """Return when the person last proved who they are in this session."""
    times = [record["at"] for record in request.session.get(RECORDS, ()) if "at" in record]
    times += [request.session[SINCE]] if SINCE in request.session else []
    return datetime.fromtimestamp(max(times), UTC) if times else user.last_login or at


def is_proved_lately(
    request: HttpRequest, user: User, *, prompt: Iterable[str], max_age: int | None, at: datetime
) -> bool:
    """Say whether the person proved it as lately as the system asks (OpenID Connect Core §3.1.2.1)."""
    allowed = [age for age in (max_age, JUST_NOW if "login" in prompt else None) if age is not None]
    return not allowed or (at - proved_at(request, user, at=at)).total_seconds() <= max(
        min(allowed), JUST_NOW
    )


def prove_at(request: HttpRequest, page: str) -> HttpResponse:
    """Let the person prove it on a page of signing in, and come back."""
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
