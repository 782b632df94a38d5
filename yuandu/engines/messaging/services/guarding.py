"""What messaging tells of data of people: files that wait for a second person, and looks that are too many."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuandu.engines.messaging.services.notifying import notify
from yuandu.engines.registry import api as registry

APPROVE, REVIEW = "registry.approve_export", "registry.review_looks"


def tell_of_export_asked(*, fact: Any, at: datetime) -> None:
    """Tell those who may allow the file: the nearest to the place; for important data those of the city."""
    place = fact.path.partition(".")[0] + "." if fact.data.get("important") else fact.path
    on = timezone.localdate(at)
    notify(
        users=registry.leaders_of(place, APPROVE, on=on, but=[fact.by_id]),
        kind="registry.export_asked",
        title=format_lazy(_("有一份导出要您批准：{count}行"), count=fact.data["count"]),
        text=_("看清楚导出什么、给谁用，再决定批准或者退回。"),
        url=address_of(fact),
        about=fact.about,
        at=at,
    )


def tell_of_export_decided(*, fact: Any, at: datetime) -> None:
    """Tell the asker what was decided."""
    allowed = fact.verb == "registry.export_allowed"
    notify(
        users=[fact.data["asked_by"]],
        kind="registry.export_decided",
        title=format_lazy(
            _("导出{number}已批准") if allowed else _("导出{number}没有批准"), number=fact.data["number"]
        ),
        text=_("文件正在生成，好了会告诉您。") if allowed else fact.because,
        url=address_of(fact),
        about=fact.about,
        at=at,
    )


def tell_of_export_made(*, fact: Any, at: datetime) -> None:
    """Tell the asker that the file can be downloaded."""
    notify(
        users=[fact.by_id],
        kind="registry.export_decided",
        title=format_lazy(_("导出{number}可以下载了"), number=fact.data["number"]),
        text=_("只有您能下载，有天数和次数限制。用完请删掉。"),
        url=address_of(fact),
        about=fact.about,
        at=at,
    )


def tell_of_looks(*, fact: Any, at: datetime) -> None:
    """Tell who leads the place that somebody looked at more people in a day than is usual in their role."""
    notify(
        users=registry.leaders_of(fact.path, REVIEW, on=timezone.localdate(at), but=[fact.by_id]),
        kind="registry.looked_often",
        title=format_lazy(
            _("{seat}一天里看了{people}人的完整信息"), seat=fact.data["seat"], people=fact.data["people"]
        ),
        text=_("超过了平常的数。请看一看是不是工作需要。"),
        url=reverse("registry:looks_of", args=[fact.by_id]),
        about=fact.about,
        at=at,
    )


def address_of(fact: Any) -> str:
    return reverse("registry:export", args=[fact.about.partition(":")[2]])
