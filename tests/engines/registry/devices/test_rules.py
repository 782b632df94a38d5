"""Pictures to sign in by: how many there are, who is called what, which card is whose."""

from pathlib import Path
from random import Random
from re import findall

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import read_code_table
from yuandu.engines.registry.rules.pictures import LENGTH, called, cards_from, given_name, sequence_from

ROOT = Path(__file__).parents[4]
TABLE = read_code_table((ROOT / "yuandu/engines/registry/data/codes/sign_in_picture.yaml").read_text("utf-8"))
PICTURES = [code.code for code in TABLE.codes]


def test_every_picture_of_the_table_is_drawn_and_none_beside():
    drawn = findall(r'<symbol id="(\w+)"', (ROOT / "yuandu/kernel/static/ui/pictures.svg").read_text("utf-8"))

    assert sorted(drawn) == sorted(PICTURES)
    assert len(PICTURES) == 24


@given(seed=st.integers())
def test_a_key_is_three_different_pictures_in_order(seed):
    sequence = sequence_from(Random(seed), PICTURES)

    assert len(sequence) == len(set(sequence)) == LENGTH == 3
    assert set(sequence) <= set(PICTURES)


@given(
    seed=st.integers(),
    count=st.integers(0, 60),
    taken=st.lists(st.sampled_from(PICTURES), max_size=24, unique=True),
)
def test_no_name_card_is_used_again_before_all_others(seed, count, taken):
    cards = cards_from(Random(seed), PICTURES, taken=taken, count=count)

    times = {picture: [*taken, *cards].count(picture) for picture in PICTURES}
    assert len(cards) == count
    assert max(times.values()) - min(times.values()) <= 1


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("李小鸢", "小鸢"),
        ("李明", "李明"),
        ("欧阳明月", "明月"),
        ("欧阳月", "欧阳月"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("Anna Smith", "Anna"),
    ],
)
def test_a_card_says_what_a_class_calls_a_child(name, given):
    assert given_name(name) == given


def test_where_two_are_called_alike_the_cards_say_the_whole_names():
    assert called(["李小雨", "王小雨", "赵飞飞"]) == ["李小雨", "王小雨", "飞飞"]
