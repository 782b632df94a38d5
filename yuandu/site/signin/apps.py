"""登录与安全: how people prove who they are, where they are signed in, and when that ends."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Schedule

ENDINGS = (
    "registry.post_ended",
    "registry.pupils_left",
    "registry.pupils_graduated",
    "registry.pupils_transferred",
    "registry.guardian_ended",
    "registry.revoked",
    "registry.closed",
)


class SigninConfig(App):
    name = "yuandu.site.signin"
    verbose_name = _("登录与安全")
    clauses = ("13.1", "15.1")
    verbs = {
        "signin.entered": _("登录了"),
        "signin.left": _("退出了登录"),
        "signin.failed": _("登录没有成功"),
        "signin.factor_added": _("加了一种登录方式"),
        "signin.factor_removed": _("删了一种登录方式"),
        "signin.codes_made": _("生成了恢复码"),
        "signin.sessions_ended": _("让别的设备退出了登录"),
        "signin.access_ended": _("因为离开结束了登录"),
        "signin.connected": _("连上了外部账号"),
        "signin.disconnected": _("断开了外部账号"),
    }
    notices = {
        "signin.new_device": _("新的设备登录了您的账号"),
        "signin.changed": _("登录方式有变动"),
    }
    reacts = dict.fromkeys(ENDINGS, "services.look_who_left") | {
        "registry.account_erased": "services.forget_account"
    }
    schedule = (
        Schedule(task="signin.end_access_of_leavers", cron="* * * * *", title=_("结束离开的人的登录")),
        Schedule(task="signin.forget_ended_sessions", cron="20 19 * * *", title=_("清除过期的登录")),
    )
