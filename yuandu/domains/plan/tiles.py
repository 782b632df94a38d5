"""What the plan shows on the workbench: the headline figures of the person's own unit."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.domains.plan import queries
from yuandu.domains.plan.queries.drawn import figure
from yuandu.engines.indicators.api import Status
from yuandu.kernel.drawing.words import day

MOST = 6
URGENT = (Status.BEHIND, Status.NEAR, Status.NOT_DUE, Status.MET, Status.TRACKED, Status.NO_DATA)


def mine(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return up to six headline indicators of the unit, or the city, in which the person's seat is.

    What lags comes first. A number promised for the city is no unit's target: units see their shares.
    None without a plan.
    """
    loaded = queries.edition()
    if loaded is None or user.seat is None:
        return None
    on = loaded.opens_on or timezone.localdate(at)
    place = user.seat.organisation.unit or loaded.city
    is_city = place.pk == loaded.city_id
    suffix = "" if is_city else f"?unit={place.pk}"
    rows = [row for row in queries.board(loaded, organisation=place, on=on) if is_told(row, is_city=is_city)]
    return {
        "heading": _("{place}的指标").format(place=place.called),
        "note": _("截至{day}，竖线是目标").format(day=day(on, "year")),
        "link": _("全部行动"),
        "url": reverse("plan:board") + suffix,
        "figures": [drawn(row, suffix) for row in sorted(rows, key=urgency)[:MOST]],
    }


def is_told(row: queries.Row, *, is_city: bool) -> bool:
    """Say whether the row has a value that means something at the place."""
    return row.standing.value is not None and (is_city or row.standing.indicator.unit == "%")


def urgency(row: queries.Row) -> int:
    """Return the place of the row's status in the order in which one looks at them."""
    return URGENT.index(row.status)


def drawn(row: queries.Row, suffix: str) -> dict[str, Any]:
    """Return one figure with the address of its action."""
    url = reverse("plan:action", args=[row.action.number]) + suffix
    return figure(row.standing) | {"url": url, "number": row.action.number}
