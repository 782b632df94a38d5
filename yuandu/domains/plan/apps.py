"""行动计划: the city's own plan, what it promised by when, and what the registry shows of it."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Command, Dataset, NavItem, Search, Tile


class PlanConfig(App):
    name = "yuandu.domains.plan"
    verbose_name = _("行动计划")
    clauses = ("1.2", "2.1", "4.4", "4.7", "4.8", "4.9", "7.2", "9.2", "10.4", "19.1", "G1.1")
    permissions = {"plan.view": _("查看行动计划"), "plan.load": _("载入行动计划文件")}
    roles = {
        "administrator": ("plan.view", "plan.load"),
        "officer": ("plan.view",),
        "principal": ("plan.view",),
        "registrar": ("plan.view",),
        "teacher": ("plan.view",),
    }
    nav = (NavItem(view="plan:board", title=_("行动计划"), permission="plan.view", icon="flag", order=10),)
    tiles = (
        Tile(
            name="plan.mine",
            title=_("指标"),
            permission="plan.view",
            function="tiles.mine",
            template="plan/tile.html",
            order=40,
        ),
    )
    demo = "demo.seed"
    verbs = {"plan.loaded": _("载入了行动计划")}
    search = (Search(name="clauses", title=_("计划条目"), function="search.clauses", order=40),)
    datasets = (Dataset(model="plan.Edition", title=_("行动计划文件"), grade="L1", path=None),)
    commands = (
        Command(
            name="plan-check", title=_("检查一份计划文件"), function="commands.checking.check", pure=True
        ),
        Command(name="plan-load", title=_("载入一份计划文件"), function="commands.loading.load"),
    )
