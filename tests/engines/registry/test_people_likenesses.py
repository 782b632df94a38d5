"""Two records of one person are found, merged, and the merger can be taken back whole."""

from datetime import date

import pytest

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import (
    ExternalId,
    Guardianship,
    Likeness,
    Organisation,
    Paper,
    Person,
    Post,
    User,
)
from yuandu.engines.registry.services import people

CARD, OTHER_CARD = "370705201203150012", "370705201203150135"
BORN = date(2012, 3, 15)
SPRING = date(2021, 3, 1)


@pytest.fixture
def forms(city):
    """The class of the first school, and one in the school of the other county."""
    second = registry.open_organisation(
        name="2018级1班",
        code="C1",
        parent=city["二小"],
        level="class",
        stage="primary",
        entry_year=2018,
        on=ON,
        by=None,
        at=AT,
    )
    return {"一小": city["2018级1班"], "二小": second}


@pytest.fixture
def enrol(forms):
    def enrolled(name, *, at="一小", on=ON, kind="pupil", phone="", **details):
        post = {"kind": kind, "from_on": on}
        pupil = people.add_person(name=name, place=forms[at], post=post, by=None, at=AT, **details)
        if phone:
            people.add_guardian(pupil=pupil, name="李大山", relation="father", phone=phone, by=None, at=AT)
        return pupil

    return enrolled


def found(path="370700."):
    people.find_likenesses(path=path, at=AT)
    rows = Likeness.objects.filter(decided_at=None).order_by("pk")
    return [(row.one.name, row.other.name, row.path, row.score, row.reasons) for row in rows]


def whole():
    """Return everything that people have, to be compared before and after."""
    models = (Person, Paper, Post, Guardianship, ExternalId)
    rows = [model.objects.order_by("pk").values() for model in models]
    return [[{**row, "changed_at": None} for row in one] for one in rows] + [
        list(User.objects.order_by("pk").values_list("username", "person"))
    ]


def test_a_pupil_number_that_is_anothers_card_is_found_across_counties(enrol):
    enrol("李知远", papers={"id_card": CARD})
    enrol("李致远", at="二小", papers={"pupil_number": f"G{CARD}"})

    assert found() == [("李知远", "李致远", "370700.", 100, ["证件号码相同"])]


def test_the_same_name_and_birth_date_in_one_school_are_probable(enrol):
    enrol("李知远", birth_on=BORN)
    enrol("李知远", birth_on=BORN)

    ((_one, _other, path, score, reasons),) = found()

    assert (path, score) == (Organisation.objects.get(name="2018级1班", parent__level="grade").path, 85)
    assert reasons == ["姓名相同", "出生日期相同", "同一所学校"]


def test_a_telephone_of_the_guardians_finds_a_mistyped_birth_date(enrol):
    enrol("李知远", birth_on=BORN, phone="13800002206")
    enrol("李知远", birth_on=date(2012, 3, 16), phone="13800002206")

    pairs = [row[:2] for row in found()]

    assert ("李知远", "李知远") in pairs


def test_twins_with_cards_of_their_own_are_not_found(enrol):
    enrol("李知远", papers={"id_card": CARD}, phone="13800002206")
    enrol("李知达", papers={"id_card": OTHER_CARD})
    twin = Person.objects.get(name="李知达")
    guardian = Guardianship.objects.get(pupil__name="李知远")
    Guardianship.objects.create(pupil=twin, guardian=guardian.guardian, relation="father", path=guardian.path)

    assert found() == []


def test_namesakes_of_two_counties_are_not_found(enrol):
    enrol("李知远", birth_on=BORN)
    enrol("李知远", birth_on=BORN, at="二小")

    assert found() == []


def test_only_people_below_the_path_are_compared(enrol, city):
    enrol("李知远", papers={"id_card": CARD})
    enrol("李知远", at="二小", papers={"pupil_number": f"G{CARD}"})

    assert found(city["奎文区"].path) == []


def test_a_pair_that_is_alike_no_longer_goes_and_a_decided_one_stays(enrol, person):
    for name in ("李知远", "王小明"):
        enrol(name, birth_on=BORN)
        enrol(name, birth_on=BORN)
    found()
    kept = Likeness.objects.get(one__name="王小明")
    people.tell_apart(likeness=kept, by=person("clerk"), at=AT)
    changed = Person.objects.filter(name="李知远").order_by("pk")[0]
    people.change_person(person=changed, birth_on=date(2011, 1, 1), by=None, at=AT)

    assert found() == []
    assert [row.one.name for row in Likeness.objects.all()] == ["王小明"]
    with pytest.raises(people.AlreadyDecided):
        people.tell_apart(likeness=kept, by=person("other"), at=AT)


