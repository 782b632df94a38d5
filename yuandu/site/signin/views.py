"""The pages of signing in that are more than allauth's own."""

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, PasswordResetView
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from yuandu.engines.registry import api as registry
from yuandu.kernel import pages
from yuandu.kernel.access import public
from yuandu.site.signin.demonstration import demo_accounts
from yuandu.site.signin.forms import ActivationForm

sign_in = public(LoginView.as_view(extra_context={"demo_accounts": demo_accounts}))
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
    return pages.form(
        request,
        form=ActivationForm(request.POST or None, initial={"code": request.GET.get("code", "")}),
        title=_("用激活码开通账号"),
        verb=_("开通并登录"),
        save=lambda filled: registry.activate(**filled, at=timezone.now()),
        done=lambda user: perform_login(request, user).url,
        template="account/activate.html",
    )
