"""Numbers of institutions, pupils, other papers and telephones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import (
    faults_of_paper,
    faults_of_pupil_number,
    id_card_check_digit,
    is_birth_certificate,
    is_chinese_passport,
    is_foreigner_residence,
    is_hkm_permit,
    is_institution_code,
    is_landline,
    is_mobile,
    is_passport,
    is_pupil_number,
    is_residence_hkmt,
    is_taiwan_permit,
    is_uscc,
    may_become,
    normalise,
    pupil_number_from_id_card,
    pupil_number_kind,
    uscc_check_digit,
    without_country_code,
)

USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_17 = st.builds(
    lambda head, area, body: head + area + body,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
SAMPLE = "370705201203150012"
NO_AREAS = frozenset()


def said(faults):
    return [fault.severity for fault in faults]


@given(USCC_17)
def test_the_check_character_is_that_of_the_table_of_weights(first_17):
    total = sum(
        ALPHABET.index(character) * weight for character, weight in zip(first_17, USCC_WEIGHTS, strict=True)
    )

    assert uscc_check_digit(first_17) == ALPHABET[(31 - total % 31) % 31]


@given(USCC_17)
def test_exactly_one_last_character_makes_a_credit_code(first_17):
    good = [character for character in ALPHABET if is_uscc(first_17 + character)]

    assert good == [uscc_check_digit(first_17)]


@given(first_17=USCC_17, place=st.integers(8, 16), step=st.integers(1, 30))
def test_one_wrong_character_is_always_noticed(first_17, place, step):
    wrong = ALPHABET[(ALPHABET.index(first_17[place]) + step) % 31]

    assert not is_uscc(first_17[:place] + wrong + first_17[place + 1 :] + uscc_check_digit(first_17))


def test_the_sample_is_a_credit_code():
    assert is_uscc("12370700MB28567892")


@pytest.mark.parametrize(
    "number", ["", "12370700MB28567893", "12370700MB2856789", "1237070OMB28567892", "中" * 18]
)
def test_what_is_no_credit_code_is_said_not_to_be(number):
    assert not is_uscc(number)


def test_a_university_and_a_primary_school_have_institution_codes():
    assert [is_institution_code(number) for number in ("4137010445", "2137000123")] == [True, True]


@pytest.mark.parametrize("number", ["413701044", "41370104455", "4199010445", "X137010445", ""])
def test_what_is_no_institution_code_is_said_not_to_be(number):
    assert not is_institution_code(number)


def test_the_kind_in_an_institution_code_may_be_asked_to_be_known():
    assert [is_institution_code(number, kinds={"21", "41"}) for number in ("4137010445", "9937010445")] == [
        True,
        False,
    ]


@given(born=DAYS, sequence=st.integers(1, 999))
def test_a_pupil_with_an_identity_card_has_a_g_number(born, sequence):
    first_17 = f"370705{born:%Y%m%d}{sequence:03}"
    card = first_17 + id_card_check_digit(first_17)

    number = pupil_number_from_id_card(card)

    assert pupil_number_kind(number) == "G"
    assert faults_of_pupil_number(number, id_card=card) == []


@given(born=DAYS, rest=st.integers(0, 9999), letter=st.sampled_from("JL"))
def test_a_pupil_without_a_card_has_a_j_or_an_l_number(born, rest, letter):
    assert pupil_number_kind(f"{letter}370705{born:%Y%m%d}{rest:04}") == letter


@pytest.mark.parametrize(
    "number",
    [
        "",
        SAMPLE,
        f"X{SAMPLE}",
        "G370705201203150011",
        "J370705201202310012",
        "L37070520120315001X",
        "g370705201203150012",
    ],
)
def test_what_is_no_pupil_number_is_said_not_to_be(number):
    assert not is_pupil_number(number)
    assert said(faults_of_pupil_number(number)) == ["error"]


def test_a_number_that_disagrees_with_the_card_is_an_error():
    faults = faults_of_pupil_number(f"G{SAMPLE}", id_card="11010519491231002X")

    assert [fault.sentence for fault in faults] == ["G开头的学籍号应是G加身份证号，两个号码不一致，请核对。"]


def test_a_wrong_last_character_of_a_j_number_is_a_warning():
    assert said(faults_of_pupil_number("J370705201203150011")) == ["warning"]


def test_a_temporary_number_beside_a_card_is_a_warning():
    assert said(faults_of_pupil_number("L370705201203150011", id_card=SAMPLE)) == ["warning"]


def test_a_number_passes_from_l_to_g_or_j_and_from_j_to_g_and_no_other_way():
    changes = [old + new for old in "GJL" for new in "GJL" if may_become(old, new)]

    assert changes == ["JG", "LG", "LJ"]


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        (
            is_passport,
            ["E12345678", "X1234567", "123456789"],
            ["", "ABCDEFGH", "E1234", "E 12345678", "e12345678"],
        ),
        (
            is_chinese_passport,
            ["E12345678", "G12345678", "EA1234567", "SE1234567"],
            ["EI1234567", "X12345678"],
        ),
        (is_hkm_permit, ["H12345678", "M1234567801"], ["H1234567", "A12345678", "H123456789"]),
        (is_taiwan_permit, ["12345678", "1234567890A", "1234567890"], ["1234567", "A1234567", "123456789"]),
        (is_birth_certificate, ["Q370123456"], ["Q37012345", "1370123456", "Q3701234567"]),
        (
            is_foreigner_residence,
            ["911840199001010010", "CAN110080010101"],
            ["811840199001010010", "CAN11008"],
        ),
        (is_residence_hkmt, ["81000020120315001X"], [SAMPLE, "810000201203150011"]),
        (is_mobile, ["13800002206", "19912345678"], ["12800002206", "1380000220", "+8613800002206", ""]),
        (
            is_landline,
            ["0536-8791234", "05368791234", "010-12345678-801"],
            ["8791234", "0536-879123", "0536--8791234"],
        ),
    ],
)
def test_a_paper_is_known_by_its_shape(question, good, bad):
    assert [number for number in good + bad if question(number)] == good


@given(st.text())
def test_a_number_written_plainly_is_not_changed_again(text):
    assert normalise(normalise(text)) == normalise(text)


def test_a_number_typed_in_any_way_becomes_the_same_number():
    typed = [
        "37070520120315001x",
        "３７０７０５２０１２０３１５００１Ｘ",
        " 370705 20120315 001x",
        "370705\u300020120315001ｘ",
    ]

    assert {normalise(number) for number in typed} == {"37070520120315001X"}


def test_a_country_code_is_taken_off_a_telephone_number():
    typed = ["+86 138 0000 2206", "0086-13800002206", "13800002206"]

    assert {without_country_code(normalise(number)) for number in typed} == {"13800002206"}


def test_a_landline_that_begins_like_a_country_code_is_kept():
    assert without_country_code("0536-8791234") == "0536-8791234"


@pytest.mark.parametrize(
    ("kind", "number", "severities"),
    [
        ("id_card", SAMPLE, ["warning"]),
        ("pupil_number", f"G{SAMPLE}", []),
        ("passport", "E12345678", []),
        ("passport", "护照", ["error"]),
        ("hkm_permit", "12345678", ["error"]),
        ("household_register", "任何号码", []),
        ("household_register", "", ["error"]),
    ],
)
def test_a_paper_is_judged_by_its_kind(kind, number, severities):
    assert said(faults_of_paper(kind, number, areas=NO_AREAS)) == severities
