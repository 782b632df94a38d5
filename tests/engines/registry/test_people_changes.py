"""Pupils' places change by one or by many: what would happen is said first, and only what is lawful happens."""

from datetime import date

import pytest

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import (
    Course,
    Guardianship,
    Membership,
    Organisation,
    Person,
    Post,
    TeachingGroup,
    Term,
)
from yuandu.engines.registry.queries import held_on
from yuandu.engines.registry.services import people
from yuandu.engines.registry.services.people import Wanted

MARCH, APRIL, SEPTEMBER = date(2022, 3, 1), date(2022, 4, 1), date(2022, 9, 1)


@pytest.fixture
def classes(city):
    """More classes: another in the first school, one in the second, a final year and one of another stage."""

    def opened(name, code, school, **details):
        return registry.open_organisation(
            name=name, code=code, parent=city[school], level="class", on=ON, by=None, at=AT, **details
        )

    primary = {"stage": "primary", "system": "six_three", "entry_year": 2018}
    return {
        "2班": opened("2018级2班", "C2", "2018级", **primary),
        "二小1班": opened("2018级1班", "C1", "二小", **primary),
        "毕业班": opened("2016级1班", "C16", "一小", **primary | {"entry_year": 2016}),
        "初中班": opened("初中1班", "C9", "二小", **primary | {"stage": "junior"}),
    }


@pytest.fixture
def enrol(city, classes):
    """Enrol invented pupils in a class; return their posts."""
    places = city | classes

    def enrolled(*names, into="2018级1班"):
        post = {"kind": "pupil", "from_on": ON}
        pupils = [
            people.add_person(name=name, place=places[into], post=post, by=None, at=AT) for name in names
        ]
        return Post.objects.filter(person__in=pupils)

    return enrolled


def places(posts, on):
    """Return what the pupils of the posts are on the day: name, kind, place."""
    held = Post.objects.filter(held_on(on), person__in=posts.values("person"))
    rows = held.order_by("person", "pk").values_list("person__name", "kind", "organisation__path")
    return list(rows)


def change(posts, change, on, **details):
    return people.apply_change(wanted=Wanted(change=change, on=on, **details), posts=posts, by=None, at=AT)


def refusals(posts, change, on, **details):
    preview = people.preview_change(wanted=Wanted(change=change, on=on, **details), posts=posts)
    return [(outlook.post.person.name, outlook.refusal) for outlook in preview.outlooks]


def told(verb, path):
    facts = activity.facts_about(f"registry.Organisation:{Organisation.objects.get(path=path).pk}")
    return [fact.data for fact in facts.filter(verb=verb)]


def test_a_preview_changes_nothing(enrol):
    posts = enrol("张三", "李四")

    assert refusals(posts, "suspend", MARCH) == [("张三", ""), ("李四", "")]
    assert {post.kind for post in posts} == {"pupil"}
    assert posts.filter(to_on=None).count() == 2


def test_a_transferred_pupil_leaves_one_place_and_arrives_at_the_other_on_the_day(enrol, city, classes):
    posts = enrol("张三", "李四")
    pupil = posts.get(person__name="张三")
    people.add_guardian(pupil=pupil.person, name="张大", relation="father", by=None, at=AT)

    change(posts.filter(pk=pupil.pk), "transfer", MARCH, into=classes["二小1班"])

    here, there = city["2018级1班"].path, classes["二小1班"].path
    assert places(posts, date(2022, 2, 28)) == [("张三", "pupil", here), ("李四", "pupil", here)]
    assert places(posts, MARCH) == [("张三", "pupil", there), ("李四", "pupil", here)]
    assert Guardianship.objects.get().path == there
    data = {"change": "transfer", "on": "2022-03-01", "document": "", "count": 1, "people": [pupil.person_id]}
    assert told("registry.pupils_transferred", here) == [data]
    assert told("registry.pupils_received", there) == [data]


def test_a_transfer_leaves_the_teaching_groups(enrol, city, classes):
    posts = enrol("张三")
    school = city["一小"]
    course = Course.objects.create(organisation=school, code="M", name="数学")
    term = Term.objects.create(
        organisation=school, name="一", kind="first", school_year=2021, from_on=ON, to_on=SEPTEMBER
    )
    group = TeachingGroup.objects.create(
        school=school, path=school.path, name="数学1", course=course, term=term
    )
    Membership.objects.create(group=group, person=posts.get().person, kind="pupil", from_on=ON)

    change(posts, "transfer", MARCH, into=classes["二小1班"])

    assert Membership.objects.get().to_on == MARCH


