"""What people fill in about another system of the city."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.queries import accounts
from yuandu.site.provider.models import Client
from yuandu.site.provider.rules import MACHINE_SCOPES, PERSON_SCOPES, fault_of_uri
from yuandu.site.provider.views.words import SCOPES

FAULTS = {
    "malformed": _("“{uri}”不是完整的地址，请照着对方给的再写一遍。"),
    "not_https": _("“{uri}”要以https开头；只有本机调试可以用http。"),
    "fragment": _("“{uri}”里不能有井号。"),
    "userinfo": _("“{uri}”里不能有用户名和密码。"),
    "wildcard": _("“{uri}”要写死，不能有星号和上一级。"),
}


class Addresses(forms.CharField):
    """One address a line, each exact and encrypted."""

    widget = forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value.split(" ")) if isinstance(value, str) and "\n" not in value else value

    def clean(self, value: Any) -> list[str]:
        uris = super().clean(value).split()
        for uri in uris:
            if fault := fault_of_uri(uri):
                raise ValidationError(FAULTS[fault].format(uri=uri[:200]))
        return list(dict.fromkeys(uris))


class Address(Addresses):
    """One address, or none."""

    widget = forms.URLInput(attrs={"autocapitalize": "none"})

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value)[:1])


class ClientForm(forms.Form):
    """Whose system it is, where it sends people back to, and what it may learn."""

    title = forms.CharField(
        label=_("系统叫什么"), help_text=_("登录的人会看到，例如：潍坊云课堂"), max_length=60
    )
    organisation = forms.CharField(
        label=_("属于哪个机构"),
        help_text=_("写机构全称或标识码；它只能看到这个机构和下面的名册"),
        max_length=200,
    )
    contact = forms.CharField(
        label=_("出了问题找谁"), help_text=_("单位、姓名和电话"), max_length=120, required=False
    )
    homepage = Address(label=_("系统的网址"), max_length=300, required=False)
    client_type = forms.ChoiceField(label=_("它能不能保密"), choices=Client.TYPES, widget=forms.RadioSelect)
    redirect_uris = Addresses(
        label=_("登录后返回的地址"),
        help_text=_("一行一个，和对方给的一字不差；只用接口、没有人登录的系统不填"),
        max_length=3000,
        required=False,
    )
    post_logout_redirect_uris = Addresses(
        label=_("退出后返回的地址"), help_text=_("一行一个"), max_length=3000, required=False
    )
    back_channel_logout_uri = Address(
        label=_("退出通知地址"),
        help_text=_("有人在这里退出时，我们马上通知它（Back-Channel Logout）"),
        max_length=300,
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("它可以知道什么"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    skips_consent = forms.BooleanField(
        label=_("不用本人再同意"), help_text=_("只给市教育局自己的系统"), required=False
    )
    algorithm = forms.ChoiceField(label=_("签名算法"), choices=Client.ALGORITHMS, widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("为什么"), help_text=_("例如：市局2026年第12号文同意接入"), max_length=300
    )

    def __init__(self, *args: Any, manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager

    def clean_organisation(self) -> Any:
        text = self.cleaned_data["organisation"]
        found = list(accounts.organisations_named(self.manager, text, permission="provider.manage")[:2])
        if not found:
            raise ValidationError(_("您管的范围里没有这个机构。请写全称或标识码。"))
        if len(found) > 1:
            raise ValidationError(_("不止一个机构叫这个名字，请写标识码。"))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """See that people can come back, that machines keep their secret, and that others ask for consent."""
        filled = super().clean()
        scopes, uris = set(filled.get("scopes", ())), filled.get("redirect_uris", [])
        if scopes & PERSON_SCOPES and not uris and "redirect_uris" not in self.errors:
            self.add_error("redirect_uris", _("要让人登录，就要有返回的地址。"))
        if scopes & MACHINE_SCOPES and filled.get("client_type") == Client.CLIENT_PUBLIC:
            self.add_error("client_type", _("自己来读名册的系统要有密钥，请选“有服务器，能保密”。"))
        organisation = filled.get("organisation")
        if filled.get("skips_consent") and organisation and organisation.level != "city":
            self.add_error("skips_consent", _("只有市教育局自己的系统可以不用本人再同意。"))
        return filled


class ReasonForm(forms.Form):
    """Why."""

    because = forms.CharField(label=_("为什么"), help_text=_("写在操作记录里"), max_length=300)
