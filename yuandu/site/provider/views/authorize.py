"""Where other systems send people to sign in, and the page that asks whether they agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError

from yuandu.engines.registry.models import User
from yuandu.engines.registry.queries.accounts import SEAT_KEY
from yuandu.kernel.access import public, signed_in, to_sign_in
from yuandu.site.provider import queries, services
from yuandu.site.provider.gateways import keys
from yuandu.site.provider.hooks.server import CORE
from yuandu.site.provider.models import Client
from yuandu.site.provider.rules import is_covered
from yuandu.site.provider.services.sign_ons import subject_of
from yuandu.site.provider.views import words
from yuandu.site.provider.views.proof import (
    is_proved_lately,
    needs_second_factor,
    prove_at,
    proved_at,
    visitor,
)


@dataclass(frozen=True)
class Asked:
    """A request that the protocol machine found in order."""

    client: Client
    redirect_uri: str
    scopes: list[str]
    state: str
    challenge: str
    nonce: str
    prompt: frozenset[str]
    max_age: int | None
    hint: str

    def back(self, **answer: str) -> str:
        """Return the address that takes the answer back, with who gives it (RFC 9207)."""
        told = answer | ({"state": self.state} if self.state else {}) | {"iss": settings.ADDRESS}
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(told)}"


# what stands between a person and a system: how the protocol calls it, and the page of ours that helps
HELP = {"login_required": "account_reauthenticate", "interaction_required": "second_factor"}


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Let a person in who is signed in and agreed before; else let them sign in or ask them (RFC 6749 §3.1)."""
    is_silent = request.GET.get("prompt") == "none"
    if request.method == "POST":  # a form of another site carries no session; the way over our sign-in does
        return redirect_to_login(f"{request.path}?{request.POST.urlencode()}")
    user = visitor(request)
    if user is None and not is_silent:
        return to_sign_in(request)
    asked = asked_for(request)
    if isinstance(asked, HttpResponse):
        return asked
    missing = what_is_missing(request, user, asked)
    if user and not missing:
        return signed_on(request, user, asked)
    if is_silent or missing == "access_denied":
        return away(request, asked.back(error=missing))
    return prove_at(request, HELP[missing]) if missing in HELP else ask(request, asked)


def what_is_missing(request: HttpRequest, user: User | None, asked: Asked) -> str:
    """Return what stands between the person and the system, as the protocol calls it; "" for nothing."""
    at = timezone.now()
    if user is None or not is_proved_lately(request, user, prompt=asked.prompt, max_age=asked.max_age, at=at):
        return "login_required"
    if needs_second_factor(request, user, on=timezone.localdate(at)):
        return "interaction_required"
    if asked.hint and not is_same_person(user, asked):
        return "access_denied"
    return "" if may_go(user, asked) else "consent_required"


@signed_in
@never_cache
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Take the person's answer; what was asked stands in the address, and is looked at again."""
    asked = asked_for(request)
    if isinstance(asked, HttpResponse):
        return asked
    if request.POST.get("answer") != "yes":
        return away(request, asked.back(error="access_denied"))
    services.agree(user=request.user, client=asked.client, scopes=asked.scopes, at=timezone.now())
    return signed_on(request, request.user, asked)


def asked_for(request: HttpRequest) -> Asked | HttpResponse:
    """Return what is asked, or what is wrong with it: on our own page where nobody may be sent back."""
    query = request.GET
    try:
        scopes, found = CORE.validate_authorization_request(get_of(request))
    except FatalClientError as error:
        return on_our_page(request, error.oauthlib_error)
    except OAuthToolkitError as error:
        return sent_back(request, error.oauthlib_error)
    except ValueError as error:
        return on_our_page(request, error)
    return Asked(
        client=found["request"].client,
        redirect_uri=found["redirect_uri"],
        scopes=scopes,
        state=found.get("state") or "",
        challenge=found["code_challenge"],
        nonce=(query.get("nonce") or "")[:255],
        prompt=frozenset(query.get("prompt", "").split()),
        max_age=int(age) if (age := query.get("max_age", "")).isdecimal() and len(age) < 10 else None,
        hint=query.get("id_token_hint", ""),
    )


