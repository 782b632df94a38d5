"""Signing out at the wish of another system (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from yuandu.kernel.access import public
from yuandu.site.provider import queries
from yuandu.site.provider.gateways import keys
from yuandu.site.provider.models import Client
from yuandu.site.provider.rules import name_for
from yuandu.site.provider.views.authorize import away


@dataclass(frozen=True)
class Wish:
    """Who wants the person signed out, and where they go then ("" for our own first page)."""

    client: Client | None
    back: str
    is_of_this_session: bool


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out at once where an ID token shows that this very session is meant; else ask the person."""
    if request.method == "POST":  # a form of another site carries no session; a way back to us does
        return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}")
    wish = wish_of(request, request.GET)
    if wish is None:
        return render(request, "provider/refused.html", {"error": "invalid_request"}, status=400)
    if request.user.is_authenticated and not wish.is_of_this_session:
        context = {"client": wish.client, "query": request.GET.urlencode()}
        return render(request, "provider/logout.html", context)
    return leave(request, wish)


@public
@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Sign out as the person wishes, and go where the other system may send them."""
    wish = wish_of(request, request.GET)
    if wish is None:
        return render(request, "provider/refused.html", {"error": "invalid_request"}, status=400)
    return leave(request, wish)


def wish_of(request: HttpRequest, query: QueryDict) -> Wish | None:
    """Return what is wished, None where it does not hold: a token of somebody else's, an address not registered."""
    hint, client_id = query.get("id_token_hint", ""), query.get("client_id", "")
    claims = keys.read(hint) if hint else {}
    if claims is None or claims.get("iss", settings.ADDRESS) != settings.ADDRESS:
        return None
    if client_id and claims and claims.get("aud") != client_id:
        return None
    client = queries.client_called(client_id or claims.get("aud", ""))
    back = query.get("post_logout_redirect_uri", "")
    if back and (client is None or not client.post_logout_redirect_uri_allowed(back)):
        return None
    state = query.get("state", "")
    if back and state:
        back += f"{'&' if '?' in back else '?'}{urlencode({'state': state})}"
    return Wish(client=client, back=back, is_of_this_session=is_of_this_session(request, client, claims))


def is_of_this_session(request: HttpRequest, client: Client | None, claims: dict) -> bool:
    if client is None or not claims.get("sid") or not request.user.is_authenticated:
        return False
    return claims["sid"] == name_for(
        "session", client.pk, request.session.session_key, key=keys.subject_key()
    )


def leave(request: HttpRequest, wish: Wish) -> HttpResponse:
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    return away(request, wish.back) if wish.back else HttpResponseRedirect("/")
