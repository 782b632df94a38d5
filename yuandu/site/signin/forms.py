"""The forms of signing in, in our words."""

from allauth.account import forms as allauth
from allauth.mfa import app_settings as mfa
from allauth.mfa.base import forms as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from yuandu.kernel import scope
from yuandu.site.signin.demonstration import demo_account

NEW_PASSWORD = _("新密码")
AGAIN = _("再写一遍新密码")
HINT = _("至少8个字符，不要只用数字，也不要用别人容易猜到的")
CODE = _("验证码")
CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


def reword(form: forms.Form, name: str, label: str, *, hint: str = "", **attributes: str) -> None:
    """Give one of allauth's fields our label and hint; what only repeats the label goes."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(allauth.LoginForm):
    """A user name or an e-mail address, and a password; `?as=` fills in a sign-in of the demonstration."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "login", _("用户名或邮箱"), autocomplete="username", autocapitalize="none")
        reword(self, "password", _("密码"))
        reword(self, "remember", _("记住我（公用的电脑不要选）"))
        if account := demo_account(self.request.GET.get("as", "")):
            self.initial |= {"login": account.username, "password": account.password}
            self.fields["password"].widget.render_value = True


class ChangePasswordForm(allauth.ChangePasswordForm):
    """The present password, and the new one twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "oldpassword", _("现在的密码"))
        reword(self, "password1", NEW_PASSWORD, hint=HINT)
        reword(self, "password2", AGAIN)


class SetPasswordForm(allauth.SetPasswordForm):
    """The first password of an account that had none, twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password1", NEW_PASSWORD, hint=HINT)
        reword(self, "password2", AGAIN)


class ResetPasswordForm(allauth.ResetPasswordForm):
    """The address to which a link is sent."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "email", _("邮箱"), hint=_("写账号里登记的那个邮箱"))

    def clean_email(self) -> str:
        with scope.platform():  # nobody is known yet
            return super().clean_email()


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    """The new password twice, after the link of the letter."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password1", NEW_PASSWORD, hint=HINT)
        reword(self, "password2", AGAIN)


class ReauthenticateForm(allauth.ReauthenticateForm):
    """The password once more, before something about signing in is changed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password", _("密码"))


class OnceOnly:
    """A code of the app that is taken once for all the time it is good for, which allauth forgets after a part."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            life = mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1)
            cache.touch(self.authenticator.wrap()._get_used_cache_key(code), life)
        return code


class CodeForm(OnceOnly, factors.AuthenticateForm):
    """The second step of signing in: what the app shows, or one of the recovery codes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "code", CODE, hint=_("手机验证器上现在的6位数字，或者一个恢复码"), **CODE_INPUT)


class CodeAgainForm(OnceOnly, factors.ReauthenticateForm):
    """The same, before something about signing in is changed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "code", CODE, hint=_("手机验证器上现在的6位数字，或者一个恢复码"), **CODE_INPUT)


class AppForm(ActivateTOTPForm):
    """The first code of an app that has just been told our secret."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "code", CODE, hint=_("手机验证器上显示的6位数字"), **CODE_INPUT)

    @property
    def secret_in_groups(self) -> str:
        """The secret as people type it; apps pass over the gaps."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


class PasskeyForm(passkeys.AddWebAuthnForm):
    """A new passkey: always one that signs in by itself, after a fingerprint, a face or the device's PIN."""

    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "name", _("给这台设备起个名字"), hint=_("以后看名字就知道是哪一台"), maxlength="60")
        self.order_fields(["name", "passwordless", "credential"])

    def clean_name(self) -> str:
        return super().clean_name()[:60]


class PasskeyNameForm(passkeys.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("名字"), max_length=60)


class ActivationForm(forms.Form):
    """What the slip of paper says, and how the person wants to sign in from now on."""

    code = forms.CharField(
        label=_("激活码"),
        help_text=_("纸条上的10个字母和数字，大小写都行"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(
        label=_("姓名"),
        help_text=_("和纸条上的一样"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}\Z",
        label=_("给自己起一个用户名"),
        help_text=_("3到40个字母或数字，可以用手机号；以后用它登录"),
        error_messages={"invalid": _("用户名只能用字母、数字、点和横线，3到40个字符。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("设一个密码"),
        help_text=HINT,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再写一遍密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned.pop("again"):
            self.add_error("again", _("两遍写的不一样，请再写一遍。"))
        return cleaned
