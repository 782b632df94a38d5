"""The pages of signing in that are more than allauth's own."""

from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import LoginView, PasswordResetView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import User
from yuandu.kernel import pages, scope
from yuandu.kernel.access import public, signed_in
from yuandu.site.signin import outside, queries, second_factor, services
from yuandu.site.signin.demonstration import demo_accounts
from yuandu.site.signin.factor_views import AFTER
from yuandu.site.signin.forms import ActivationForm

MOST_SHOWN = 20  # devices


class SignInView(LoginView):
    """A name and a password: the account is entered by the platform, the hash is made before that."""

    def form_valid(self, form) -> HttpResponse:
        with scope.platform():
            return super().form_valid(form)


sign_in = public(
    SignInView.as_view(extra_context={"demo_accounts": demo_accounts, "providers": outside.offered})
)
forgotten = public(
    PasswordResetView.as_view(extra_context={"sends_letters": lambda: bool(settings.EMAIL_URL)})
)


@public
@never_cache
@sensitive_post_parameters("code", "password", "again")
def activate(request: HttpRequest) -> HttpResponse:
    """Open the account that a slip of paper promises, and sign its holder in."""
    if too_many := ratelimit.consume_or_429(request, action="activate"):
        return too_many
    answers = []
    page = pages.form(
        request,
        form=ActivationForm(request.POST or None, initial={"code": request.GET.get("code", "")}),
        title=_("用激活码开通账号"),
        verb=_("开通并登录"),
        save=activated,
        done=lambda user: entered(request, user, answers),
        template="account/activate.html",
    )
    return answers[0] if answers else page


def activated(filled: dict) -> User:
    with scope.platform():
        user = registry.activate(**filled, at=timezone.now())
        services.begin_anew(user=user, at=timezone.now())
        return user


def entered(request: HttpRequest, user: User, answers: list[HttpResponse]) -> str:
    """Sign somebody in who has proven themselves by a slip; the answer carries the cookies of their device."""
    with scope.platform():
        answers.append(perform_login(request, user))
    return answers[0].url


@public
@never_cache
def nothing(request: HttpRequest) -> HttpResponse:
    """Tell somebody whose account holds nothing what to do; nobody is signed in by that."""
    return render(request, "signin/nothing.html")


@signed_in
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Show how and where the account is signed in, and let its owner change it."""
    user, at = request.user, timezone.now()
    here = request.session.session_key
    living = sorted(queries.sessions_of(user, at=at), key=lambda one: one.session_key != here)
    sessions = [(one, queries.in_words(one), one.session_key == here) for one in living[:MOST_SHOWN]]
    context = {
        "factors": queries.factors_of(user),
        "sessions": sessions,
        "more": len(living) - len(sessions),
        "connections": outside.connections(user),
        "providers": outside.offered(),
        "facts": queries.latest_of(user),
        "is_demanded": second_factor.is_demanded_of(user),
        "is_exempt": second_factor.is_exempt(user),
    }
    return render(request, "signin/security.html", context)


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out one other device of the person, or all of them."""
    user, at = request.user, timezone.now()
    others = queries.sessions_of(user, at=at).exclude(session_key=request.session.session_key)
    chosen = request.POST.get("pk", "")
    if chosen:
        others = others.filter(pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else others.none()
    count = services.end_own_sessions(user=user, sessions=others, at=at)
    said = ngettext("%d台设备已经退出。", "%d台设备已经退出。", count) % count
    messages.success(request, said if count else _("没有别的设备在登录。"))
    return HttpResponseRedirect(reverse("security"))


@signed_in
@never_cache
def demand(request: HttpRequest) -> HttpResponse:
    """Lead somebody to their second factor: to prove the one they have, else to set one up."""
    after = get_next_redirect_url(request) or reverse("security")
    if not second_factor.is_demanded_of(request.user):
        return HttpResponseRedirect(after)
    request.session[AFTER] = after
    factors = queries.factors_of(request.user)
    context = {
        "factors": factors,
        "others": [seat for seat in request.user.seats if not second_factor.demands(seat.role)],
        "after": after,
        "proof": "mfa_reauthenticate" if factors.app else "mfa_reauthenticate_webauthn",
    }
    return render(request, "signin/second_factor.html", context)
