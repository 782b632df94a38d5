"""Ages and the text of processing activities."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules.subjects import (
    FaultyProcessing,
    born_by,
    has_reached,
    read_processing,
    years_on,
)

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(DAYS, DAYS, st.integers(0, 20))
def test_who_is_born_by_the_day_is_as_old_as_that_and_nobody_else(birth_on, on, years):
    assert (birth_on <= born_by(years, on)) == (years_on(birth_on, on) >= years)


@given(DAYS, st.integers(1, 20))
def test_nobody_grows_younger(birth_on, years):
    ages = [years_on(birth_on, on) for on in (birth_on, date(2041, 1, 1), date(2041, 1, 2))]

    assert ages == sorted(ages)


def test_who_was_born_on_29_february_is_older_on_1_march():
    assert [years_on(date(2012, 2, 29), date(2026, month, day)) for month, day in ((2, 28), (3, 1))] == [
        13,
        14,
    ]


def test_of_whom_no_birthday_is_known_a_pupil_is_a_child_and_others_are_not():
    on = date(2026, 11, 1)

    assert not has_reached(14, birth_on=None, is_pupil=True, on=on)
    assert has_reached(14, birth_on=None, is_pupil=False, on=on)


def test_everything_that_is_wrong_is_said_at_once():
    text = "activities: [{code: x, version: '1', basis: WISH, tag: Z, whose: [cat], colour: red}]"

    with pytest.raises(FaultyProcessing) as refused:
        read_processing(text)

    said = str(refused.value)
    words = ("缺少title", "colour不认识", "basis应是", "核对情况应是", "whose应是", "version应是")
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("text", ["", "activities: 1", "{", "other: []"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(FaultyProcessing):
        read_processing(text)
