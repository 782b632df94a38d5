"""What people fill in about accounts, roles, slips and lists."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.queries import accounts
from yuandu.kernel.apps import titles

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))  # each in its own
THEMES = (("light", _("日间")), ("dark", _("夜间")))
MODES = (
    ("standard", _("标准版")),
    ("elder", _("长辈版，字大、按钮大")),
    ("child", _("低年级版，字大、话少")),
)
USUAL = {"light", "standard"}  # what a page is without being told
TABLE_NAME = r"^[a-z][a-z0-9_.:-]{0,79}\Z"
QUERY_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
PASSING = {"page", "export"}
LONGEST_QUERY = 1000


class ProfileForm(forms.Form):
    """Language and modes, the same on every device."""

    language = forms.ChoiceField(label=_("语言"), choices=LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("颜色"), choices=THEMES, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("版式"), choices=MODES, widget=forms.RadioSelect)

    def preferences(self) -> dict[str, str]:
        """Return what was chosen; the usual way is kept as ""."""
        return {name: "" if value in USUAL else value for name, value in self.cleaned_data.items()}


class GrantForm(forms.Form):
    """Who gets which role where, and why."""

    user = forms.CharField(
        label=_("给谁"),
        help_text=_("写他登录用的用户名"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("角色"), widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("在哪个机构"),
        help_text=_("写机构全称或标识码；对它下面的机构也有效"),
        max_length=200,
    )
    on = forms.DateField(label=_("从哪天起"))
    because = forms.CharField(label=_("为什么"), help_text=_("例如：接替李老师管理学籍"), max_length=300)

    def __init__(self, *args: object, granter: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.granter = granter
        known = titles("role_titles")
        self.fields["role"].choices = [(role, known[role]) for role in accounts.roles_grantable_by(granter)]

    def clean_user(self) -> object:
        found = accounts.accounts_named(self.cleaned_data["user"]).order_by("pk").first()
        if found is None:
            raise ValidationError(_("没有这个用户名。请核对；还没有账号的，先给他印激活码。"))
        return found

    def clean_organisation(self) -> object:
        text = self.cleaned_data["organisation"]
        found = list(accounts.organisations_named(self.granter, text, permission="registry.grant")[:2])
        if not found:
            raise ValidationError(_("您管的范围里没有这个机构。请写全称或标识码。"))
        if len(found) > 1:
            raise ValidationError(_("不止一个机构叫这个名字，请写标识码。"))
        return found[0]


class RevokeForm(forms.Form):
    """Why a role is taken back, and from which day."""

    on = forms.DateField(label=_("从哪天起不再有"))
    because = forms.CharField(label=_("为什么"), help_text=_("例如：调到别的学校"), max_length=300)

    def __init__(self, *args: object, since: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_on(self) -> date:
        if self.cleaned_data["on"] < self.since:
            raise ValidationError(_("不能早于授权的那天。"))
        return self.cleaned_data["on"]


class SlipsForm(forms.Form):
    """For whom slips with codes are made."""

    TITLES = {"pupils": _("学生"), "guardians": _("家长"), "staff": _("教职工")}

    who = forms.ChoiceField(label=_("给谁"), widget=forms.RadioSelect)
    again = forms.BooleanField(
        label=_("已经有账号的也印"),
        help_text=_("忘了密码又没有邮箱的人用它重设密码"),
        required=False,
    )

    def __init__(self, *args: object, offered: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(who, self.TITLES[who]) for who in offered]


class SavedViewForm(forms.Form):
    """A list's name, the title of a view and its query string, made safe to keep and to show as a link."""

    table = forms.RegexField(TABLE_NAME)
    title = forms.CharField(max_length=40)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)

    def clean_query(self) -> str:
        try:
            pairs = parse_qsl(self.cleaned_data["query"].lstrip("?"), max_num_fields=50, strict_parsing=False)
        except ValueError as error:
            raise ValidationError(_("条件太多了。")) from error
        kept = (pair for pair in pairs if QUERY_NAME.fullmatch(pair[0]) and pair[0] not in PASSING)
        return urlencode(list(kept))
