"""The sentence that answers before any chart: how many stand how, and what matters most."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries import drawn
from yuandu.domains.plan.views.moment import Moment
from yuandu.engines.indicators import api as indicators
from yuandu.engines.indicators.api import Status


def sentence(rows: Sequence[queries.Row], moment: Moment) -> list[str | tuple[str, str]]:
    """Answer first: how many stand how, and what matters most."""
    counts = queries.counted(list(rows))
    said: list[str | tuple[str, str]] = [_("{n}项行动中，").format(n=len(rows))]
    parts = [
        (counts[Status.MET], _("{n}项达标"), ""),
        (counts[Status.NEAR], _("{n}项接近"), "warn"),
        (counts[Status.BEHIND], _("{n}项滞后"), "bad"),
        (counts[Status.NOT_DUE], _("{n}项未到期"), ""),
        (counts[Status.NO_DATA] + counts[Status.TRACKED], _("{n}项还没有数据"), ""),
    ]
    told = [(words.format(n=number), kind) for number, words, kind in parts if number]
    for index, (words, kind) in enumerate(told):
        said += [(words, kind) if kind else words, _("，") if index < len(told) - 1 else _("。")]
    pressing = drawn.most_pressing(rows)
    return said + ([what_matters(pressing, moment)] if pressing else [])


def what_matters(row: queries.Row, moment: Moment) -> str:
    """Say what is missing at the most pressing action and where most of it is."""
    line = drawn.figure(row.standing)
    gap, unit = drawn.missing(row.standing), count_unit(row)
    said = _("最要紧的是{title}，现在{value}{unit}，目标{target}{unit}").format(
        title=line["title"], value=line["value"], unit=line["unit"], target=line["target"]
    )
    if gap:
        said += _("，还差{gap}{unit}").format(gap=gap, unit=unit)
    shortfall = indicators.largest_shortfalls(gaps(row, moment)) if moment.is_city and gap else None
    if shortfall and shortfall.share < 100:
        where = _("、").join(shortfall.units)
        said += _("，{where}占{share}%").format(where=where, share=shortfall.share)
    return said + _("。")


def count_unit(row: queries.Row) -> str:
    """Return the unit in which what is missing is counted: that of the formula's first measure."""
    figures = row.standing.figures
    return str(indicators.known_measures()[figures[0][0]][1].unit) if figures else ""


def gaps(row: queries.Row, moment: Moment) -> dict[str, int]:
    """Return what each unit misses of a share, by its short name; nothing for plain counts."""
    if not row.standing.indicator.is_share:
        return {}
    standings = indicators.standings_of_units(
        row.standing.indicator, organisations=moment.units, on=moment.on
    )
    return {unit.called: drawn.missing(standings[unit.pk]) or 0 for unit in moment.units}
