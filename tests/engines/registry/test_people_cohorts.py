"""Cohorts: which grade they have reached on a day, and when they are through."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry import rules

STAGES = st.sampled_from(["kindergarten", "primary", "junior", "senior", "vocational", "special"])
SYSTEMS = st.sampled_from(["six_three", "five_four"])
YEARS = st.integers(2000, 2040)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(STAGES, SYSTEMS, YEARS, DAYS)
def test_the_grade_reached_is_the_grade_while_there_is_one_and_stays_within_the_stage(
    stage, system, year, on
):
    reached = rules.grade_reached(stage, system, year, on)

    grade = rules.grade_of(stage, system, year, on)
    assert reached == grade or grade is None
    assert rules.first_grade(stage, system) <= reached <= rules.last_grade(stage, system)


@given(STAGES, SYSTEMS, YEARS)
def test_a_cohort_is_through_on_the_day_after_its_last(stage, system, year):
    through = rules.first_day_of(rules.graduates_in(stage, system, year))

    assert through - timedelta(days=1) == rules.graduates_on(year, stage, system)
    assert rules.grade_of(stage, system, year, through) is None


@pytest.mark.parametrize(
    ("code", "system"),
    [("63", "six_three"), ("54", "five_four"), ("", "six_three"), ("five_four", "five_four")],
)
def test_a_system_is_known_by_its_short_code_too(code, system):
    assert rules.system_of(code) == system


@pytest.mark.parametrize("stage", ["higher", ""])
def test_a_stage_without_years_has_no_grade(stage):
    assert rules.grade_reached(stage, "six_three", 2018, date(2020, 9, 1)) is None


def test_a_new_cohort_is_named_by_its_year_and_in_schools_of_several_stages_by_its_stage():
    names = [rules.cohort_name("junior", 2022, with_stage=with_stage) for with_stage in (False, True)]

    assert names == ["2022级", "初中2022级"]
    assert rules.cohort_code("junior", 2022) == "J2022"
