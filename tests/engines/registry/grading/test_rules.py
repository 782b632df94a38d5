"""Grades and masks: who sees a field whole, and what is left of it for the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import (
    FaultyGrades,
    FieldGrade,
    Nearness,
    grade_on,
    highest,
    is_child,
    is_shown,
    masked,
    read_grades,
)

HEADING = """
name: registry
version: "1"
tag: D
valid_from: 2020-09-01
source: ours
child: {under: 14, grade: L4, tag: M, source: 个人信息保护法第二十八条}
models:
"""
TEXT = HEADING + (
    "  registry.Person:\n"
    "    machinery: [id]\n"
    "    phone: {grade: L3, kind: communication, mask: number, near: purpose, opens: contact}\n"
)
FIELDS = st.builds(
    FieldGrade,
    field=st.just("registry.Person.phone"),
    grade=st.sampled_from(["L1", "L2", "L3", "L4"]),
    kind=st.just("communication"),
    mask=st.just("number"),
    near=st.sampled_from(["everyone", "school", "purpose", "nobody"]),
    staff=st.sampled_from(["", "everyone", "school", "purpose"]),
    opens=st.sampled_from(["name", "contact"]),
)


def test_an_edition_says_what_holds_for_each_field():
    edition = read_grades(TEXT)

    assert edition.fields == {
        "registry.Person.id": FieldGrade(field="registry.Person.id", grade="L2", kind="machinery"),
        "registry.Person.phone": FieldGrade(
            field="registry.Person.phone",
            grade="L3",
            kind="communication",
            mask="number",
            near="purpose",
            opens="contact",
        ),
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{grade: L5, kind: basic}", "a.B.c的grade不对，请核对。"),
        ("{grade: L3, kind: basic, mask: star}", "a.B.c的mask不对，请核对。"),
        ("{grade: L3}", "a.B.c缺少kind，请补上。"),
        (
            "{grade: L3, kind: basic, mask: name, near: purpose}",
            "a.B.c要说明用途才能看，请写明由哪一组打开。",
        ),
        ("{grade: L3, kind: basic, near: school}", "a.B.c不是人人能看，请写明怎样遮盖。"),
        ("{grade: L3, kind: basic, colour: red}", "a.B.c里的colour不认识，请删去或改名。"),
    ],
)
def test_a_faulty_edition_is_refused_with_what_is_wrong(line, sentence):
    with pytest.raises(FaultyGrades) as refused:
        read_grades(f"{HEADING}  a.B:\n    c: {line}\n")

    assert str(refused.value) == sentence


@given(field=FIELDS, staff=st.booleans(), opened=st.sets(st.sampled_from(["name", "contact"])))
def test_who_is_nearer_never_sees_less(field, staff, opened):
    seen = [is_shown(field, nearness=near, is_staff=staff, opened=opened) for near in sorted(Nearness)]

    assert seen == sorted(seen)


@given(field=FIELDS, near=st.sampled_from(list(Nearness)), staff=st.booleans())
def test_a_purpose_never_takes_sight_away_and_opens_its_own_group_alone(field, near, staff):
    before = is_shown(field, nearness=near, is_staff=staff)
    other = ({"name", "contact"} - {field.opens}).pop()

    assert before <= is_shown(field, nearness=near, is_staff=staff, opened={field.opens})
    assert before == is_shown(field, nearness=near, is_staff=staff, opened={other})


@given(birth=st.dates(date(1900, 1, 1), date(2100, 1, 1)), on=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_somebody_is_a_child_until_the_birthday_and_never_again(birth, on):
    later = date(on.year + 1, on.month, 28)

    assert not (is_child(birth, on=later, under=14) and not is_child(birth, on=on, under=14))


@pytest.mark.parametrize(
    ("birth", "is_pupil", "grade"),
    [
        (date(2008, 12, 2), True, "L4"),
        (date(2008, 12, 1), True, "L3"),
        (None, True, "L4"),
        (None, False, "L3"),
        (date(1980, 1, 1), False, "L3"),
    ],
)
def test_what_is_personal_of_a_child_is_sensitive(birth, is_pupil, grade):
    edition = read_grades(TEXT)
    phone, own = (edition.fields[f"registry.Person.{name}"] for name in ("phone", "id"))
    said = {"birth_on": birth, "is_pupil": is_pupil, "on": date(2022, 12, 1)}

    assert grade_on(phone, edition, **said) == grade
    assert grade_on(own, edition, **said) == "L2"


@given(st.lists(st.sampled_from(["L1", "L2", "L3", "L4"]), min_size=1))
def test_the_highest_grade_rules(grades):
    assert highest(grades) == sorted(grades)[-1]


@pytest.mark.parametrize(
    ("value", "mask", "shown"),
    [
        ("李知远", "name", "李**"),
        ("370705201203150012", "number", "370705********0012"),
        ("13800001234", "number", "138****1234"),
        ("wang@example.com", "mail", "w***@example.com"),
        (date(2012, 3, 15), "day", "2012年**月**日"),
        ("01", "hidden", "**"),
        ("女", "none", "女"),
        ("", "number", ""),
        (None, "day", ""),
    ],
)
def test_a_mask_leaves_as_much_as_tells_one_from_another(value, mask, shown):
    assert masked(value, mask) == shown


@given(st.text(min_size=1), st.sampled_from(["name", "mail", "hidden"]))
def test_no_mask_shows_a_longer_value_whole(value, mask):
    said = f"{value}@{value}.cn" if mask == "mail" else value

    assert masked(said, mask) != said or len(said) == 1 or said.strip("*") == said[:0]
