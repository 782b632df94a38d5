"""Identity numbers, against the recursion of ISO 7064 instead of the weights, and against the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import (
    Fault,
    IdCardFacts,
    facts_of_id_card,
    faults_of_id_card,
    id_card_check_digit,
    is_id_card,
    upgrade_id_card,
)

AREAS = frozenset({"370702", "370705"})
DIGITS = st.text("0123456789", min_size=17, max_size=17)
DAYS = st.dates(date(1900, 1, 1), date(2026, 12, 31))


def check_by_recursion(first_17: str) -> str:
    """ISO 7064 pure system, recursive method: double the running sum, and end so that the total is 1."""
    running = 0
    for digit in first_17:
        running = (running + int(digit)) * 2 % 11
    return "0123456789X"[(1 - running) % 11]


def sentences(faults):
    return [(fault.severity, fault.sentence) for fault in faults]


@given(DIGITS)
def test_the_weights_give_the_check_digit_of_the_recursion(first_17):
    assert id_card_check_digit(first_17) == check_by_recursion(first_17)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "370705201203150012"])
def test_the_examples_of_the_standard_are_identity_numbers(number):
    assert is_id_card(number)


@pytest.mark.parametrize(
    "number", ["", "110105194912310021", "1101051949123100 X", "１１010519491231002X", "11010519491231002x"]
)
def test_what_is_not_an_identity_number_is_said_not_to_be(number):
    assert not is_id_card(number)


@given(first_17=DIGITS, place=st.integers(0, 16), step=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first_17, place, step):
    wrong = first_17[:place] + str((int(first_17[place]) + step) % 10) + first_17[place + 1 :]

    assert not is_id_card(wrong + id_card_check_digit(first_17))


@given(first_17=DIGITS, place=st.integers(0, 15))
def test_two_digits_changed_about_are_always_noticed(first_17, place):
    swapped = first_17[:place] + first_17[place + 1] + first_17[place] + first_17[place + 2 :]

    assert is_id_card(swapped + id_card_check_digit(first_17)) == (swapped == first_17)


@given(area=st.sampled_from(sorted(AREAS)), born=DAYS, sequence=st.integers(1, 999))
def test_the_number_says_birth_date_sex_and_area(area, born, sequence):
    first_17 = f"{area}{born:%Y%m%d}{sequence:03}"

    facts = facts_of_id_card(first_17 + check_by_recursion(first_17))

    assert facts == IdCardFacts(birth_on=born, sex=["2", "1"][sequence % 2], area=area)


@given(area=st.sampled_from(sorted(AREAS)), born=DAYS, sequence=st.integers(1, 999))
def test_a_good_number_has_no_faults_on_any_day_since_the_birth(area, born, sequence):
    first_17 = f"{area}{born:%Y%m%d}{sequence:03}"

    assert faults_of_id_card(first_17 + check_by_recursion(first_17), areas=AREAS, on=born) == []


@given(DIGITS)
def test_a_number_has_facts_exactly_when_it_has_no_error(first_17):
    number = first_17 + check_by_recursion(first_17)

    faults = faults_of_id_card(number, areas=AREAS)

    assert (facts_of_id_card(number) is None) == any(fault.severity == "error" for fault in faults)


def test_a_retired_area_code_is_a_warning_and_the_number_still_says_who():
    first_17 = "37072119750615003"  # 益都县, until 1986
    number = first_17 + check_by_recursion(first_17)

    faults = faults_of_id_card(number, areas=AREAS)

    assert sentences(faults) == [("warning", "身份证号前6位不是现行的区划代码，可能是旧代码，请核对。")]
    assert facts_of_id_card(number) == IdCardFacts(date(1975, 6, 15), "1", "370721")


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_the_prefixes_of_residence_permits_are_no_unknown_areas(prefix):
    first_17 = f"{prefix}20120315001"

    assert faults_of_id_card(first_17 + check_by_recursion(first_17), areas=AREAS) == []


def test_an_impossible_birth_date_is_an_error():
    first_17 = "37070520120231001"
    number = first_17 + check_by_recursion(first_17)

    assert faults_of_id_card(number, areas=AREAS) == [
        Fault("error", "身份证号里没有这个出生日期，请核对第7位到第14位。")
    ]
    assert facts_of_id_card(number) is None


def test_a_birth_date_to_come_is_an_error():
    on = date(2026, 9, 1)
    first_17 = f"370705{on + timedelta(days=1):%Y%m%d}001"

    faults = faults_of_id_card(first_17 + check_by_recursion(first_17), areas=AREAS, on=on)

    assert sentences(faults) == [("error", "身份证号里的出生日期还没有到，请核对第7位到第14位。")]


def test_a_wrong_check_digit_and_an_unknown_area_are_said_together():
    faults = faults_of_id_card("370772201203150011", areas=AREAS)

    assert sentences(faults) == [
        ("error", "身份证号的最后一位对不上，请逐位核对。"),
        ("warning", "身份证号前6位不是现行的区划代码，可能是旧代码，请核对。"),
    ]


@pytest.mark.parametrize("number", ["", "3707052012031500", "ABCDEF201203150012", "370705２01203150012"])
def test_a_text_of_another_form_is_told_the_form(number):
    faults = faults_of_id_card(number, areas=AREAS)

    assert sentences(faults) == [("error", "身份证号应是18位：前17位是数字，最后一位是数字或X。")]


@given(born=st.dates(date(1900, 1, 1), date(1999, 12, 31)), sequence=st.integers(1, 995))
def test_an_old_number_is_upgraded_to_the_same_person(born, sequence):
    old = f"370705{born:%y%m%d}{sequence:03}"

    new = upgrade_id_card(old)

    assert facts_of_id_card(new) == IdCardFacts(born, ["2", "1"][sequence % 2], "370705")


def test_the_sequences_kept_for_centenarians_are_of_the_century_before():
    assert facts_of_id_card(upgrade_id_card("370705880615996")).birth_on == date(1888, 6, 15)


def test_an_old_number_is_asked_to_be_written_anew():
    faults = faults_of_id_card("370705750615003", areas=AREAS)

    assert sentences(faults) == [("error", "这是15位旧身份证号，请改用18位身份证号。")]


@pytest.mark.parametrize("number", ["370705201203150012", "37070575061500X", ""])
def test_what_is_no_old_number_is_not_upgraded(number):
    assert upgrade_id_card(number) is None