def test_a_merger_moves_everything_and_the_later_place_goes_on(enrol, forms):
    kept = enrol("李知远", papers={"id_card": CARD}, phone="13800002206")
    gone = enrol("李致远", at="二小", on=SPRING, papers={"pupil_number": f"G{CARD}"})
    account = registry.open_account(
        username="lzy", name="李致远", password=None, home=forms["二小"], by=None, at=AT, person=gone
    )
    ExternalId.objects.create(source="旧系统", kind="person", sourced_id="7", target_id=gone.pk)
    found()

    people.merge_people(kept=kept, gone=gone, by=None, at=AT)

    account.refresh_from_db()
    posts = kept.posts.order_by("from_on").values_list("organisation", "to_on", "ending")
    assert list(posts) == [(forms["一小"].pk, SPRING, "merged"), (forms["二小"].pk, None, "")]
    assert [paper.kind for paper in kept.papers.order_by("kind")] == ["id_card", "pupil_number"]
    assert (account.person, ExternalId.objects.get().target_id) == (kept, kept.pk)
    assert (gone.posts.count(), Likeness.objects.get().is_same) == (0, True)
    assert Person.objects.get(pk=gone.pk).merged_into == kept


def test_what_both_have_remains_once(enrol, forms):
    kept, gone = enrol("李知远", birth_on=BORN), enrol("李知远", birth_on=BORN)

    people.merge_people(kept=kept, gone=gone, by=None, at=AT)

    assert Post.objects.count() == 1


def test_an_undone_merger_leaves_all_as_it_was(enrol, forms):
    kept = enrol("李知远", papers={"id_card": CARD}, phone="13800002206")
    gone = enrol("李致远", at="二小", on=SPRING, phone="13900002206", email="a@b.cn")
    double = enrol("李知远", birth_on=BORN, sex="1")
    ExternalId.objects.create(source="旧系统", kind="person", sourced_id="7", target_id=gone.pk)
    registry.open_account(
        username="lzy", name="李致远", password=None, home=forms["二小"], by=None, at=AT, person=gone
    )
    before = whole()

    first = people.merge_people(kept=kept, gone=double, by=None, at=AT)
    second = people.merge_people(kept=kept, gone=gone, by=None, at=AT.replace(hour=10))
    with pytest.raises(people.MergerStands, match="请先撤销后来的那一次"):
        people.undo_merger(merger=first, by=None, at=AT)
    for merger in (second, first):
        people.undo_merger(merger=merger, by=None, at=AT)

    assert whole() == before
    with pytest.raises(people.MergerStands, match="已经撤销"):
        people.undo_merger(merger=first, by=None, at=AT)


def test_two_cards_are_two_people(enrol):
    one, other = enrol("李知远", papers={"id_card": CARD}), enrol("李知达", papers={"id_card": OTHER_CARD})

    with pytest.raises(people.NotOnePerson, match="两条记录的身份证号不同，不能合并。"):
        people.merge_people(kept=one, gone=other, by=None, at=AT)


def test_of_two_accounts_one_is_closed_first(enrol, forms):
    pair = [enrol("李知远", birth_on=BORN), enrol("李知远", birth_on=BORN)]
    for number, pupil in enumerate(pair):
        registry.open_account(
            username=f"l{number}", name="李", password=None, home=forms["一小"], by=None, at=AT, person=pupil
        )

    with pytest.raises(people.TwoAccounts):
        people.merge_people(kept=pair[0], gone=pair[1], by=None, at=AT)


def test_a_record_that_was_merged_is_changed_no_more(enrol):
    kept, gone = enrol("李知远", birth_on=BORN), enrol("李知远", birth_on=BORN)
    people.merge_people(kept=kept, gone=gone, by=None, at=AT)

    with pytest.raises(people.MergedAway):
        people.change_person(person=gone, name="李", by=None, at=AT)
    with pytest.raises(people.NotOnePerson):
        people.merge_people(kept=kept, gone=gone, by=None, at=AT)
