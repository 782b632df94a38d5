"""Signing in of small children: on a registered device they choose their name card and three pictures in order."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yuandu.engines.registry import api as registry
from yuandu.kernel import pages, scope
from yuandu.kernel.access import public
from yuandu.kernel.refusals import Refusal
from yuandu.site.signin import queries, services
from yuandu.site.signin.class_forms import ClassCodeForm, DeviceForm
from yuandu.site.signin.lessons import COOKIE, SALT, begin, device_here, is_lesson

YEAR = 365 * 24 * 3600
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
RATES = {"device": "30/5m/ip", "code": "30/5m/key", "pictures": registry.PICTURE_TRIES}


class TooManyTries(Refusal):
    """The pictures were wrong too often on this device."""


def limited(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count a try; say whether there were too many."""
    return not ratelimit.consume(request, app="yuandu.children", action=action, config=RATES, key=key)


def on_device(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the page on registered devices only: elsewhere it is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        device = device_here(request)
        if device is None:
            raise Http404(_("这台设备没有登记，或者已经停用。请老师在“班级设备”里登记。"))
        return view(request, device, *args, **kwargs)

    return public(never_cache(guarded))


@public
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Make this device one of a class, by the code that a teacher was given for it."""
    if request.method == "POST" and limited(request, "device"):
        return ratelimit.respond_429(request)
    token = []
    page = pages.form(
        request,
        form=DeviceForm(request.POST or None),
        title=_("登记这台设备"),
        verb=_("登记这台设备"),
        save=lambda filled: token.append(registered(filled["code"])),
        done=reverse("class_cards"),
        template="signin/class_device.html",
    )
    if token:
        safe = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
        page.set_signed_cookie(COOKIE, token[0], salt=SALT, max_age=YEAR, **safe)
    return page


def registered(code: str) -> str:
    """Register the device, and return the token that it keeps."""
    with scope.platform():  # nobody is known
        return registry.register_device(code=code, at=timezone.now())[1]


@on_device
def cards(request: HttpRequest, device: Any) -> HttpResponse:
    """Show the name cards of the class; on a shared device ask for the class first."""
    code, on = request.GET.get("code", ""), timezone.localdate()
    if code and limited_code(request, device):
        return ratelimit.respond_429(request)
    with scope.platform():
        place = registry.class_on(device, code=code, on=on)
        shown = registry.cards_in(place, on=on) if place else []
    context = {
        "device": device,
        "place": place,
        "cards": shown,
        "query": f"?{urlencode({'code': code})}" if code else "",
        "form": None if place else ClassCodeForm(initial={"code": code}),
        "is_shared": device.organisation.level != "class",
        "is_wrong": bool(code) and place is None,
    }
    return render(request, "signin/class_cards.html", context, status=422 if context["is_wrong"] else 200)


def limited_code(request: HttpRequest, device: Any) -> bool:
    usage = ratelimit.consume(
        request, app="yuandu.children", action="code", config=RATES, key=str(device.pk), limit_get=True
    )
    return not usage


@on_device
def pictures(request: HttpRequest, device: Any, key: int) -> HttpResponse:
    """Let a child choose pictures one after the other; the third signs in."""
    code, on = request.GET.get("code", ""), timezone.localdate()
    with scope.platform():
        place = registry.class_on(device, code=code, on=on)
        card = (
            next((one for one in registry.cards_in(place, on=on) if one.key == key), None) if place else None
        )
    if card is None:
        raise Http404(_("没有找到这张名牌，请回到上一页再选。"))
    offered = dict(registry.pictures_to_choose())
    chosen = [one for one in request.POST.getlist("picture") if one in offered]
    chosen = list(dict.fromkeys(chosen))[: registry.PICTURES_IN_A_KEY]
    refusal = None
    if len(chosen) == registry.PICTURES_IN_A_KEY:
        try:
            return entered(request, device, place, card, chosen)
        except Refusal as error:
            refusal, chosen = error, []
    context = {
        "place": place,
        "card": card,
        "pictures": [(one, title, one in chosen) for one, title in offered.items()],
        "chosen": [(one, offered[one]) for one in chosen],
        "wanted": range(len(chosen) + 1, registry.PICTURES_IN_A_KEY + 1),
        "query": f"?{urlencode({'code': code})}" if code else "",
        "refusal": refusal,
    }
    return render(request, "signin/class_pictures.html", context, status=409 if refusal else 200)


def entered(request: HttpRequest, device: Any, place: Any, card: Any, chosen: list[str]) -> HttpResponse:
    """Sign the child in, if these are the pictures; a few wrong tries make it wait."""
    at, tried = timezone.now(), f"{device.pk}:{card.key}"
    if limited(request, "pictures", tried):
        raise TooManyTries(_("试了好几次了，休息10分钟，或者请老师来看看。"))
    with scope.platform():  # nobody is known
        try:
            user = registry.sign_in_by_pictures(
                device=device, organisation=place, key=card.key, chosen=chosen, at=at
            )
        except ObjectDoesNotExist as missing:
            raise Http404 from missing
        ratelimit.clear(request, app="yuandu.children", action="pictures", config=RATES, key=tried)
        login(request, user, backend=BACKEND)
        request.session.save()
        services.keep_session(request=request, user=user, at=at)
    return begin(request, user, device=device, at=at)


@public
@require_POST
def over(request: HttpRequest) -> HttpResponse:
    """下课: sign the child out, and show the class to the next one."""
    if is_lesson(request):
        with scope.platform():
            here = queries.sessions_of(request.user, at=timezone.now())
            here.filter(session_key=request.session.session_key).delete()
        logout(request)
        messages.success(request, _("下课了，再见！"))
    response = HttpResponseRedirect(reverse("class_cards") if COOKIE in request.COOKIES else "/")
    response.delete_cookie("yd-mode", samesite="Lax")
    return response
