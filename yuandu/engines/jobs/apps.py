"""任务: long work as rows that people can see, leave alone and come back to."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Dataset, NavItem, Schedule, Tile


class JobsConfig(App):
    name = "yuandu.engines.jobs"
    verbose_name = _("任务")
    permissions = {"jobs.view": _("查看自己的任务"), "jobs.oversee": _("查看和取消所有人的任务")}
    roles = {
        "administrator": ("jobs.view", "jobs.oversee"),
        "officer": ("jobs.view",),
        "registrar": ("jobs.view",),
        "principal": ("jobs.view",),
        "teacher": ("jobs.view",),
    }
    nav = (
        NavItem(
            view="jobs:jobs",
            title=_("任务"),
            permission="jobs.view",
            icon="list-checks",
            group="system",
            order=70,
            count="queries.number_running",
        ),
    )
    tiles = (
        Tile(
            name="jobs.running",
            title=_("正在运行"),
            permission="jobs.view",
            function="tiles.running_now",
            template="jobs/running.html",
            column="side",
            order=20,
        ),
    )
    schedule = (
        Schedule(task="jobs.recover", cron="* * * * *", title=_("接着办中断的任务")),
        Schedule(task="jobs.tidy", cron="17 19 * * *", title=_("清理办完的队列")),  # UTC: 03:17 here
    )
    datasets = (
        Dataset(model="jobs.Job", title=_("任务"), grade="L2", path=None),
        Dataset(model="jobs.JobFault", title=_("任务中有误的行"), grade="L3", path=None),
    )
