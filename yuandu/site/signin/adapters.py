"""What allauth asks us: nobody opens an account without a code, and every refusal says what to do next."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.views.modes import keep_modes


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our rules, and the trail of every new password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对，请再试一次。忘了密码可以重新设一个。"),
        "email_password_mismatch": _("邮箱或密码不对，请再试一次。忘了密码可以重新设一个。"),
        "too_many_login_attempts": _("试的次数太多了，请过5分钟再试，或者重新设一个密码。"),
        "account_inactive": _("这个账号已经停用，请联系学校管理员。"),
        "enter_current_password": _("现在的密码不对，请再写一次。"),
        "invalid_password_reset": _("这个链接已经失效，请重新要一封邮件。"),
        "rate_limited": _("操作太快了，请过一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set what the person chose, on the password page or by a letter."""
        registry.set_password(user=user, password=password, by=user, at=timezone.now())

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: object) -> HttpResponse:
        """Go where the person was going, in the language and the modes that the profile keeps."""
        response = super().post_login(request, user, **details)
        keep_modes(response, user.preferences)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("registry:profile")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)
