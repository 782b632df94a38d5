"""allauth's pages of second factors, with our trail and our words; who comes here without a session is led to sign in."""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.kernel import scope
from yuandu.site.signin import services
from yuandu.site.signin.factors import may_remove

SECURITY = reverse_lazy("security")
APP, PASSKEY = "totp", "webauthn"
AFTER = "after_factor"  # of the session: where somebody was going when the second factor was demanded


def as_platform(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a step of signing in find the account that is not signed in yet."""

    def stepped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with scope.platform():
            answer = view(request, *args, **kwargs)
            return answer.render() if hasattr(answer, "render") else answer

    return stepped


class Added:
    """After a factor was added: it is proven by that, recorded, and its owner is told."""

    what = type_ = ""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=self.type_, reauthenticated=True)
        services.change_factor(user=self.request.user, verb="factor_added", what=self.what, at=timezone.now())
        return response

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return self.request.session.pop(AFTER, str(SECURITY))


class AddApp(Added, ActivateTOTPView):
    what, type_ = _("验证器"), APP


class AddPasskey(Added, AddWebAuthnView):
    what, type_ = _("指纹或面容"), PASSKEY


class RemoveApp(DeactivateTOTPView):
    success_url = SECURITY

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        services.change_factor(
            user=self.request.user, verb="factor_removed", what=_("验证器"), at=timezone.now()
        )
        return response


class RemovePasskey(RemoveWebAuthnView):
    success_url = SECURITY

    def form_valid(self, form) -> HttpResponse:
        if not may_remove(self.object):
            messages.error(self.request, _("您的身份要有第二重验证。请先加上另一种，再删这一种。"))
            return HttpResponseRedirect(str(SECURITY))
        response = super().form_valid(form)
        services.change_factor(
            user=self.request.user, verb="factor_removed", what=_("指纹或面容"), at=timezone.now()
        )
        return response


class RenamePasskey(EditWebAuthnView):
    success_url = SECURITY


class MakeCodes(GenerateRecoveryCodesView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        services.change_factor(user=self.request.user, verb="codes_made", what=_("恢复码"), at=timezone.now())
        return response


class ShowCodes(ViewRecoveryCodesView):
    def get_context_data(self, **details: object) -> dict:
        after = self.request.session.pop(AFTER, str(SECURITY))
        return super().get_context_data(**details) | {"after": after}


class ProvePasskey(ReauthenticateWebAuthnView):
    def form_invalid(self, form) -> HttpResponse:
        super().form_invalid(form)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


class EnterByPasskey(LoginWebAuthnView):
    def form_invalid(self, form) -> HttpResponse:
        messages.error(self.request, _("这里不认识这个指纹或面容了，请用密码登录。"))
        return HttpResponseRedirect(reverse("account_login"))


authenticate = as_platform(AuthenticateView.as_view())
enter_by_passkey = as_platform(EnterByPasskey.as_view())
