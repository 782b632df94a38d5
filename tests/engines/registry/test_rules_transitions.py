"""Lawful changes of a pupil's 学籍: the whole table of what may happen in which state."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import (
    PupilRules,
    is_dropout_alert,
    last_grade,
    refusal_of,
    state_after,
    suspended_until,
    transfer_step_due_on,
)

STATES = ["enrolled", "suspended", "graduated", "left"]
CHANGES = ["transfer", "suspend", "extend", "resume", "graduate", "leave"]
AUTUMN, SPRING = date(2026, 11, 24), date(2027, 3, 15)
BEIJING = PupilRules(forbids_transfer_in_first_term=True, forbids_transfer_in_final_year=True)


def refused(change, *, state="enrolled", stage="junior", grade=8, on=AUTUMN, **more):
    return refusal_of(change, state=state, stage=stage, grade=grade, on=on, **more)


def test_what_may_happen_to_a_pupil_depends_on_the_state():
    lawful = {
        state: [
            change for change in CHANGES if refused(change, state=state, grade=9, reason="abroad") is None
        ]
        for state in STATES
    }

    assert lawful == {
        "enrolled": ["transfer", "suspend", "graduate", "leave"],
        "suspended": ["extend", "resume", "leave"],
        "graduated": [],
        "left": [],
    }


def test_a_change_leads_to_its_state():
    assert [state_after(change) for change in CHANGES] == [
        "enrolled",
        "suspended",
        "suspended",
        "enrolled",
        "graduated",
        "left",
    ]


def test_a_refusal_says_what_to_do_next():
    assert refused("transfer", state="suspended") == "休学期间不能转学，请先办理复学。"
    assert refused("transfer", is_disciplined=True) == "受处分期间不能转学，请在处分解除后再办理。"
    assert refused("graduate") == "学生还没有读到毕业年级，不能办理毕业。"


def test_a_suspended_pupil_under_discipline_is_told_to_resume_first():
    assert refused("transfer", state="suspended", is_disciplined=True) == "休学期间不能转学，请先办理复学。"


@pytest.mark.parametrize(("renewals", "lawful"), [(0, True), (1, False), (2, False)])
def test_a_suspension_is_extended_once(renewals, lawful):
    assert (refused("extend", state="suspended", renewals=renewals) is None) == lawful


@pytest.mark.parametrize("grade", [7, 8, 9])
@pytest.mark.parametrize("on", [AUTUMN, SPRING])
def test_the_standard_rules_let_pupils_move_in_any_grade_and_term(grade, on):
    assert refused("transfer", grade=grade, on=on) is None


@pytest.mark.parametrize(
    ("grade", "on", "lawful"),
    [
        (7, AUTUMN, False),
        (7, date(2027, 1, 10), False),
        (7, SPRING, True),
        (8, AUTUMN, True),
        (9, SPRING, False),
    ],
)
def test_a_city_may_forbid_moving_in_the_first_term_and_the_final_year(grade, on, lawful):
    assert (refused("transfer", grade=grade, on=on, rules=BEIJING) is None) == lawful


def test_in_five_four_schools_the_first_grade_of_junior_is_the_sixth():
    assert refused("transfer", grade=6, system="five_four", rules=BEIJING) is not None
    assert refused("transfer", grade=7, system="five_four", rules=BEIJING) is None


@pytest.mark.parametrize(
    ("stage", "reason", "lawful"),
    [
        ("primary", "", False),
        ("junior", "working", False),
        ("junior", "abroad", True),
        ("special", "deceased", True),
        ("senior", "", True),
        ("kindergarten", "", True),
    ],
)
def test_nobody_leaves_compulsory_school_for_good(stage, reason, lawful):
    assert (refused("leave", stage=stage, grade=1, reason=reason) is None) == lawful


@given(
    change=st.sampled_from(CHANGES),
    state=st.sampled_from(STATES),
    stage=st.sampled_from(["primary", "junior", "senior"]),
    grade=st.integers(1, 12),
    on=st.dates(date(2019, 1, 1), date(2030, 1, 1)),
    is_disciplined=st.booleans(),
)
def test_a_stricter_city_never_allows_what_the_standard_refuses(
    change, state, stage, grade, on, is_disciplined
):
    facts = {"state": state, "stage": stage, "grade": grade, "on": on, "is_disciplined": is_disciplined}

    standard, stricter = refused(change, **facts), refused(change, **facts, rules=BEIJING)

    assert standard is None or stricter is not None


@given(
    changes=st.lists(st.sampled_from(CHANGES), max_size=12),
    stage=st.sampled_from(["primary", "junior", "senior"]),
)
def test_no_lawful_course_leads_on_from_graduation_or_leaving(changes, stage):
    state, course = "enrolled", []
    for change in changes:
        if refused(change, state=state, stage=stage, grade=last_grade(stage), reason="abroad") is None:
            state = state_after(change)
            course.append(state)

    ends = [place for place, reached in enumerate(course) if reached in ("graduated", "left")]
    assert ends in ([], [len(course) - 1])


@given(begun=st.dates(date(2000, 1, 1), date(2050, 12, 31)), renewals=st.integers(0, 1))
def test_a_suspension_lasts_a_year_each_time(begun, renewals):
    ends = suspended_until(begun, renewals=renewals)

    assert timedelta(days=364) * (renewals + 1) < ends - begun <= timedelta(days=366) * (renewals + 1)
    assert (ends.month, ends.day) == (begun.month, min(begun.day, 28) if begun.month == 2 else begun.day)


def test_each_side_of_a_transfer_has_ten_working_days():
    assert transfer_step_due_on(date(2026, 11, 2), {}) == date(2026, 11, 16)


def test_four_weeks_of_absence_are_an_alert():
    assert [is_dropout_alert(absent_weeks=weeks) for weeks in (0, 3, 4, 9)] == [False, False, True, True]
