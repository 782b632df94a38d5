"""The forms of signing in, in our words."""

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from yuandu.site.signin.demonstration import demo_account

NEW_PASSWORD = _("新密码")
AGAIN = _("再写一遍新密码")
HINT = _("至少8个字符，不要只用数字，也不要用别人容易猜到的")


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


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    """The new password twice, after the link of the letter."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password1", NEW_PASSWORD, hint=HINT)
        reword(self, "password2", AGAIN)


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
