"""How long the rest takes, and what becomes of dead work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.jobs.rules import TRIES, Fate, fate_of, length_in_words, seconds_left

amounts = st.integers(1, 10**7)


@given(done=amounts, rest=amounts, seconds=st.floats(3, 10**6))
def test_the_rest_takes_its_share_of_the_time_so_far(done, rest, seconds):
    left = seconds_left(done=done, total=done + rest, seconds=seconds)

    assert left == pytest.approx(seconds * rest / done)


@pytest.mark.parametrize(
    ("done", "total", "seconds"), [(0, 10, 60), (5, None, 60), (5, 0, 60), (1, 10, 2.9), (11, 10, 60)]
)
def test_nobody_guesses_from_nothing(done, total, seconds):
    assert seconds_left(done=done, total=total, seconds=seconds) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "1秒"),
        (39.2, "40秒"),
        (60, "1分钟"),
        (61, "2分钟"),
        (3600, "1小时0分"),
        (7500, "2小时5分"),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds, words):
    assert length_in_words(seconds) == words


def test_work_is_resumed_three_times_and_then_given_up():
    fates = [fate_of(tries=tries, is_cancelling=False) for tries in range(1, TRIES + 1)]

    assert fates == [Fate.RESUME, Fate.RESUME, Fate.RESUME, Fate.GIVE_UP]


def test_work_that_was_being_cancelled_is_cancelled():
    assert fate_of(tries=1, is_cancelling=True) is Fate.CANCEL
