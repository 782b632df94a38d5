"""登录服务: one sign-in for the other systems of the city, and what each of them may read."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Command, Dataset, NavItem, Schedule

EVERYBODY = ("administrator", "officer", "registrar", "principal", "teacher", "pupil", "guardian")


class ProviderConfig(App):
    name = "yuandu.site.provider"
    label = "provider"
    verbose_name = _("登录服务")
    clauses = ("13.1", "15.1")
    permissions = {
        "provider.manage": _("登记接入的系统"),
        "provider.own": _("查看自己登录过的系统"),
    }
    roles = dict.fromkeys(EVERYBODY, ("provider.own",)) | {
        "administrator": ("provider.manage", "provider.own")
    }
    nav = (
        NavItem(
            view="provider:clients",
            title=_("接入的系统"),
            permission="provider.manage",
            icon="cable",
            group="system",
            order=40,
        ),
        NavItem(
            view="provider:mine",
            title=_("我登录过的系统"),
            permission="provider.own",
            icon="log-in",
            group="system",
            order=90,
        ),
    )
    verbs = {
        "provider.registered": _("登记了接入的系统"),
        "provider.changed": _("更改了接入的系统"),
        "provider.secret_rotated": _("更换了系统的密钥"),
        "provider.stopped": _("停用了系统"),
        "provider.resumed": _("恢复了系统"),
        "provider.signed_on": _("登录了系统"),
        "provider.signed_off": _("退出了系统"),
        "provider.agreed": _("同意系统使用自己的资料"),
        "provider.withdrawn": _("收回了同意"),
        "provider.token_issued": _("系统领取了令牌"),
        "provider.reused": _("令牌被用了两次，已经作废"),
        "provider.refused": _("拒绝了以系统名义来的请求"),
    }
    datasets = (
        Dataset(model="provider.Client", title=_("接入的系统"), grade="L2", path=None),
        Dataset(model="provider.SignOn", title=_("登录其他系统的记录"), grade="L3", path=None),
        Dataset(model="provider.Consent", title=_("对其他系统的同意"), grade="L3", path=None),
        Dataset(model="provider.Code", title=_("授权码"), grade="L3", path=None),
        Dataset(model="provider.AccessToken", title=_("令牌"), grade="L3", path=None),
        Dataset(model="provider.RefreshToken", title=_("续用令牌"), grade="L3", path=None),
    )
    schedule = (
        Schedule(task="provider.end_gone_sessions", cron="* * * * *", title=_("会话没了，就退出其他系统")),
        Schedule(task="provider.clear_expired", cron="50 18 * * *", title=_("清除过期的令牌")),
    )
    commands = (Command(name="provider", title=_("登录服务：更换签名密钥"), function="commands.keys.main"),)
