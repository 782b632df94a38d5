"""What the pages say: scopes and faults in plain words."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oauthlib.oauth2.rfc6749 import errors

from yuandu.kernel.drawing.lights import light
from yuandu.kernel.drawing.words import moment
from yuandu.site.provider.rules import ROSTER

SCOPES = {
    "openid": gettext_lazy("知道是同一个人（一个只给它的代号）"),
    "profile": gettext_lazy("姓名和用户名"),
    "email": gettext_lazy("邮箱"),
    "phone": gettext_lazy("手机号"),
    "organisations": gettext_lazy("在哪些机构、担任什么"),
    "offline_access": gettext_lazy("人不在时继续使用，最长30天"),
    f"{ROSTER}roster-core.readonly": gettext_lazy("OneRoster：读名册，不含个人资料明细"),
    f"{ROSTER}roster.readonly": gettext_lazy("OneRoster：读名册"),
    f"{ROSTER}roster-demographics.readonly": gettext_lazy("OneRoster：读出生日期、性别等"),
    "urn:yuandu:scope:roster-contacts.readonly": gettext_lazy("OneRoster：读成年人的手机号和邮箱"),
    "scim": gettext_lazy("SCIM：读写账号"),
}


def learned(scopes: Sequence[str], claims: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return what a system would learn: (what, the very words), in the order of reading; "—" for what is unknown."""
    told: list[tuple[str, str | None]] = []
    if "profile" in scopes:
        told.append((_("姓名"), claims.get("name")))
        if "preferred_username" in claims:
            told.append((_("用户名"), claims["preferred_username"]))
    if "email" in claims:
        told.append((_("邮箱"), claims["email"]))
    if "phone_number" in claims:
        told.append((_("手机号"), claims["phone_number"]))
    for place in claims.get("organisations", ()):
        told.append((_("身份"), f"{place['name']} {place['role_name']}"))
    return told


def fault(error: Any) -> str:
    """Return what is wrong with a request on which nobody may be sent back, for the people who made the system."""
    if isinstance(error, errors.InvalidClientIdError | errors.MissingClientIdError):
        return _("这个系统没有在这里登记，或者已经停用。")
    if isinstance(error, errors.MismatchingRedirectURIError | errors.InvalidRedirectURIError):
        return _("它给的返回地址和登记的不一样。")
    if isinstance(error, errors.MissingRedirectURIError):
        return _("它没有给返回地址。")
    return _("它发来的请求不完整。")


def way(client: Any) -> str:
    """Return how a system is connected."""
    ways = ([_("登录")] if client.signs_on else []) + ([_("读名册")] if client.calls else [])
    return _("、").join(ways) or "—"


def state(client: Any) -> str:
    return _("已停用") if client.stopped_at else _("在用")


def state_drawn(client: Any) -> str:
    return render_to_string("ui/light.html", light("idle" if client.stopped_at else "ok", state(client)))


def known(client: Any) -> list[tuple[str, str | None]]:
    """Return what is known of a system."""
    return [
        (_("系统代号"), client.client_id),
        (_("所属机构"), str(client.organisation)),
        (_("联系人"), client.contact or None),
        (_("网址"), client.homepage or None),
        (_("类型"), client.get_client_type_display()),
        (
            _("可以知道什么"),
            _("；").join(str(title) for scope, title in SCOPES.items() if scope in client.scopes),
        ),
        (_("登录后返回的地址"), client.redirect_uris or None),
        (_("退出后返回的地址"), client.post_logout_redirect_uris or None),
        (_("退出通知地址"), client.back_channel_logout_uri or None),
        (_("本人同意"), _("不用再问（市局自己的系统）") if client.skips_consent else _("第一次登录时问")),
        (_("签名算法"), client.algorithm),
        (_("登记时间"), moment(client.registered_at, "year")),
    ]


def endpoints(client: Any) -> list[tuple[str, str]]:
    """Return the places that a system needs of us: (what, name of the address)."""
    return [(_("发现文档"), "discovery"), (_("令牌地址"), "token")]
