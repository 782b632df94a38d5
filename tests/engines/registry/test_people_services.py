"""People, their papers, posts and guardians: what is kept, what is refused, what the trail says."""

from datetime import date

import pytest

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Guardianship, Paper, Post
from yuandu.engines.registry.services import people

CARD, OTHER_CARD = "370705201203150012", "370705201203150135"  # 15 March 2012, a boy; no real person's


@pytest.fixture
def add(city):
    """Add a person at a place, perhaps with a post there."""

    def added(name, *, at="2018级1班", kind=None, **details):
        post = {"kind": kind, "from_on": ON} if kind else None
        return people.add_person(name=name, place=city[at], post=post, by=None, at=AT, **details)

    return added


def told(thing, verb):
    """Return the data of the facts with the verb about a thing."""
    facts = activity.facts_about(f"{thing._meta.label}:{thing.pk}").filter(verb=verb)
    return [fact.data for fact in facts.order_by("pk")]


def refusal(error, **call):
    service = call.pop("service")
    with pytest.raises(error) as refused:
        service(by=None, at=AT, **call)
    return str(refused.value)


def test_a_person_is_added_with_card_pupil_number_and_a_place_in_a_class(add, city):
    pupil = add("李 知远", kind="pupil", papers={"id_card": CARD, "pupil_number": f"G{CARD}"})

    post = Post.objects.get(person=pupil)
    assert (pupil.name, pupil.pinyin, pupil.initials) == ("李知远", "lizhiyuan", "lzy")
    assert (pupil.birth_on, pupil.sex) == (date(2012, 3, 15), "1")
    assert (post.organisation, post.path, post.school, post.unit) == (
        city["2018级1班"],
        city["2018级1班"].path,
        city["一小"],
        city["奎文区"],
    )
    assert told(pupil, "registry.person_added") == [{"papers": ["id_card", "pupil_number"], "post": "pupil"}]


def test_what_the_card_says_is_not_said_otherwise(add):
    with pytest.raises(people.FaultyPaper, match="身份证号和登记的出生日期或性别不一致"):
        add("李知远", papers={"id_card": CARD}, sex="2")


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"name": " "}, "请填写姓名。"),
        ({"name": "李知远", "phone": "12345"}, "这不像电话号码：手机号是11位数字，座机要带区号。"),
    ],
)
def test_details_that_are_none_are_refused(city, details, sentence):
    call = {"service": people.add_person, "place": city["一小"]} | details

    assert refusal(people.FaultyDetails, **call) == sentence


def test_a_change_is_told_with_the_telephone_hidden(add):
    teacher = add("王海燕", at="一小", phone="13800002206")

    people.change_person(person=teacher, phone="+86 139-0000-2207", by=None, at=AT)

    teacher.refresh_from_db()
    assert teacher.phone == "13900002207"
    assert told(teacher, "registry.person_changed") == [{"phone": ["138****2206", "139****2207"]}]


def test_a_number_is_one_persons(add):
    add("李知远", papers={"id_card": CARD})

    with pytest.raises(people.PaperTaken, match="这个号码已经登记过"):
        add("李知远", papers={"id_card": CARD})


def test_a_faulty_number_is_refused_with_what_is_wrong(add):
    pupil = add("李知远")

    said = refusal(
        people.FaultyPaper, service=people.add_paper, person=pupil, kind="id_card", number=CARD[:-1] + "3"
    )

    assert said == "身份证号的最后一位对不上，请逐位核对。"


def test_a_temporary_pupil_number_becomes_one_for_life_and_stays_as_alias(add):
    pupil = add("李知远", papers={"pupil_number": "L370705201203150012"})

    people.add_paper(person=pupil, kind="id_card", number=CARD, by=None, at=AT)
    people.add_paper(person=pupil, kind="pupil_number", number=f"G{CARD}", by=None, at=AT)

    numbers = Paper.objects.filter(person=pupil, kind="pupil_number").order_by("pk")
    assert [(paper.number[0], paper.to_on) for paper in numbers] == [("L", date(2022, 12, 1)), ("G", None)]


def test_a_pupil_number_for_life_becomes_no_other(add):
    pupil = add("李知远", papers={"pupil_number": f"G{CARD}"})

    said = refusal(
        people.NumberForLife,
        service=people.add_paper,
        person=pupil,
        kind="pupil_number",
        number="L370705201203150012",
    )

    assert said == "学籍号终身不变：G开头的号码不能换成L开头的。号码有误的，请更正原来的号码。"


