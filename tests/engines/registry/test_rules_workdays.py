"""Working days, against counting them one by one and against the package that knows the notices."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry import rules
from yuandu.engines.registry.rules import (
    FaultyCalendar,
    add_workdays,
    is_workday,
    kinds_of,
    read_calendar,
    workday_from,
    workdays_between,
)

TEXT = (Path(rules.__file__).parents[1] / "data/calendar.yaml").read_text(encoding="utf-8")
SHIPPED = read_calendar(TEXT)
CALENDAR = kinds_of(SHIPPED)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
SPANS = st.integers(0, 120)


def days_after(start, end):
    return [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]


def test_the_shipped_calendar_is_that_of_the_notices_of_eight_years():
    day = date(2018, 12, 29)
    wrong = []

    while day.year < 2027:
        if is_workday(day, CALENDAR) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []
    assert {day.year for day in SHIPPED.values()} == set(range(2019, 2027))


def test_a_day_says_its_notice():
    day = SHIPPED[date(2026, 2, 17)]

    assert (day.name, day.name_en, day.is_workday) == ("春节", "Spring Festival", False)
    assert day.source == "《国务院办公厅关于2026年部分节假日安排的通知》国办发明电〔2025〕7号"


def test_a_promise_of_ten_working_days_before_national_day_ends_after_it():
    # 18 September 2026 is a Friday; then 20 to 24 and 28 to 30 September are worked, and 8 and 9 October
    assert add_workdays(date(2026, 9, 18), 10, CALENDAR) == date(2026, 10, 9)


def test_without_a_calendar_people_work_from_monday_to_friday():
    monday = date(2026, 10, 5)

    assert [is_workday(monday + timedelta(days=number), {}) for number in range(7)] == [True] * 5 + [
        False
    ] * 2


@given(start=DAYS, end=DAYS)
def test_the_days_between_are_counted_as_one_counts_them(start, end):
    first, last = sorted([start, end])

    number = workdays_between(first, last, CALENDAR)

    assert number == len([day for day in days_after(first, last) if chinese_calendar.is_workday(day)])


@given(a=DAYS, b=DAYS, c=DAYS)
def test_the_way_over_a_third_day_is_as_long(a, b, c):
    over = workdays_between(a, b, CALENDAR) + workdays_between(b, c, CALENDAR)

    assert over == workdays_between(a, c, CALENDAR)


@given(start=DAYS, number=SPANS)
def test_after_so_many_working_days_so_many_lie_between(start, number):
    assert workdays_between(start, add_workdays(start, number, CALENDAR), CALENDAR) == number


@given(start=DAYS, number=st.integers(1, 120))
def test_a_term_in_working_days_ends_on_one(start, number):
    assert is_workday(add_workdays(start, number, CALENDAR), CALENDAR)


@given(start=DAYS, number=st.integers(1, 120))
def test_from_a_working_day_the_way_back_leads_to_it(start, number):
    start = workday_from(start, CALENDAR)

    assert add_workdays(add_workdays(start, number, CALENDAR), -number, CALENDAR) == start


@given(start=DAYS, first=SPANS, second=SPANS)
def test_two_terms_one_after_the_other_are_one(start, first, second):
    step_by_step = add_workdays(add_workdays(start, first, CALENDAR), second, CALENDAR)

    assert step_by_step == add_workdays(start, first + second, CALENDAR)


@given(DAYS)
def test_a_term_that_ends_on_a_holiday_ends_on_the_next_working_day(day):
    moved = workday_from(day, CALENDAR)

    rests = [is_workday(between, CALENDAR) for between in [day, *days_after(day, moved)][:-1]]
    assert is_workday(moved, CALENDAR)
    assert not any(rests)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("workdays: [2026-01-04,", "workdays: [2026-01-02, 2026-01-04,", "2026-01-02出现了两次，只留一个。"),
        ("workdays: [2026-01-04,", "workdays: [2026-03-04,", "2026-03-04不是周末，不用写成调休上班。"),
        ("  - year: 2026", "  - yeer: 2026", "日历读不出来，请对照样例检查每年的节假日和上班日。"),
        ("workdays: [2026-01-04,", "workdays: [soon,", "日历读不出来，请对照样例检查每年的节假日和上班日。"),
        ("from: 2026-01-01,", "from: 2026-01-05,", "日历读不出来，请对照样例检查每年的节假日和上班日。"),
        ("from: 2026-01-01,", "from: 1,", "日历读不出来，请对照样例检查每年的节假日和上班日。"),
    ],
)
def test_a_fault_of_a_calendar_is_named(old, new, sentence):
    assert TEXT.count(old) == 1

    with pytest.raises(FaultyCalendar) as refusal:
        read_calendar(TEXT.replace(old, new))

    assert sentence in str(refusal.value).splitlines()


@pytest.mark.parametrize("text", ["", "[", "years: 3", "{}"])
def test_a_text_that_is_no_calendar_is_told_so(text):
    with pytest.raises(FaultyCalendar):
        read_calendar(text)
