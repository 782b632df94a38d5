"""Working days: the week, and the days on which the State Council says otherwise."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any, Literal, NamedTuple

import yaml

from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _

DayKind = Literal["holiday", "workday"]
HOLIDAY, WORKDAY = "holiday", "workday"
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Day(NamedTuple):
    """A day that is not as its weekday says: a holiday, or a day worked to make up for one."""

    kind: DayKind
    name: str
    name_en: str
    year: int
    source: str
    tag: str

    @property
    def is_workday(self) -> bool:
        """Say whether people work on the day."""
        return self.kind == WORKDAY


class FaultyCalendar(ValueError):
    """The text is no calendar that could be used; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence % fault.details for fault in faults))
        self.faults = faults


def is_workday(day: date, calendar: Mapping[date, str]) -> bool:
    """Say whether people work on the day; the calendar holds "holiday" or "workday" for single days.

    A day that the calendar does not hold is worked from Monday to Friday.
    """
    kind = calendar.get(day)
    return day.weekday() < SATURDAY if kind is None else kind == WORKDAY


def add_workdays(start: date, number: int, calendar: Mapping[date, str]) -> date:
    """Return the number-th working day after the start, which is not counted; before it, if negative.

    0 gives the start itself. Source: 民法典 第二百零一条, the first day of a term is not counted.
    """
    if not number:
        return start
    step = ONE_DAY if number > 0 else -ONE_DAY
    worked = (day for day in days_from(start, step) if is_workday(day, calendar))
    return next(day for place, day in enumerate(worked, start=1) if place == abs(number))


def workdays_between(start: date, end: date, calendar: Mapping[date, str]) -> int:
    """Return how many working days lie after the start, up to and with the end; negative if it is earlier."""
    if end < start:
        return -workdays_between(end, start, calendar)
    days = (start + timedelta(days=after) for after in range(1, (end - start).days + 1))
    return sum(is_workday(day, calendar) for day in days)


def workday_from(day: date, calendar: Mapping[date, str]) -> date:
    """Return the day itself if people work on it, or the next day on which they do.

    Source: 民法典 第二百零三条, a term that would end on a holiday ends on the day after the holiday.
    """
    return day if is_workday(day, calendar) else add_workdays(day, 1, calendar)


def kinds_of(days: Mapping[date, Day]) -> dict[date, str]:
    """Return the calendar that the other functions take."""
    return {on: day.kind for on, day in days.items()}


def read_calendar(text: str) -> dict[date, Day]:
    """Read the single days of a calendar from YAML; raise FaultyCalendar with all that is wrong.

    Each of its `years` has year, source, number, tag, holidays (title, title_en, from, to), workdays.
    """
    try:
        years = yaml.safe_load(text)["years"]
        entries = [entry for year in years for entry in entries_of(year)]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as unreadable:
        raise FaultyCalendar([error(_("日历读不出来，请对照样例检查每年的节假日和上班日。"))]) from unreadable
    faults = [*faults_of_entries(entries)]
    if faults:
        raise FaultyCalendar(faults)
    return dict(entries)


def entries_of(year: Mapping[str, Any]) -> Iterator[tuple[date, Day]]:
    """Yield each single day of one year's notice."""
    heard = {"year": year["year"], "source": f"{year['source']}{year['number']}", "tag": year["tag"]}
    for holiday in year["holidays"]:
        length = (holiday["to"] - holiday["from"]).days + 1
        if length < 1:
            raise ValueError(holiday)
        for after in range(length):
            day = Day(kind=HOLIDAY, name=holiday["title"], name_en=holiday["title_en"], **heard)
            yield holiday["from"] + timedelta(days=after), day
    for on in year["workdays"]:
        if type(on) is not date:
            raise TypeError(on)
        yield on, Day(kind=WORKDAY, name=_("调休上班"), name_en="Working day in exchange", **heard)


def faults_of_entries(entries: list[tuple[date, Day]]) -> Iterator[Fault]:
    """Yield what is wrong with the days: one given twice, or one that is worked anyway."""
    seen = set()
    for on, day in entries:
        if on in seen:
            yield error(_("%(day)s出现了两次，只留一个。"), day=on.isoformat())
        if day.kind == WORKDAY and on.weekday() < SATURDAY:
            yield error(_("%(day)s不是周末，不用写成调休上班。"), day=on.isoformat())
        seen.add(on)


def days_from(start: date, step: timedelta) -> Iterator[date]:
    """Yield the days after the start, one step apart, without end."""
    return (start + step * number for number in count(1))
