"""When letters go out."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.messaging.enums import Timing
from yuandu.engines.messaging.rules import TRIES, due_at, next_try, usual_timing

ZONE = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def here(day, clock):
    return datetime.fromisoformat(f"2026-09-{day:02}T{clock}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (here(1, "06:59"), here(1, "07:00")),
        (here(1, "07:00"), here(1, "07:00")),
        (here(1, "20:59"), here(1, "20:59")),
        (here(1, "21:00"), here(2, "07:00")),
        (here(1, "00:00"), here(1, "07:00")),
    ],
)
def test_families_are_left_in_peace_between_nine_and_seven(at, due):
    assert due_at(at.astimezone(UTC), timing=Timing.NOW, is_family=True, zone=ZONE) == due


@given(moments)
def test_no_letter_reaches_a_family_at_night_and_none_is_early(at):
    due = due_at(at, timing=Timing.NOW, is_family=True, zone=ZONE)

    assert time(7) <= due.astimezone(ZONE).time() < time(21)
    assert timedelta() <= due - at <= timedelta(hours=10)


@given(moments, st.booleans())
def test_a_digest_comes_at_the_next_eight_o_clock(at, is_family):
    due = due_at(at, timing=Timing.DIGEST, is_family=is_family, zone=ZONE)

    assert due.astimezone(ZONE).time() == time(8)
    assert timedelta() < due - at <= timedelta(days=1)


@given(moments)
def test_who_works_gets_letters_at_once_where_that_is_wanted(at):
    assert due_at(at, timing=Timing.NOW, is_family=False, zone=ZONE) == at


@given(moments, st.booleans())
def test_never_is_never(at, is_family):
    assert due_at(at, timing=Timing.NEVER, is_family=is_family, zone=ZONE) is None


def test_families_hear_at_once_and_officers_in_the_morning():
    assert (usual_timing(is_family=True), usual_timing(is_family=False)) == (Timing.NOW, Timing.DIGEST)


def test_a_letter_is_tried_again_ever_later_and_given_up_in_the_end():
    at = here(1, "09:00")

    pauses = [next_try(at, tries=tries) for tries in range(1, TRIES + 1)]

    assert pauses == [at + timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 80)] + [None]
