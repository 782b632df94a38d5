"""Telling people of what concerns them when somebody stands in for another, or looks in an emergency."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuandu.engines.messaging.services.notifying import notify
from yuandu.engines.registry import api as registry
from yuandu.kernel.apps import titles


def tell_of_delegation(*, fact: Any, at: datetime) -> None:
    """Tell the deputy that a seat was handed to them, or taken back."""
    is_given = fact.verb == "registry.delegated"
    title = _("{who}请您代任{place}的{role}") if is_given else _("{who}收回了{place}的{role}")
    text = _("在页面上方切换身份就能代办，到期自己结束。") if is_given else _("您不用再代办了。")
    role = fact.data["role"]
    notify(
        users=[fact.data["user"]],
        kind="registry.delegated",
        title=format_lazy(
            title,
            who=fact.data["who"],
            place=registry.organisation_at(fact.path).name,
            role=titles("role_titles").get(role, role),
        ),
        text=text,
        url=reverse("registry:delegations"),
        about=fact.about,
        at=at,
    )


def tell_of_emergency(*, fact: Any, at: datetime) -> None:
    """Tell the principals of the school, or those above them, and the administrators, at once."""
    view = fact.data["view"]
    notify(
        users=registry.to_tell_of(view, on=timezone.localdate(at)),
        kind="registry.emergency",
        title=format_lazy(_("{who}应急查看了贵单位的一个人"), who=fact.data["who"]),
        text=format_lazy(_("理由：{because}。请看看是不是真有急事，再写核查意见。"), because=fact.because),
        url=reverse("registry:emergency", args=[view]),
        about=fact.about,
        at=at,
    )
