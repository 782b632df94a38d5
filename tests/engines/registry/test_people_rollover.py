"""A school year begins: final cohorts graduate, new ones are opened, the others are a grade older."""

from datetime import date

import pytest

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Organisation, Person, Post
from yuandu.engines.registry.queries import held_on, states_on
from yuandu.engines.registry.rules import grade_label, grade_of
from yuandu.engines.registry.services import people

SEPTEMBER = date(2022, 9, 1)
AUGUST = date(2022, 8, 31)


@pytest.fixture
def final_year(city):
    """Two classes of 2016级 with a teacher, two pupils in the first and a suspended one in the second."""

    def opened(name, code, parent, level):
        return registry.open_organisation(
            name=name,
            code=code,
            parent=parent,
            level=level,
            stage="primary",
            system="six_three",
            entry_year=2016,
            on=ON,
            by=None,
            at=AT,
        )

    cohort = opened("2016级", "G2016", city["一小"], "grade")
    classes = [opened(f"2016级{number}班", f"C{number}", cohort, "class") for number in (1, 2)]
    held = [(0, "张三", "pupil"), (0, "李四", "pupil"), (0, "王老师", "class_teacher")]
    for place, name, kind in [*held, (1, "赵六", "pupil_suspended")]:
        post = {"kind": kind, "from_on": ON}
        people.add_person(name=name, place=classes[place], post=post, by=None, at=AT)
    return classes


@pytest.fixture
def going_on(city):
    """A pupil of 2018级."""
    post = {"kind": "pupil", "from_on": ON}
    return people.add_person(name="孙七", place=city["2018级1班"], post=post, by=None, at=AT)


def roll_over(place, *, classes):
    wanted = {f"{place.pk}-primary": classes}
    return people.roll_over(place=place, year=2022, classes=wanted, by=None, at=AT)


def names_on(on):
    return sorted(Post.objects.filter(held_on(on)).values_list("person__name", flat=True))


def open_below(place, on):
    states = states_on(on).filter(path__startswith=place.path, level__in=("grade", "class"))
    return list(states.order_by("path").values_list("name", flat=True))


def test_a_preview_says_who_graduates_who_cannot_and_what_opens(city, final_year, going_on):
    preview = people.preview_rollover(place=city["奎文区"], year=2022)

    strands = [
        (
            one.parent.name,
            one.stage,
            len(one.finishing),
            one.going_on,
            one.graduates,
            one.suspended,
            one.proposed,
        )
        for one in preview.strands
    ]
    assert strands == [("一小", "primary", 2, 1, 2, 1, 1)]
    assert Organisation.objects.filter(closed_on=None, entry_year=2016).count() == 3


def test_the_final_year_graduates_and_its_empty_class_closes(city, final_year, going_on):
    counts = roll_over(city["一小"], classes=0)

    assert counts == {"graduated": 2, "closed": 1, "opened": 0, "suspended": 1}
    assert names_on(AUGUST) == ["孙七", "张三", "李四", "王老师", "赵六"]
    assert names_on(SEPTEMBER) == ["孙七", "赵六"]
    assert open_below(city["一小"], AUGUST) == ["2016级", "2016级1班", "2016级2班", "2018级", "2018级1班"]
    assert open_below(city["一小"], SEPTEMBER) == ["2016级", "2016级2班", "2018级", "2018级1班"]
    endings = Post.objects.exclude(ending="").values_list("person__name", "ending").order_by("person__name")
    assert sorted(endings) == [("张三", "graduated"), ("李四", "graduated"), ("王老师", "class_closed")]


def test_new_classes_open_with_the_year(city, going_on):
    roll_over(city["一小"], classes=3)

    grade = Organisation.objects.get(level="grade", entry_year=2022)
    classes = Organisation.objects.filter(parent=grade).order_by("path")
    assert (grade.name, grade.path, grade.opened_on) == ("2022级", f"{city['一小'].path}P2022.", SEPTEMBER)
    assert [(one.name, one.school, one.unit, one.initials) for one in classes] == [
        (f"2022级{number}班", city["一小"], city["奎文区"], f"2022j{number}b") for number in (1, 2, 3)
    ]
    assert open_below(city["一小"], SEPTEMBER)[-4:] == ["2022级", "2022级1班", "2022级2班", "2022级3班"]


def test_those_who_go_on_stay_in_their_class_and_are_a_grade_older(city, going_on):
    roll_over(city["一小"], classes=1)

    place = Post.objects.get(person=going_on).organisation
    labels = [
        grade_label(place.stage, grade_of(place.stage, "six_three", place.entry_year, on))
        for on in (AUGUST, SEPTEMBER)
    ]
    assert (place, labels) == (city["2018级1班"], ["四年级", "五年级"])


def test_a_whole_county_leaves_its_neighbour_alone_and_one_fact(city, final_year, going_on):
    roll_over(city["潍城区"], classes=1)
    untouched = names_on(SEPTEMBER)

    roll_over(city["奎文区"], classes=1)

    facts = activity.facts_about(f"registry.Organisation:{city['奎文区'].pk}").filter(
        verb="registry.rolled_over"
    )
    assert untouched == ["孙七", "张三", "李四", "王老师", "赵六"]
    assert [fact.data for fact in facts] == [
        {"year": 2022, "graduated": 2, "closed": 1, "opened": 0, "suspended": 1}
    ]


def test_a_second_time_changes_nothing_and_leaves_no_fact(city, final_year, going_on, person):
    roll_over(city["一小"], classes=1)

    again = roll_over(city["一小"], classes=1)

    facts = activity.facts_about(f"registry.Organisation:{city['一小'].pk}").filter(
        verb="registry.rolled_over"
    )
    assert again == {"graduated": 0, "closed": 0, "opened": 0, "suspended": 1}
    assert facts.count() == 1


def test_a_school_of_two_stages_names_its_cohorts_by_stage(city):
    Organisation.objects.filter(pk=city["一小"].pk).update(kind="312")
    wanted = {f"{city['一小'].pk}-{stage}": 1 for stage in ("primary", "junior")}

    people.roll_over(place=city["一小"], year=2022, classes=wanted, by=None, at=AT)

    grades = Organisation.objects.filter(level="grade", entry_year=2022).order_by("path")
    assert [grade.name for grade in grades] == ["初中2022级", "小学2022级"]


def test_the_next_year_follows_the_latest_cohort(city):
    assert people.next_year_of(city["一小"], on=ON) == 2019
    assert people.next_year_of(city["二小"], on=ON) == 2020


def test_more_than_200_graduates_are_a_job(city, final_year, person):
    form, clerk = final_year[0], person("clerk", role="registrar", at="一小")
    pupils = Person.objects.bulk_create(Person(name=f"学生{number}") for number in range(200))
    place = {"organisation": form, "path": form.path, "unit": form.unit, "school": form.school}
    Post.objects.bulk_create(Post(person=one, kind="pupil", from_on=ON, **place) for one in pupils)

    job = people.roll_year_over(place=city["一小"], year=2022, classes={}, by=clerk, at=AT)

    assert (job.title, job.task) == ("一小升入2022学年", "registry.roll_over")
    assert names_on(SEPTEMBER) == names_on(AUGUST)


def test_nothing_to_roll_over_is_said(city, person):
    with pytest.raises(people.NothingToRollOver, match="2020学年已经升好了，没有要办的。"):
        people.roll_year_over(place=city["一小"], year=2020, classes={}, by=person("clerk"), at=AT)
