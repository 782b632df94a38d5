"""When the person last proved who they are, and proving it again where a system asks for it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

RECORDS = "account_authentication_methods"  # allauth's, in the session: [{"method": …, "at": seconds}, …]
SINCE = "signed_in_at"  # ours, of a sign-in that allauth keeps no record of, as by a slip
JUST_NOW = 30  # seconds within which a sign-in answers prompt=login


def proved_at(request: HttpRequest, *, at: datetime) -> datetime:
    """Return when the person last proved who they are in this session."""
    times = [record["at"] for record in request.session.get(RECORDS, ()) if "at" in record]
    times += [request.session[SINCE]] if SINCE in request.session else []
    return datetime.fromtimestamp(max(times), UTC) if times else request.user.last_login or at


def is_proved_lately(
    request: HttpRequest, *, prompt: Iterable[str], max_age: int | None, at: datetime
) -> bool:
    """Say whether the person proved it as lately as the system asks (OpenID Connect Core §3.1.2.1)."""
    allowed = [age for age in (max_age, JUST_NOW if "login" in prompt else None) if age is not None]
    return not allowed or (at - proved_at(request, at=at)).total_seconds() <= max(min(allowed), JUST_NOW)


def prove_again(request: HttpRequest) -> HttpResponse:
    """Let the person prove it once more and come back."""
    place = reverse("account_reauthenticate")
    return HttpResponseRedirect(f"{place}?{urlencode({'next': request.get_full_path()})}")
