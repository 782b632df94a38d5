"""What a figure means against its targets, by rules that are published beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext_lazy as _

Direction = Literal["up", "down"]

NEAR = Decimal("0.1")
UNKNOWN = "—"


class Status(StrEnum):
    """How a figure stands; tracked: no target holds, so it is only counted."""

    MET = "met"
    NEAR = "near"
    BEHIND = "behind"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    TRACKED = "tracked"


LABELS: Mapping[Status, str] = {
    Status.MET: _("达标"),
    Status.NEAR: _("接近"),
    Status.BEHIND: _("滞后"),
    Status.NOT_DUE: _("未到期"),
    Status.NO_DATA: _("无数据"),
    Status.TRACKED: _("只计数"),
}

RULES: Mapping[Status, str] = {
    Status.MET: _("达标：现值达到目标；已有目标到期，看最近到期的，都没到期，看最先到期的。"),
    Status.NEAR: _("接近：目标还没到期，差距不超过目标的10%。"),
    Status.BEHIND: _("滞后：目标已经到期，现值还没有达到。"),
    Status.NOT_DUE: _("未到期：目标还没到期，差距超过目标的10%。"),
    Status.NO_DATA: _("无数据：平台还数不出这个指标，显示“—”，不算0。"),
    Status.TRACKED: _("只计数：当日没有有效的目标，只记录现值。"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPoint:
    """A value to reach by the end of a day; it holds from another day on."""

    value: Decimal
    due: date
    holds_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A status, the target that it was judged by, and what is still missing (0 when reached)."""

    status: Status
    target: Decimal | None = None
    gap: Decimal | None = None
    due: date | None = None


def targets_in_force(targets: Sequence[TargetPoint], *, on: date) -> list[TargetPoint]:
    """Return the targets of the newest order that holds on the day, the earliest due first.

    A later order replaces the whole set of an earlier one, its other years included.
    """
    holding = [target for target in targets if target.holds_from <= on]
    newest = max((target.holds_from for target in holding), default=None)
    return sorted(
        (target for target in holding if target.holds_from == newest), key=lambda target: target.due
    )


def status_of(
    *, value: Decimal | int | None, targets: Sequence[TargetPoint], direction: Direction, on: date
) -> Judgement:
    """Judge a figure by the target that counts on the day (`target_on`), as RULES say."""
    target = target_on(targets, on=on)
    if target is None:
        return Judgement(status=Status.NO_DATA if value is None else Status.TRACKED)
    if value is None:
        return Judgement(status=Status.NO_DATA, target=target.value, due=target.due)
    gap = gap_to(target.value, value=Decimal(value), direction=direction)
    status = status_by(gap=gap, target=target.value, is_due=target.due <= on)
    return Judgement(status=status, target=target.value, gap=gap, due=target.due)


def target_on(targets: Sequence[TargetPoint], *, on: date) -> TargetPoint | None:
    """Return the target that counts on the day: the latest one due by then, else the earliest to come."""
    in_force = targets_in_force(targets, on=on)
    due = [target for target in in_force if target.due <= on]
    return (due[-1:] or in_force[:1] or [None])[0]


def gap_to(target: Decimal, *, value: Decimal, direction: Direction) -> Decimal:
    """Return what a value lacks to reach the target, in its unit; 0 when it is reached."""
    return max(Decimal(0), target - value if direction == "up" else value - target)


def status_by(*, gap: Decimal, target: Decimal, is_due: bool) -> Status:
    """Return the status for what is missing."""
    if not gap:
        return Status.MET
    if is_due:
        return Status.BEHIND
    return Status.NEAR if gap <= abs(target) * NEAR else Status.NOT_DUE


def display(value: Decimal | int | None, *, decimals: int = 1, direction: Direction = "up") -> str:
    """Return a figure as people read it, cut towards "not reached": 99.96 of 100 is "99.9", never "100".

    Zeros at the end are dropped; unknown is "—".
    """
    if value is None:
        return UNKNOWN
    rounding = ROUND_FLOOR if direction == "up" else ROUND_CEILING
    text = f"{Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