def get_of(request: HttpRequest) -> HttpRequest:
    """Return the request as the machine knows it: by its address alone, also when the person answers."""
    if request.method == "GET":
        return request
    bare = HttpRequest()
    bare.method, bare.path, bare.path_info, bare.META = "GET", request.path, request.path_info, request.META
    bare.GET, bare.POST = request.GET, QueryDict()
    return bare


def on_our_page(request: HttpRequest, error: Any) -> HttpResponse:
    """Say on our own page that the other system asked wrongly: its address for the way back is not to be trusted."""
    client = queries.client_called(request.GET.get("client_id", ""))
    name = getattr(error, "error", "invalid_request")
    if client:
        said = request.GET.get("redirect_uri", "").replace("\0", "")
        services.note_refusal(client=client, error=name, said=said, at=timezone.now())
    context = {"client": client, "error": name, "said": words.fault(error)}
    return render(request, "provider/refused.html", context, status=400)


def sent_back(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell the other system what it asked wrongly, at the address that it registered."""
    client = getattr(error, "client_id", None) and queries.client_called(error.client_id)
    if client is None or not client.redirect_uri_allowed(error.redirect_uri or ""):
        return on_our_page(request, error)
    services.note_refusal(client=client, error=error.error, said=error.description or "", at=timezone.now())
    told = {"error": error.error} | ({"error_description": error.description} if error.description else {})
    told |= ({"state": error.state} if error.state else {}) | {"iss": settings.ADDRESS}
    mark = "&" if "?" in error.redirect_uri else "?"
    return away(request, f"{error.redirect_uri}{mark}{urlencode(told)}")


def is_same_person(user: User, asked: Asked) -> bool:
    """Say whether an earlier ID token that the system holds is of the person who is signed in."""
    claims = keys.read(asked.hint)
    return bool(claims) and claims.get("sub") == subject_of(user, asked.client)


def may_go(user: User, asked: Asked) -> bool:
    """Say whether the person need not be asked: the bureau's own systems, and what was agreed to before."""
    if "consent" in asked.prompt:
        return False
    if asked.client.skips_consent:
        return True
    return is_covered(asked.scopes, given=queries.scopes_agreed(user, asked.client))


def signed_on(request: HttpRequest, user: User, asked: Asked) -> HttpResponse:
    """Send the person back with a code."""
    at: datetime = timezone.now()
    code = services.sign_on(
        client=asked.client,
        user=user,
        session=request.session.session_key,
        seat=request.session.get(SEAT_KEY, ""),
        proved_at=proved_at(request, user, at=at),
        redirect_uri=asked.redirect_uri,
        scopes=asked.scopes,
        challenge=asked.challenge,
        nonce=asked.nonce,
        at=at,
    )
    return away(request, asked.back(code=code))


def ask(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Ask the person whether the system may learn this."""
    user, on = request.user, timezone.localdate()
    seat = user.seat.key if user.seat else ""
    claims = queries.claims_of(user, client=asked.client, scopes=asked.scopes, seat=seat, on=on)
    context = {
        "client": asked.client,
        "learned": words.learned(asked.scopes, claims),
        "query": request.GET.urlencode(),
        "is_kept": "offline_access" in asked.scopes,
        "is_child": queries.is_child(user, places=queries.places_of(user, seat=seat, on=on), on=on),
    }
    return render(request, "provider/consent.html", context)


def away(request: HttpRequest, address: str) -> HttpResponse:
    """Send the person to another site.

    Behind a form of ours a redirect to elsewhere is stopped by `form-action 'self'`, which browsers hold against
    every step; there a page of ours goes on by itself.
    """
    if comes_from_us(request):
        return render(request, "provider/onwards.html", {"address": address})
    answer = HttpResponse(status=302)
    answer["Location"] = address
    return answer


def comes_from_us(request: HttpRequest) -> bool:
    """Say whether a page of ours leads here, as the sign-in form does."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    referer = request.headers.get("Referer", "")
    return bool(referer) and url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
