"""消息: people are told what concerns them, once, at a decent hour."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Dataset, NavItem, Schedule, Tile


class MessagingConfig(App):
    name = "yuandu.engines.messaging"
    verbose_name = _("消息")
    permissions = {"messaging.view": _("查看自己的消息")}
    roles = dict.fromkeys(
        ("administrator", "officer", "registrar", "principal", "teacher", "pupil", "guardian"),
        ("messaging.view",),
    )
    nav = (
        NavItem(
            view="messaging:inbox",
            title=_("消息"),
            permission="messaging.view",
            icon="bell",
            group="bell",
            count="queries.unread_count",
        ),
    )
    tiles = (
        Tile(
            name="messaging.unread",
            title=_("消息"),
            permission="messaging.view",
            function="tiles.unread_now",
            template="messaging/tile.html",
            column="side",
            order=30,
        ),
    )
    notices = {
        "jobs.ended": _("任务办完了"),
        "registry.granted": _("角色有变动"),
        "registry.claim_answered": _("个人信息请求有答复"),
        "registry.consent": _("孩子的同意有变动"),
        "registry.export_asked": _("有导出要批准"),
        "registry.export_decided": _("申请的导出有结果了"),
        "registry.looked_often": _("有人看了很多人的完整信息"),
        "registry.delegated": _("委托有变动"),
        "registry.emergency": _("有人应急查看"),
    }
    reacts = {
        "registry.claim_answered": "services.tell_of_answer",
        "registry.consent_given": "services.tell_of_consent",
        "registry.consent_withdrawn": "services.tell_of_consent",
        "registry.granted": "services.tell_of_grant",
        "registry.revoked": "services.tell_of_grant",
        "registry.export_asked": "services.tell_of_export_asked",
        "registry.export_allowed": "services.tell_of_export_decided",
        "registry.export_refused": "services.tell_of_export_decided",
        "registry.export_made": "services.tell_of_export_made",
        "registry.looked_often": "services.tell_of_looks",
        "registry.delegated": "services.tell_of_delegation",
        "registry.delegation_ended": "services.tell_of_delegation",
        "registry.emergency_opened": "services.tell_of_emergency",
    }
    schedule = (Schedule(task="messaging.send_late", cron="*/5 * * * *", title=_("发出到时间的邮件")),)
    datasets = (
        Dataset(model="messaging.Notice", title=_("消息"), grade="L3", path=None),
        Dataset(model="messaging.Preference", title=_("通知偏好"), grade="L2", path=None),
        Dataset(model="messaging.MessageDelivery", title=_("待发邮件"), grade="L2", path=None),
    )
