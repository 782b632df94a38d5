"""The pages of outside accounts: there and back, who are you here, connect, disconnect."""

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from yuandu.kernel.access import public, signed_in
from yuandu.site.signin import outside, queries, services
from yuandu.site.signin.provider import OutsideFlow


def flow(view: type) -> object:
    """Make a view of one step of the flow; 404 for a provider that nobody configured, words for one that is away."""

    @never_cache
    def stepped(request: HttpRequest, provider: str) -> HttpResponse:
        try:
            return view.adapter_view(OutsideFlow(request, provider))(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except (OAuth2Error, RequestException):
            return render(request, "socialaccount/authentication_error.html", status=401)

    return stepped


begin = public(flow(OAuth2LoginView))
come_back = public(flow(OAuth2CallbackView))


@public
@never_cache
def unknown(request: HttpRequest) -> HttpResponse:
    """Ask somebody whom we do not know by their outside account to prove who they are here, once."""
    kept = outside.pending(request)
    if kept is None:
        return HttpResponseRedirect(reverse("account_login"))
    return render(request, "signin/outside_unknown.html", {"provider": outside.title_of(kept["provider"])})


@public
@never_cache
def cancelled(request: HttpRequest) -> HttpResponse:
    """Say that nothing happened."""
    messages.info(request, _("没有用外部账号登录。可以再试一次，或者用用户名和密码。"))
    return HttpResponseRedirect(reverse("account_login"))


@signed_in
@never_cache
@reauthentication_required(app="allauth.socialaccount", allow_get=True)
def confirm(request: HttpRequest) -> HttpResponse:
    """Connect the outside account that brought somebody here, if they want it."""
    kept, user = outside.pending(request), request.user
    if kept is None:
        return HttpResponseRedirect(reverse("security"))
    title = outside.title_of(kept["provider"])
    if request.method != "POST":
        return render(request, "signin/outside_confirm.html", {"provider": title})
    del request.session[outside.PENDING]
    if "connect" in request.POST:
        try:
            outside.connect(user=user, provider=kept["provider"], uid=kept["uid"])
            messages.success(request, _("连好了，下次可以用{title}登录。").format(title=title))
        except outside.AnothersAccount as refusal:
            messages.warning(request, str(refusal))
    return HttpResponseRedirect(reverse("security"))


@signed_in
@require_POST
@reauthentication_required(app="allauth.socialaccount")
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """Disconnect one of the person's outside accounts, unless it is the only way in."""
    user = request.user
    account = queries.connections_of(user).filter(pk=pk).first()
    if account is None:
        raise Http404
    if not user.has_usable_password() and not queries.factors_of(user).passkeys:
        messages.warning(request, _("这是您唯一的登录方式。请先设一个密码，再断开它。"))
        return HttpResponseRedirect(reverse("security"))
    title = outside.title_of(account.provider)
    account.delete()
    services.record(user, "disconnected", by=user, at=timezone.now(), data={"what": title})
    messages.success(request, _("断开了{title}。").format(title=title))
    return HttpResponseRedirect(reverse("security"))
