"""Organisations open, change, move, merge, split and close, and every day keeps its own answer."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import queries, services
from yuandu.engines.registry.models import (
    Designation,
    Organisation,
    OrganisationState,
    Person,
    Post,
    Succession,
)
from yuandu.engines.registry.services.designations import EndsBeforeItBegan
from yuandu.engines.registry.services.organisations import CodeTaken, MovesIntoItself, StateIsPast
from yuandu.engines.registry.services.organisations.changing import StillInUse

LATER = date(2022, 9, 1)
BEFORE = LATER - timedelta(days=1)


@pytest.fixture
def pupil(city):
    """A pupil in the first class."""
    form = city["2018级1班"]
    person = Person.objects.create(name="演示学生")
    return Post.objects.create(
        person=person,
        organisation=form,
        path=form.path,
        unit=form.unit,
        school=form.school,
        kind="pupil",
        from_on=ON,
    )


def name_on(organisation, on):
    return queries.states_on(on).get(organisation=organisation).name


def paths_on(on, **conditions):
    return list(queries.states_on(on).filter(**conditions).order_by("path").values_list("path", flat=True))


def test_a_tree_may_have_any_depth(codes):
    parent = None
    for level, code in [
        ("ministry", "1"),
        ("province", "370000"),
        ("city", "370700"),
        ("unit", "370705"),
        ("school", "S1"),
        ("campus", "E"),
        ("grade", "G2018"),
        ("class", "C1"),
    ]:
        parent = services.open_organisation(
            name=level, code=code, parent=parent, level=level, on=ON, by=None, at=AT
        )

    assert parent.path == "1.370000.370700.370705.S1.E.G2018.C1."
    assert (parent.unit.name, parent.school.name) == ("unit", "school")


def test_a_zone_administers_a_school_that_lies_in_a_county(city):
    services.load_areas([{"code": "370705", "title": "奎文区", "level": "county"}])
    zone = services.open_organisation(
        name="高新分局", code="3707GX", parent=city["潍坊市"], level="unit", on=ON, by=None, at=AT
    )
    area = queries.area("370705")

    school = services.open_organisation(
        name="三小", code="S3", parent=zone, level="school", area=area, on=ON, by=None, at=AT
    )

    assert (school.unit, school.area.code, school.path) == (zone, "370705", "370700.3707GX.S3.")


def test_a_code_that_is_taken_is_refused(city):
    with pytest.raises(CodeTaken, match="代码S1已经用过，请换一个。"):
        services.open_organisation(name="又一小", code="S1", parent=city["奎文区"], on=ON, by=None, at=AT)


def test_a_new_name_holds_from_its_day_and_the_old_one_until_then(city):
    school = city["一小"]

    services.change_organisation(organisation=school, name="实验小学", on=LATER, by=None, at=AT)

    assert (name_on(school, BEFORE), name_on(school, LATER)) == ("一小", "实验小学")
    assert Organisation.objects.get(pk=school.pk).initials == "syxx"
    facts = activity.facts_about(f"registry.Organisation:{school.pk}").values_list("verb", "data")
    assert list(facts)[-1] == ("registry.changed", {"name": ["一小", "实验小学"]})


def test_history_is_not_rewritten(city):
    services.change_organisation(organisation=city["一小"], name="实验小学", on=LATER, by=None, at=AT)

    with pytest.raises(StateIsPast, match="不能从更早的日子改起"):
        services.change_organisation(organisation=city["一小"], name="别名", on=BEFORE, by=None, at=AT)

    assert name_on(city["一小"], BEFORE) == "一小"


def test_a_moved_school_takes_classes_and_pupils_along_and_the_past_stays(city, pupil):
    services.move_organisation(
        organisation=city["一小"], parent=city["潍城区"], on=LATER, by=None, at=AT, because="区划调整"
    )

    form = Organisation.objects.get(pk=city["2018级1班"].pk)
    assert (form.path, form.unit) == ("370700.370702.S1.G2018.C1.", city["潍城区"])
    assert paths_on(BEFORE, level="class") == ["370700.370705.S1.G2018.C1."]
    assert paths_on(LATER, level="class") == ["370700.370702.S1.G2018.C1."]
    posts = Post.objects.order_by("from_on").values_list("path", "unit", "from_on", "to_on")
    assert list(posts) == [
        ("370700.370705.S1.G2018.C1.", city["奎文区"].pk, ON, LATER),
        ("370700.370702.S1.G2018.C1.", city["潍城区"].pk, LATER, None),
    ]
    jobs = ProcrastinateJob.objects.filter(task_name="registry.repath").values_list("args", flat=True)
    assert list(jobs) == [{"old": "370700.370705.S1.", "new": "370700.370702.S1."}]


def test_rows_of_other_tables_follow_once(city):
    school = city["一小"]
    granted = Designation.objects.create(
        kind="smart_campus", organisation=school, path=school.path, from_on=ON
    )
    services.move_organisation(organisation=school, parent=city["潍城区"], on=LATER, by=None, at=AT)

    followed = [services.repath(old="370700.370705.S1.", new="370700.370702.S1.") for _ in range(2)]

    assert followed == [1, 0]
    assert Designation.objects.get(pk=granted.pk).path == "370700.370702.S1."


def test_a_school_cannot_move_below_itself(city):
    with pytest.raises(MovesIntoItself, match="不能把一小放到它自己下面"):
        services.move_organisation(organisation=city["一小"], parent=city["2018级"], on=LATER, by=None, at=AT)


def test_a_merged_school_closes_and_its_people_go_on_at_the_other(city, pupil):
    principal = Person.objects.create(name="演示校长")
    school = city["一小"]
    Post.objects.create(
        person=principal, organisation=school, path=school.path, school=school, kind="principal", from_on=ON
    )

    services.merge_organisations(
        gone=[school], into=city["二小"], on=LATER, document="演示〔2022〕1号", by=None, at=AT
    )

    assert paths_on(LATER, level="school") == ["370700.370702.S2."]
    assert paths_on(BEFORE, level="school") == ["370700.370702.S2.", "370700.370705.S1."]
    held = Post.objects.filter(to_on=None).order_by("kind").values_list("kind", "school")
    assert list(held) == [("principal", city["二小"].pk), ("pupil", city["二小"].pk)]
    told = Succession.objects.values_list("before", "after", "kind", "on", "document")
    assert list(told) == [(school.pk, city["二小"].pk, "merge", LATER, "演示〔2022〕1号")]


def test_a_split_leaves_the_rest_where_it_was(city, pupil):
    new = services.open_organisation(name="三小", code="S3", parent=city["奎文区"], on=LATER, by=None, at=AT)

    services.split_organisation(
        organisation=city["一小"], parts={new: [city["2018级"]]}, on=LATER, by=None, at=AT
    )

    assert paths_on(LATER, level="class") == ["370700.370705.S3.G2018.C1."]
    assert Organisation.objects.get(pk=city["一小"].pk).closed_on is None


def test_a_school_with_people_does_not_close(city, pupil):
    with pytest.raises(StillInUse, match="一小下面还有2个机构没有撤销"):
        services.close_organisation(organisation=city["一小"], on=LATER, by=None, at=AT)
    with pytest.raises(StillInUse, match="还有1个岗位有人"):
        services.close_organisation(organisation=city["2018级1班"], on=LATER, by=None, at=AT)


def test_a_closed_school_is_not_there_any_more_but_was(city):
    services.close_organisation(organisation=city["二小"], on=LATER, document="号", by=None, at=AT)

    assert name_on(city["二小"], BEFORE) == "二小"
    assert not queries.states_on(LATER).filter(organisation=city["二小"]).exists()


def test_a_school_does_not_close_before_its_present_name_began(city):
    second = city["二小"]
    services.change_organisation(organisation=second, name="二小东校", on=LATER, by=None, at=AT)
    before = list(OrganisationState.objects.filter(organisation=second).values())

    for day in (BEFORE, date(1, 1, 1)):
        with pytest.raises(StateIsPast, match="二小东校现在的登记从2022-09-01开始，不能从更早的日子撤销。"):
            services.close_organisation(organisation=second, on=day, by=None, at=AT)
        with pytest.raises(StateIsPast):
            services.merge_organisations(gone=[second], into=city["一小"], on=day, by=None, at=AT)

    assert list(OrganisationState.objects.filter(organisation=second).values()) == before
    assert Organisation.objects.get(pk=second.pk).closed_on is None


def test_a_designation_does_not_end_before_it_began(city):
    school = city["一小"]
    granted = services.designate(
        kind="smart_campus", holder=school, path=school.path, authority=None, on=LATER, by=None, at=AT
    )

    with pytest.raises(EndsBeforeItBegan, match="这项认定从2022-09-01起算，请填这天以后的日子。"):
        services.end_designation(designation=granted, on=LATER, by=None, at=AT, because="复核")

    assert Designation.objects.get(pk=granted.pk).to_on is None


def test_the_database_keeps_two_states_of_one_organisation_apart(city):
    again = OrganisationState(
        organisation=city["一小"], from_on=LATER, path="370700.X.", level="school", name="重叠"
    )

    with pytest.raises(Exception, match="states_of_an_organisation_do_not_overlap"):
        again.save()
