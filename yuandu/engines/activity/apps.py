"""动态: what was done on the platform, recorded once, where it happened."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Command, Dataset, NavItem


class ActivityConfig(App):
    name = "yuandu.engines.activity"
    verbose_name = _("动态")
    permissions = {"activity.view": _("查看操作记录"), "activity.deliver": _("处理没有做成的响应")}
    roles = {"administrator": ("activity.view", "activity.deliver"), "officer": ("activity.view",)}
    nav = (
        NavItem(
            view="activity:facts",
            title=_("操作记录"),
            permission="activity.view",
            icon="history",
            group="system",
            order=80,
        ),
    )
    datasets = (Dataset(model="activity.Fact", title=_("事实"), grade="L3", basis=_("网络安全法第二十一条")),)
    commands = (Command(name="audit", title=_("核对操作记录有没有被改动过"), function="commands.audit.main"),)
