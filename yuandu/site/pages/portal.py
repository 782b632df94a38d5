"""The front page, open to everyone: what exists here, and how the city stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.domains.plan import api as plan
from yuandu.engines.registry import api as registry
from yuandu.kernel.access import public
from yuandu.site.pages.frame import address, there

LIGHTS = (("met", "ok"), ("near", "warn"), ("behind", "bad"), ("not_due", "idle"), ("no_data", "idle"))


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the portal; its parts are drawn once a minute, so that they are functions here."""
    context = {"hero": hero, "errands": errands, "figures": figures, "often": often}
    return render(request, "site/home.html", context)


def hero() -> dict[str, Any]:
    """Return the kite with its legend; without a plan there is none."""
    kite = plan.kite(today=timezone.localdate())
    if kite is None:
        return {"kite": None}
    return {"kite": kite, "board_url": reverse("plan:board"), "lights": lights(kite["counts"])}


def lights(counts: dict[str, int]) -> list[dict[str, str]]:
    """Return one light for each status that an action has."""
    labels = {
        "met": _("达标 {n}"),
        "near": _("接近 {n}"),
        "behind": _("滞后 {n}"),
        "not_due": _("未到期 {n}"),
        "no_data": _("没有数据 {n}"),
    }
    return [
        {"kind": kind, "text": labels[status].format(n=counts[status])}
        for status, kind in LIGHTS
        if counts.get(status)
    ]


def often() -> list[dict[str, str]]:
    return there(
        (_("学校名录"), "registry:schools"),
        (_("行动计划进展"), "plan:board"),
        (_("用激活码开通"), "activate"),
        (_("怎么用"), "help"),
    )


def errands() -> list[dict[str, str]]:
    """Return what people can do here today, each with a line that says for whom or how."""
    entries = (
        (_("开通账号"), _("学生、家长、教师，凭学校发的激活码"), "activate"),
        (_("登录办事"), _("看自己的学校、班级和孩子"), "today"),
        (_("查学校"), _("全市学校，可按县市区和类型找"), "registry:schools"),
        (_("看行动计划"), _("每项行动到哪一步、差多少"), "plan:board"),
        (_("查条目和口径"), _("计划原文、目标、数据从哪里来"), "plan:clauses"),
        (_("看大屏"), _("挂在墙上的一页，五分钟刷新"), "plan:wall"),
    )
    return [
        {"title": title, "note": note, "url": address(view)} for title, note, view in entries if address(view)
    ]


def figures() -> dict[str, Any]:
    """Return the public figures; each opens the rows that it was counted from."""
    today = timezone.localdate()
    city = registry.cities().first()
    return {
        "schools": registry.directory(on=today).count(),
        "units": registry.units(on=today).count(),
        "units_url": city.get_absolute_url() if city else "",
        "plan": plan_figures(),
        "on": today,
    }


def plan_figures() -> dict[str, Any] | None:
    """Return how the plan stands, and how many of its indicators have a value on the day that is shown."""
    loaded = plan.edition()
    kite = plan.kite(today=timezone.localdate())
    if loaded is None or kite is None:
        return None
    standings = plan.standings_by_code(loaded, organisation=loaded.city, on=kite["on"]).values()
    return {
        "segments": kite["segments"],
        "lights": lights(kite["counts"]),
        "on": kite["on"],
        "indicators": len(standings),
        "counted": sum(standing.value is not None for standing in standings),
    }
