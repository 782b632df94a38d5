"""What allauth asks us: nobody opens an account without a code, and every refusal says what to do next."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import get_login_redirect_url
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.views.modes import keep_modes
from yuandu.site.signin import devices, outside, queries, services, tries

SINCE = "signed_in_at"  # in the session


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our rules, and the trail of every sign-in and every new password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对，请再试一次。忘了密码可以重新设一个。"),
        "email_password_mismatch": _("邮箱或密码不对，请再试一次。忘了密码可以重新设一个。"),
        "too_many_login_attempts": _("试的次数太多了，请过5分钟再试，或者重新设一个密码。"),
        "account_inactive": _("这个账号已经停用，请联系学校管理员。"),
        "enter_current_password": _("现在的密码不对，请再写一次。"),
        "incorrect_password": _("密码不对，请再写一次。"),
        "incorrect_code": _("这个码不对，请看手机上现在显示的那个。"),
        "invalid_password_reset": _("这个链接已经失效，请重新要一封邮件。"),
        "rate_limited": _("操作太快了，请过一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # — proving oneself

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Refuse what was tried too often; the counters know devices and places, not only names."""
        if tries.is_too_many(request, typed(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Count, and leave a fact about the account; of a name that nobody has nothing is kept."""
        tries.count_failure(request, typed(credentials))
        services.note_failure(request=request, login=typed(credentials), at=timezone.now())

    def is_reauthentication_required(self, *, app: str, **details: object) -> bool:
        """Ask nobody again who has just signed in."""
        since = context.request.session.get(SINCE, 0)
        is_fresh = time.time() - since < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh and super().is_reauthentication_required(app=app, **details)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict]:
        """Name the ways to prove oneself once more in our words."""
        words = {
            "reauthenticate": _("用密码"),
            "mfa_reauthenticate": _("用验证器或恢复码"),
            "mfa_reauthenticate:webauthn": _("用指纹或面容"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]

    # — signing in and out

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **details: object
    ) -> HttpResponse | None:
        """Stop accounts that were closed, and tell those who are nothing anywhere what to do."""
        if response := super().pre_login(request, user, **details):
            return response
        user.place = queries.place_held(user, on=timezone.localdate())
        return None if user.place else HttpResponseRedirect(reverse("signin_nothing"))

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, redirect_url: str | None, **details: object
    ) -> HttpResponse:
        """Go where the person was going, in the language and the modes that the profile keeps.

        allauth would look through all sessions of the account here, one by one: ours are kept by one statement.
        """
        goes_to = reverse("outside_confirm") if outside.pending(request) else redirect_url
        response = HttpResponseRedirect(get_login_redirect_url(request, goes_to))
        request.session[SINCE] = time.time()
        place = getattr(user, "place", "")  # a second step has loaded the account anew
        services.enter(request=request, user=user, how=how(request, user), place=place, at=timezone.now())
        devices.remember(request, response, (tries.normal(user.username), tries.normal(user.email)))
        keep_modes(response, user.preferences)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End the session for good: its cookie opens nothing any more, wherever it was copied to, nor elsewhere."""
        user, session = request.user, request.session.session_key
        queries.sessions_of(user, at=timezone.now()).filter(session_key=session).delete()
        services.leave_systems(user, session=session, at=timezone.now())
        services.record(user, "left", by=user, at=timezone.now())
        super().logout(request)

    # — passwords

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set what the person chose, on the password page or by a letter; every other session ends."""
        registry.set_password(user=user, password=password, by=user, at=timezone.now())
        here = context.request.session.session_key
        services.end_sessions(queries.sessions_of(user, at=timezone.now()).exclude(session_key=here))
        services.end_tokens(user, at=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)


def typed(credentials: dict[str, object]) -> str:
    """Return the name or the address that was typed."""
    return str(credentials.get("username") or credentials.get("email") or "")


def how(request: HttpRequest, user: AbstractBaseUser) -> str:
    """Return by what somebody has signed in, as the trail keeps it: "password+totp", "webauthn", "slip"."""
    records = get_authentication_records(request, user)
    ways = [
        record.get("provider") or record.get("type") or record["method"]
        for record in records
        if not record.get("reauthenticated")
    ]
    return "+".join(ways) or "slip"
