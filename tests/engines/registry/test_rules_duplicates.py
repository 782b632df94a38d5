"""Likeness of two records: what is certain, what is probable, and that twins stay two."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import Likeness, PersonSketch, id_card_check_digit, likeness

BORN = date(2012, 3, 15)
SCHOOL, NEAR, FAR = "370700.370705.S1.", "370700.370705.S2.", "370700.370724.S9."
CARD = ("id_card", "370705201203150012")
OTHER_CARD = ("id_card", "37070520120315002" + id_card_check_digit("37070520120315002"))
PUPIL = PersonSketch(name="王小明", birth_on=BORN, sex="1", school_path=SCHOOL)
SKETCHES = st.builds(
    PersonSketch,
    name=st.sampled_from(["王小明", "王晓明", "王小敏", "李娜", ""]),
    birth_on=st.sampled_from([BORN, date(2012, 3, 16), date(2013, 7, 1), None]),
    sex=st.sampled_from(["1", "2", "0", ""]),
    papers=st.frozensets(st.sampled_from([CARD, OTHER_CARD, ("passport", "E12345678")]), max_size=1),
    phones=st.frozensets(st.sampled_from(["13800002206", "13900001234"]), max_size=2),
    school_path=st.sampled_from([SCHOOL, NEAR, FAR, ""]),
    guardians=st.frozensets(st.sampled_from(["王强", "李梅"]), max_size=2),
)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (CARD, CARD),
        (CARD, ("pupil_number", f"G{CARD[1]}")),
        (
            ("id_card", "370705750615003"),
            ("id_card", "37070519750615003" + id_card_check_digit("37070519750615003")),
        ),
        (("passport", "E12345678"), ("passport", "E12345678")),
    ],
)
def test_a_paper_in_common_makes_it_certain_whatever_else_differs(mine, theirs):
    a = replace(PUPIL, papers=frozenset({mine}))
    b = PersonSketch(name="李娜", birth_on=date(1999, 1, 1), sex="2", papers=frozenset({theirs}))

    assert likeness(a, b) == Likeness(100, ["证件号码相同"])
    assert likeness(a, b).band == "certain"


def test_the_same_number_on_another_kind_of_paper_is_another_paper():
    a = replace(PUPIL, papers=frozenset({("passport", "12345678")}))
    b = PersonSketch(name="李娜", papers=frozenset({("taiwan_permit", "12345678")}))

    assert likeness(a, b) == Likeness(0, [])


@pytest.mark.parametrize(
    ("changes", "band", "reasons"),
    [
        ({}, "probable", ["姓名相同", "出生日期相同", "同一所学校"]),
        ({"school_path": NEAR}, "probable", ["姓名相同", "出生日期相同", "同一主管单位的学校"]),
        ({"school_path": FAR}, "possible", ["姓名相同", "出生日期相同"]),
        ({"name": "王 小明"}, "probable", ["姓名相同", "出生日期相同", "同一所学校"]),
        ({"name": "王晓明"}, "probable", ["姓名同音", "出生日期相同", "同一所学校"]),
        ({"name": "王小敏"}, "possible", ["姓名相近", "出生日期相同", "同一所学校"]),
        ({"name": "李娜"}, "unlikely", ["出生日期相同", "同一所学校"]),
        ({"birth_on": date(2012, 3, 16)}, "possible", ["姓名相同", "出生日期只差一位", "同一所学校"]),
        ({"birth_on": date(2013, 7, 1)}, "unlikely", ["姓名相同", "出生日期不同", "同一所学校"]),
        ({"birth_on": None}, "possible", ["姓名相同", "同一所学校"]),
        ({"sex": "2"}, "possible", ["姓名相同", "出生日期相同", "同一所学校", "性别不同"]),
        ({"sex": "0"}, "probable", ["姓名相同", "出生日期相同", "同一所学校"]),
    ],
)
def test_what_two_records_have_in_common_says_how_likely_they_are_one_person(changes, band, reasons):
    found = likeness(PUPIL, replace(PUPIL, **changes))

    assert (found.band, found.reasons) == (band, reasons)


def test_a_like_name_a_birth_date_and_a_guardians_telephone_make_it_possible():
    a = PersonSketch(name="王小明", birth_on=BORN, phones=frozenset({"13800002206"}))
    b = PersonSketch(name="王小敏", birth_on=BORN, phones=frozenset({"13800002206", "13900001234"}))

    found = likeness(a, b)

    assert (found.band, found.reasons) == ("possible", ["姓名相近", "出生日期相同", "电话相同"])


def test_month_and_day_changed_about_are_a_slip():
    a, b = replace(PUPIL, birth_on=date(2012, 3, 4)), replace(PUPIL, birth_on=date(2012, 4, 3))

    assert likeness(a, b).reasons == ["姓名相同", "出生日期只差一位", "同一所学校"]


def test_twins_are_never_probable():
    family = {"phones": frozenset({"13800002206"}), "guardians": frozenset({"王强", "李梅"})}
    a, b = replace(PUPIL, name="王子涵", **family), replace(PUPIL, name="王子轩", **family)

    assert likeness(a, b).band == "possible"


def test_two_identity_cards_keep_namesakes_apart():
    a, b = replace(PUPIL, papers=frozenset({CARD})), replace(PUPIL, papers=frozenset({OTHER_CARD}))

    assert likeness(a, b) == Likeness(49, ["姓名相同", "出生日期相同", "同一所学校", "身份证号不同"])


@given(a=SKETCHES, b=SKETCHES)
def test_likeness_is_mutual(a, b):
    assert likeness(a, b) == likeness(b, a)


@given(a=SKETCHES, b=SKETCHES)
def test_without_a_paper_in_common_nothing_is_certain(a, b):
    assert (likeness(a, b).score == 100) == bool(a.papers & b.papers)


@given(a=SKETCHES, b=SKETCHES, number=st.sampled_from(["13800002206", "13700001111"]))
def test_one_more_thing_in_common_never_makes_it_less_likely(a, b, number):
    before = likeness(a, b)

    after = likeness(replace(a, phones=a.phones | {number}), replace(b, phones=b.phones | {number}))

    assert after.score >= before.score


@given(SKETCHES)
def test_nothing_known_says_nothing(sketch):
    assert likeness(sketch, PersonSketch(name="")) == Likeness(0, [])