def test_a_suspension_is_extended_once_and_ends_with_coming_back(enrol, city):
    posts = enrol("张三")
    here = city["2018级1班"].path

    change(posts, "suspend", MARCH)
    suspended = Post.objects.filter(person__name="张三", kind="pupil_suspended")
    change(suspended.filter(to_on=None), "extend", APRIL)
    again = refusals(suspended.filter(to_on=None), "extend", SEPTEMBER)
    change(suspended.filter(to_on=None), "resume", SEPTEMBER)

    assert again == [("张三", "休学已经延长到最长期限，请办理复学，或与家长商定其他安排。")]
    assert [places(posts, on) for on in (MARCH, APRIL, SEPTEMBER)] == [
        [("张三", "pupil_suspended", here)],
        [("张三", "pupil_suspended", here)],
        [("张三", "pupil", here)],
    ]
    endings = Post.objects.filter(person__name="张三").order_by("pk").values_list("ending", flat=True)
    assert list(endings) == ["suspended", "extended", "resumed", ""]


def test_only_a_final_year_graduates(enrol):
    final, others = enrol("张三", into="毕业班"), enrol("李四")

    assert refusals(final | others, "graduate", SEPTEMBER) == [
        ("张三", ""),
        ("李四", "学生还没有读到毕业年级，不能办理毕业。"),
    ]
    change(final | others, "graduate", SEPTEMBER)

    assert [places(posts, SEPTEMBER) for posts in (final, others)] == [[], places(others, MARCH)]


def test_a_pupil_of_a_compulsory_stage_leaves_for_a_lawful_reason_only(enrol):
    posts = enrol("张三")

    assert refusals(posts, "leave", MARCH, reason="elsewhere") == [("张三", "")]
    assert refusals(posts, "leave", MARCH, reason="withdrawn") == [
        ("张三", "义务教育阶段的学生不能退学。转到别的学校，请办理转学；因病不能到校，请办理休学。")
    ]


@pytest.mark.parametrize(
    ("into", "sentence"),
    [
        (None, "请选要转入的班级。"),
        ("2018级1班", "已经在这个班了。"),
        ("初中班", "学段不同，不能转入这个班。"),
    ],
)
def test_a_transfer_needs_another_class_of_the_stage(enrol, city, classes, into, sentence):
    posts = enrol("张三")

    assert refusals(posts, "transfer", MARCH, into=(city | classes).get(into)) == [("张三", sentence)]


def test_a_day_before_the_beginning_is_refused(enrol):
    posts = enrol("张三")

    assert refusals(posts, "suspend", ON) == [("张三", "这一天以前就没有在这里就读，请核对日期。")]


def test_a_second_place_is_put_right_first(enrol, classes):
    posts = enrol("张三")
    other = classes["二小1班"]
    Post.objects.create(
        person=posts.get().person, organisation=other, path=other.path, kind="pupil", from_on=ON
    )

    assert refusals(posts, "suspend", MARCH) == [("张三", "学籍登记了不止一处，请先处理重复的。")] * 2


def test_applying_twice_changes_nobody_twice(enrol):
    posts = enrol("张三")

    for _time in range(2):
        change(posts, "suspend", MARCH)

    assert Post.objects.filter(person__name="张三").count() == 2


def test_nobody_to_change_is_refused(enrol, person):
    posts = enrol("张三")

    with pytest.raises(people.NobodyChanges):
        people.change_pupils(wanted=Wanted(change="resume", on=MARCH), posts=posts, by=person("clerk"), at=AT)


def test_more_than_200_pupils_are_changed_by_a_job(city, person):
    form, clerk = city["2018级1班"], person("clerk", role="registrar", at="一小")
    pupils = Person.objects.bulk_create(Person(name=f"学生{number}") for number in range(201))
    place = {"organisation": form, "path": form.path, "unit": form.unit, "school": form.school}
    Post.objects.bulk_create(Post(person=one, kind="pupil", from_on=ON, **place) for one in pupils)

    job = people.change_pupils(
        wanted=Wanted(change="suspend", on=MARCH), posts=Post.objects.all(), by=clerk, at=AT
    )

    assert (job.title, job.task, job.owner_id) == ("201名学生休学", "registry.change_pupils", clerk.pk)
    assert len(job.arguments["posts"]) == 201
    assert not Post.objects.filter(kind="pupil_suspended").exists()


@pytest.mark.parametrize("count", [1, 5])
def test_a_batch_costs_the_same_number_of_statements(enrol, classes, count, django_assert_num_queries):
    posts = enrol(*"甲乙丙丁戊"[:count])

    with django_assert_num_queries(15):
        change(posts, "transfer", MARCH, into=classes["二小1班"])
