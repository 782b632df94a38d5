"""What belongs to a person: the profile, the seat in which they act, and the lists that they keep."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuandu.engines.registry import services
from yuandu.engines.registry.forms.accounts import ProfileForm, SavedViewForm
from yuandu.engines.registry.queries.accounts import SEAT_KEY
from yuandu.engines.registry.views.modes import keep_modes
from yuandu.kernel.access import signed_in


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show who the person is here, and let them choose language and modes for all their devices."""
    user = request.user
    kept = {name: value for name, value in user.preferences.items() if value}
    chosen = {"language": get_language(), "theme": "light", "mode": "standard"} | kept
    form = ProfileForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        services.keep_preferences(user=user, preferences=form.preferences())
        messages.success(request, _("记下了，您在别的设备上登录也是这样。"))
        response = HttpResponseRedirect(reverse("registry:profile"))
        keep_modes(response, user.preferences)
        return response
    status = 422 if form.errors else 200
    context = {"form": form, "facts": facts_of(user), "seats": user.seats, "seat": user.seat}
    return render(request, "registry/account.html", context, status=status)


def facts_of(user) -> list[tuple[str, str | None]]:
    phone = user.person.phone if user.person else ""
    return [
        (_("姓名"), user.name),
        (_("用户名"), user.username),
        (_("邮箱"), user.email or None),
        (_("手机号"), phone or None),
    ]


@signed_in
@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Act in another seat from now on, and stay on the page if it is open to that seat too."""
    wanted = request.POST.get("seat", "")
    if wanted not in {seat.key for seat in request.user.seats}:
        messages.warning(request, _("这个身份已经不在了，请换一个。"))
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    request.session[SEAT_KEY] = wanted
    request.user.chosen_seat = wanted
    return HttpResponseRedirect(page_for(request.user, request.POST.get("next", "")))


def page_for(user, address: str) -> str:
    """Return the address if it is a page that is about nothing in particular and open to the person's seat."""
    try:
        match = resolve(address)
    except Resolver404:
        return settings.LOGIN_REDIRECT_URL
    access = getattr(match.func, "access", "")
    is_open = access in {"public", "signed_in"} or user.holds(access)
    return address if is_open and not match.kwargs else settings.LOGIN_REDIRECT_URL


@signed_in
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered now under a title."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("这个条件存不了，请重新筛选再存。"))
    view = services.save_view(user=request.user, **form.cleaned_data)
    messages.success(request, _("存好了：{title}").format(title=view.title))
    return HttpResponseRedirect(way_back(request))


@signed_in
@require_POST
def delete_view(request: HttpRequest) -> HttpResponse:
    """Forget one of the person's own saved lists."""
    pk = request.POST.get("pk", "")
    if pk.isdecimal() and len(pk) < 19:
        services.delete_view(user=request.user, pk=int(pk))
    return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest) -> str:
    """Return the page of ours that the form names, else the workbench."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL
