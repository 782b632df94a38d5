"""指标: versioned trees of indicators, their values by unit and day, and what they mean."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Command, Dataset, Schedule


class IndicatorsConfig(App):
    name = "yuandu.engines.indicators"
    verbose_name = _("指标")
    verbs = {
        "indicators.loaded": _("载入了指标"),
        "indicators.computed": _("计算了指标"),
    }
    datasets = (
        Dataset(model="indicators.Indicator", title=_("指标"), grade="L1", path=None),
        Dataset(model="indicators.Value", title=_("指标值"), grade="L1", path=None),
    )
    # cron is in UTC: 01:10 in 潍坊
    schedule = (Schedule(task="indicators.compute_today", cron="10 17 * * *", title=_("每晚计算指标")),)
    commands = (Command(name="compute", title=_("计算指标（可给日期）"), function="commands.compute"),)
