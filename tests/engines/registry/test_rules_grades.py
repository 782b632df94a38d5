"""Grades, against walking through the years one by one."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry import rules
from yuandu.engines.registry.rules import (
    cohort_label,
    entry_year_of,
    first_grade,
    grade_label,
    grade_of,
    graduates_on,
    last_grade,
    read_code_table,
    school_year,
    years_of,
)
from yuandu.engines.registry.rules.grades import GRADES

CODES = Path(rules.__file__).parents[1] / "data/codes"
STAGES = st.sampled_from(sorted(GRADES))
YEARS = st.integers(1990, 2030)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


def shipped(name):
    return read_code_table((CODES / f"{name}.yaml").read_text(encoding="utf-8")).codes


def test_the_years_are_those_of_the_shipped_table_of_stages():
    years = {
        (stage.code, system): number
        for stage in shipped("stage")
        for system, number in stage.extra.get("years", {}).items()
    }

    assert {key: years_of(*key) for key in GRADES} == years


def test_the_grades_are_those_of_the_shipped_table_of_grades():
    numbers = {}
    for grade in shipped("grade"):
        for system, number in grade.extra["grade_no"].items():
            numbers.setdefault((grade.extra["stage"], system), []).append(number)

    assert {key: list(range(first_grade(*key), last_grade(*key) + 1)) for key in GRADES} == numbers


def test_both_systems_make_nine_years_of_compulsory_school():
    for system in ("six_three", "five_four"):
        assert last_grade("primary", system) + 1 == first_grade("junior", system)
        assert last_grade("junior", system) == 9


@given(stage=STAGES, entered=YEARS, month=st.integers(2, 9))
def test_one_goes_up_a_grade_each_year_until_one_graduates(stage, entered, month):
    grades = [
        grade_of(*stage, entered, date(entered + passed, month, 1), first_month=month)
        for passed in range(-1, 10)
    ]

    years = years_of(*stage)
    assert grades == [None, *range(first_grade(*stage), last_grade(*stage) + 1)] + [None] * (10 - years)


@given(stage=STAGES, entered=YEARS)
def test_the_day_after_the_last_one_there_is_no_grade(stage, entered):
    last = graduates_on(entered, *stage)

    assert grade_of(*stage, entered, last) == last_grade(*stage)
    assert grade_of(*stage, entered, last + timedelta(days=1)) is None


@given(stage=STAGES, entered=YEARS, on=DAYS)
def test_from_the_grade_one_finds_the_year_of_entry(stage, entered, on):
    grade = grade_of(*stage, entered, on)

    assert grade is None or entry_year_of(*stage, grade, on) == entered


@given(DAYS)
def test_a_school_year_holds_the_days_from_september_to_august(on):
    begun = school_year(on)

    assert date(begun, 9, 1) <= on < date(begun + 1, 9, 1)


def test_a_grade_that_the_stage_has_not_has_no_year_of_entry():
    assert entry_year_of("primary", "five_four", 6, date(2026, 11, 1)) is None


def test_those_who_entered_in_2018_are_told_apart_by_their_system():
    on = date(2023, 10, 1)

    assert grade_of("primary", "six_three", 2018, on) == 6
    assert grade_of("primary", "five_four", 2018, on) is None
    assert grade_of("junior", "five_four", 2023, on) == 6


def test_a_stage_without_fixed_years_is_refused():
    with pytest.raises(KeyError):
        years_of("higher")


@pytest.mark.parametrize(
    ("stage", "numbers", "labels"),
    [
        ("kindergarten", range(0, 5), ["—", "小班", "中班", "大班", "—"]),
        ("primary", range(0, 8), ["—", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "—"]),
        ("junior", range(5, 11), ["—", "六年级", "七年级", "八年级", "九年级", "—"]),
        ("senior", range(9, 14), ["—", "高一", "高二", "高三", "—"]),
        ("vocational", range(10, 13), ["中职一年级", "中职二年级", "中职三年级"]),
        ("special", [1, 9, 10], ["一年级", "九年级", "—"]),
        ("higher", [1], ["—"]),
    ],
)
def test_a_grade_is_called_as_people_in_shandong_call_it(stage, numbers, labels):
    assert [grade_label(stage, number) for number in numbers] == labels


def test_a_grade_has_an_english_label():
    labels = [
        grade_label(stage, number, "en")
        for stage, number in [
            ("kindergarten", 1),
            ("primary", 3),
            ("junior", 7),
            ("senior", 10),
            ("vocational", 12),
        ]
    ]

    assert labels == ["Lower class", "Grade 3", "Grade 7", "Senior 1", "Vocational 3"]


def test_a_cohort_is_called_by_its_year():
    assert [cohort_label(2018), cohort_label(2018, "en-gb")] == ["2018级", "2018 intake"]