def test_a_mistyped_card_is_corrected_with_a_reason_and_leaves_no_alias(add):
    pupil = add("李知远", papers={"id_card": OTHER_CARD})
    paper = Paper.objects.get(person=pupil)

    people.correct_paper(paper=paper, number=CARD, because="录错了", by=None, at=AT)

    assert [one.number for one in Paper.objects.filter(person=pupil)] == [CARD]
    assert told(pupil, "registry.paper_corrected") == [
        {"kind": "id_card", "number": ["370705********0135", "370705********0012"]}
    ]


def test_a_post_is_held_at_a_level_that_has_it_and_once(add, city):
    teacher = add("王海燕", at="一小", kind="principal")
    call = {"service": people.give_post, "person": teacher, "organisation": city["2018级1班"], "from_on": ON}

    assert refusal(people.PostUnfit, kind="principal", **call) == "班级不设这个岗位，请换一个岗位或机构。"
    people.give_post(
        person=teacher, organisation=city["2018级1班"], kind="class_teacher", from_on=ON, by=None, at=AT
    )
    assert refusal(people.AlreadyHeld, kind="class_teacher", **call) == "这个人已经在这里任这个岗位了。"
    early = call | {"from_on": date(2019, 1, 1)}
    assert (
        refusal(people.PostUnfit, kind="subject_teacher", **early) == "2018级1班在这一天没有开办，请换一天。"
    )


def test_a_pupil_has_one_place(add, city):
    pupil = add("李知远", kind="pupil")

    said = refusal(
        people.AlreadyHeld,
        service=people.give_post,
        person=pupil,
        organisation=city["2018级1班"],
        kind="pupil",
        from_on=ON,
    )

    assert said == "已经登记为学生了。换班或换学校，请办理转学。"


def test_a_post_ends_after_it_began_with_its_reason(add):
    post = Post.objects.get(person=add("王海燕", at="一小", kind="principal"))

    assert (
        refusal(people.EndUnfit, service=people.end_post, post=post, on=ON)
        == "结束日期要晚于开始日期，请改选。"
    )
    people.end_post(post=post, on=date(2022, 9, 1), ending="retired", by=None, at=AT)
    assert refusal(people.EndUnfit, service=people.end_post, post=post, on=ON) == "这个岗位已经结束了。"

    post.refresh_from_db()
    assert (post.to_on, post.ending) == (date(2022, 9, 1), "retired")
    assert [post.is_held(on) for on in (date(2022, 8, 31), date(2022, 9, 1))] == [True, False]


def test_guardians_belong_where_the_pupil_is_and_the_first_is_called_first(add, city):
    pupil = add("李知远", kind="pupil")

    for name, relation in (("李大山", "father"), ("周敏", "mother")):
        people.add_guardian(pupil=pupil, name=name, relation=relation, phone="13800002206", by=None, at=AT)

    rows = Guardianship.objects.filter(pupil=pupil).order_by("pk")
    assert [(row.guardian.name, row.is_primary, row.path) for row in rows] == [
        ("李大山", True, city["2018级1班"].path),
        ("周敏", False, city["2018级1班"].path),
    ]


def test_the_holder_of_a_card_is_the_guardian_of_brothers_and_sisters(add):
    one, other = add("李知远", kind="pupil"), add("李知秋", kind="pupil")
    card = "370705198001010017"

    for pupil in (one, other):
        people.add_guardian(pupil=pupil, name="李大山", relation="father", id_card=card, by=None, at=AT)

    assert Guardianship.objects.values("guardian").distinct().count() == 1
    with pytest.raises(people.PaperTaken):
        people.add_guardian(pupil=one, name="王五", relation="other", id_card=card, by=None, at=AT)


def test_a_guardianship_that_ends_is_known_from_the_trail(add):
    pupil = add("李知远", kind="pupil")
    row = people.add_guardian(pupil=pupil, name="李大山", relation="father", by=None, at=AT)
    guardian = row.guardian_id

    people.end_guardianship(guardianship=row, by=None, at=AT, because="监护权变更")

    assert not pupil.guardianships.exists()
    assert told(pupil, "registry.guardian_ended") == [{"guardian": guardian, "relation": "father"}]
