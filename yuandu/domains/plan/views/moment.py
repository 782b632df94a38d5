"""Where and when a page of the plan looks: the city or one of its units, on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.domains.plan import queries
from yuandu.engines.indicators import api as indicators
from yuandu.engines.registry import api as registry

if TYPE_CHECKING:
    from yuandu.domains.plan.models import Edition
    from yuandu.engines.registry.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a page needs to know before it reads anything else."""

    edition: "Edition"
    on: date
    today: date
    data_on: date | None
    computed_at: datetime | None
    place: "Organisation"  # whose figures the page shows
    query: QueryDict

    @cached_property
    def units(self) -> list["Organisation"]:
        """The units that are open on the day, read where something is drawn of them."""
        return list(registry.units(on=self.on))

    @property
    def is_city(self) -> bool:
        return self.place.pk == self.edition.city_id

    @property
    def is_past(self) -> bool:
        return self.on < self.today

    @property
    def city_link(self) -> str:
        return self.link(unit="")

    @property
    def today_link(self) -> str:
        return self.link(as_of=self.today.isoformat())

    def link(self, **changes: object) -> str:
        """Return the query string that keeps the day and the place, with changes."""
        kept = QueryDict(mutable=True)
        for name in ("as_of", "unit", "status", "view"):
            value = changes.get(name, self.query.get(name, ""))
            if value:
                kept[name] = str(value)
        return f"?{kept.urlencode()}" if kept else "?"


def moment_of(request: HttpRequest) -> Moment:
    """Read `as_of` and `unit`; a day that is none falls back to the plan's opening day or today.

    Raises Http404 where no plan is loaded or the unit does not exist.
    """
    loaded = queries.edition()
    if loaded is None:
        raise Http404(_("这里还没有载入行动计划。"))
    today = timezone.localdate()
    on = day_of(request.GET.get("as_of", "")) or loaded.opens_on or today
    place = unit_of(request.GET["unit"], on=on) if request.GET.get("unit") else loaded.city
    data_on, computed_at = indicators.data_state(loaded.key, on=on)
    return Moment(
        edition=loaded,
        on=on,
        today=today,
        data_on=data_on,
        computed_at=computed_at,
        place=place,
        query=request.GET,
    )


def unit_of(pk: str, *, on: date) -> "Organisation":
    """Return the unit with the id that is open on the day; raises Http404 for anything else."""
    found = next((unit for unit in registry.units(on=on) if str(unit.pk) == pk), None)
    if found is None:
        raise Http404(_("没有这个管理单元。"))
    return found


def day_of(text: str) -> date | None:
    """Return the day that the text names (2021-10-18), None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def years_of(moment: Moment) -> list[dict[str, object]]:
    """Return the choice of days: each year's end of the plan, and today."""
    plan = queries.plan_of(moment.edition)
    ends = [date(year + 1, 1, 1) - timedelta(days=1) for year in range(plan.first_year, plan.last_year + 1)]
    days = [(str(end.year), end) for end in ends] + [(_("今天"), moment.today)]
    return [
        {"title": title, "url": moment.link(as_of=end.isoformat()), "current": end == moment.on}
        for title, end in days
    ]
