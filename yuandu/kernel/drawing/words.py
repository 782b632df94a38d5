"""How figures, amounts and dates are written for people."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

UNKNOWN = "—"
WAN = 10_000
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def unknown(value: Any) -> bool:
    return value is None or value == ""


def exact(value: Any) -> str:
    """Write a number whole, in groups of three: 1,426,308; unknown is a dash, never 0."""
    if unknown(value):
        return UNKNOWN
    number = Decimal(str(value))
    return f"{number.normalize():,f}" if number else "0"


def short(value: Any) -> str:
    """Write a number as people say it: from 10,000 in 万 (1,386万, 142.6万), in English in millions."""
    if unknown(value) or abs(Decimal(str(value))) < (1_000_000 if is_english() else WAN):
        return exact(value)
    unit, name = (1_000_000, " million") if is_english() else (WAN, "万")
    return exact(significant(Decimal(str(value)) / unit)) + name


def significant(number: Decimal) -> Decimal:
    """Round to a whole from 1,000, to one decimal from 10, to two below."""
    places = "1" if abs(number) >= 1000 else "0.1" if abs(number) >= 10 else "0.01"
    return number.quantize(Decimal(places), ROUND_HALF_UP)


def money(value: Any) -> str:
    """Write an amount of yuan in full, for columns: 1,386,000.00."""
    return UNKNOWN if unknown(value) else f"{Decimal(str(value)):,.2f}"


def yuan(value: Any) -> str:
    """Write an amount of yuan as people say it: 1,386万元."""
    return UNKNOWN if unknown(value) else _("{amount}元").format(amount=short(value))


def percent(value: Any, places: int = 1) -> str:
    """Write a percentage given as 71.6; 100% and 0% are never the result of rounding."""
    if unknown(value):
        return UNKNOWN
    number, step = Decimal(str(value)), Decimal(1).scaleb(-places)
    rounded = number.quantize(step, ROUND_HALF_UP)
    if number < 100 <= rounded:
        rounded = 100 - step
    if rounded == 0 < number:
        return f"<{step}%"
    return f"{exact(rounded)}%"


def day(value: date | None, style: str = "") -> str:
    """Write a date: 10月18日 周一; with style "year" 2021年10月18日, with style "month" 2021年10月."""
    if unknown(value):
        return UNKNOWN
    value = local(value)
    if is_english():
        return format(value, {"year": "%-d %b %Y", "month": "%b %Y"}.get(style, "%a %-d %b"))
    if style == "month":
        return f"{value.year}年{value.month}月"
    if style == "year":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.month}月{value.day}日 {WEEKDAYS[value.weekday()]}"


def moment(value: datetime | None, style: str = "") -> str:
    """Write a point in time: 10月18日 09:12; with style "year" 2021年10月18日 09:12."""
    if unknown(value):
        return UNKNOWN
    value = local(value)
    if style == "year" or is_english():
        return f"{day(value, style)} {value:%H:%M}"
    return f"{value.month}月{value.day}日 {value:%H:%M}"


def local(value: Any) -> Any:
    """Return an aware time in the city's zone; dates and naive times stay."""
    aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value
