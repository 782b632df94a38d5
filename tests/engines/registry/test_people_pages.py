"""What the pages about people show, to whom, and what they do."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship, Likeness, Merger, Organisation, Person, Post
from yuandu.engines.registry.services import people

CARD = "370705201203150012"
MASKED = "370705********0012"


@pytest.fixture
def pupil(city):
    """李知远 of the first class, with papers and a guardian."""
    post = {"kind": "pupil", "from_on": ON}
    pupil = people.add_person(
        name="李知远", place=city["2018级1班"], post=post, papers={"id_card": CARD}, by=None, at=AT
    )
    people.add_guardian(pupil=pupil, name="李大山", relation="father", phone="13800002206", by=None, at=AT)
    return pupil


@pytest.fixture
def teacher(city):
    post = {"kind": "subject_teacher", "subject": "mathematics", "from_on": ON}
    return people.add_person(name="王海燕", place=city["一小"], post=post, by=None, at=AT)


@pytest.fixture
def account(city, pupil):
    """Open an account for a person of the city."""

    def opened(person, username):
        return registry.open_account(
            username=username,
            name=person.name,
            password=None,
            home=city["一小"],
            by=None,
            at=AT,
            person=person,
        )

    return opened


@pytest.fixture
def registrar(client, person):
    user = person("registrar", role="registrar", at="一小")
    client.force_login(user)
    return user


def test_a_roster_lists_the_pupils_of_ones_scope_only(client, person, pupil):
    for username, role, place, seen in [
        ("city", "officer", "潍坊市", "李**"),
        ("county", "officer", "奎文区", "李**"),
        ("school", "registrar", "一小", "李知远"),
        ("neighbour", "officer", "潍城区", None),
        ("other", "registrar", "二小", None),
    ]:
        client.force_login(person(username, role=role, at=place))

        page = client.get("/registry/pupils/")

        assert [name for name in ("李知远", "李**") if name in page.text] == [seen] * bool(seen), username


def test_a_person_is_seen_by_those_in_scope_themselves_and_their_guardians(
    client, person, account, pupil, teacher
):
    guardian = Guardianship.objects.get(pupil=pupil).guardian
    seen = {
        person("county", role="officer", at="奎文区"): 200,
        person("neighbour", role="officer", at="潍城区"): 404,
        person("other", role="registrar", at="二小"): 404,
        person("nobody"): 404,
        account(pupil, "pupil"): 200,
        account(guardian, "guardian"): 200,
    }

    for user, status in seen.items():
        client.force_login(user)
        assert client.get(f"/registry/people/{pupil.pk}/").status_code == status, user.username
    client.force_login(account(teacher, "teacher"))
    assert client.get(f"/registry/people/{guardian.pk}/").status_code == 200
    client.logout()
    assert client.get(f"/registry/people/{pupil.pk}/").status_code == 302


def test_a_guardian_sees_no_other_family(client, account, pupil, city):
    guardian = Guardianship.objects.get(pupil=pupil).guardian
    other = people.add_person(
        name="孙七", place=city["2018级1班"], post={"kind": "pupil", "from_on": ON}, by=None, at=AT
    )
    client.force_login(account(guardian, "guardian"))

    ours, theirs = (client.get(f"/registry/people/{one.pk}/") for one in (pupil, other))

    assertContains(ours, CARD)
    assertNotContains(ours, "看完整信息")
    assert theirs.status_code == 404


def test_a_person_page_hides_numbers_and_says_what_they_were_when(client, registrar, pupil, city):
    people.apply_change(
        wanted=people.Wanted(change="suspend", on=date(2022, 3, 1), document="鲁教休1号"),
        posts=Post.objects.filter(person=pupil),
        by=None,
        at=AT,
    )

    page = client.get(f"/registry/people/{pupil.pk}/")

    for words in ("李知远", MASKED, "138****2206", "2020年9月1日—2022年3月1日", "休学学生", "李大山"):
        assertContains(page, words)
    for number in (CARD, "13800002206"):
        assertNotContains(page, number)


def test_a_roster_is_no_file_but_something_to_ask_for(client, registrar, pupil):
    answer = client.get("/registry/pupils/", {"q": "李", "export": "csv"})

    assertRedirects(
        answer, "/registry/exports/ask/?listing=registry.pupils&form=csv&query=q%3D%25E6%259D%258E"
    )


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ({"q": "lzy"}, True),
        ({"q": "lizhi"}, True),
        ({"q": "王"}, False),
        ({"grade": "13", "as_of": "2021-01-01"}, True),
        ({"grade": "14", "as_of": "2021-01-01"}, False),
        ({"kind": "pupil_suspended"}, False),
        ({"as_of": "2019-12-31"}, False),
    ],
)
def test_a_roster_is_narrowed(client, registrar, pupil, query, sees):
    page = client.get("/registry/pupils/", query)

    (assertContains if sees else assertNotContains)(page, "李知远")


def test_a_city_officer_narrows_to_a_unit_and_a_school(client, person, pupil, city):
    client.force_login(person("city", role="officer", at="潍坊市"))

    ours = client.get("/registry/pupils/", {"unit": city["奎文区"].pk, "school": city["一小"].pk})
    theirs = client.get("/registry/pupils/", {"unit": city["潍城区"].pk})

    assertContains(ours, "李**")
    assertNotContains(theirs, "李**")


def test_the_staff_are_listed_by_post_and_subject(client, registrar, teacher, pupil):
    page = client.get("/registry/staff/", {"subject": "mathematics"})

    assertContains(page, "任课教师（数学）")
    assertNotContains(page, "李知远")
    assertNotContains(client.get("/registry/staff/", {"kind": "principal"}), "王海燕")


def test_a_pupil_is_registered_in_a_class_on_its_page(client, registrar, city):
    address = f"/registry/organisations/{city['2018级1班'].pk}/people/add/"
    said = {"name": "周八", "kind": "pupil", "from_on": "2022-09-01", "id_card": CARD}

    refused = client.post(address, said | {"id_card": CARD[:-1] + "3"})
    done = client.post(address, said)

    person = Person.objects.get()
    assertContains(refused, "身份证号的最后一位对不上", status_code=409)
    assertRedirects(done, f"/registry/people/{person.pk}/")
    assertContains(client.get(f"/registry/classes/{city['2018级1班'].pk}/"), "周八")


@pytest.mark.parametrize("where", ["二小", "2018级1班"])
def test_nobody_registers_people_outside_their_scope(client, person, city, where):
    client.force_login(person("other", role="registrar", at="二小"))
    status = 200 if where == "二小" else 404

    assert client.get(f"/registry/organisations/{city[where].pk}/people/add/").status_code == status


def test_the_record_is_kept_by_forms(client, registrar, pupil, teacher, city):
    post = Post.objects.get(person=teacher)
    guardianship = Guardianship.objects.get(pupil=pupil)
    paper = pupil.papers.get()
    asked = [
        (f"people/{pupil.pk}/change/", {"name": "李致远", "sex": "1", "birth_on": "2012-03-15"}),
        (f"people/{pupil.pk}/papers/add/", {"kind": "pupil_number", "number": f"G{CARD}"}),
        (f"papers/{paper.pk}/correct/", {"number": CARD, "because": "核对过"}),
        (f"people/{pupil.pk}/guardians/add/", {"name": "周敏", "relation": "mother"}),
        (f"guardianships/{guardianship.pk}/end/", {"because": ""}),
        (f"posts/{post.pk}/end/", {"on": "2022-09-01", "ending": "retired"}),
    ]

    answers = [client.post(f"/registry/{address}", said).status_code for address, said in asked]

    assert answers == [302] * 6
    pupil.refresh_from_db()
    post.refresh_from_db()
    assert (pupil.name, post.ending) == ("李致远", "retired")
    assert [row.guardian.name for row in pupil.guardianships.all()] == ["周敏"]


def test_a_post_is_given_after_the_school_is_chosen(client, registrar, teacher, city):
    address = f"/registry/people/{teacher.pk}/posts/give/"
    said = {"school": city["一小"].pk, "kind": "class_teacher", "from_on": "2021-09-01"}

    first = client.post(address, said)
    second = client.post(address, said | {"place": city["2018级1班"].pk})

    assertContains(first, "2018级1班", status_code=422)
    assertRedirects(second, f"/registry/people/{teacher.pk}/")
    assert Post.objects.filter(person=teacher, kind="class_teacher", organisation=city["2018级1班"]).exists()


def test_chosen_pupils_are_previewed_and_then_changed(client, registrar, pupil):
    post = Post.objects.get(person=pupil)
    said = {"pk": post.pk, "on": "2022-03-01", "document": "", "because": ""}

    first = client.post("/registry/pupils/suspend/", {"pk": post.pk})
    preview = client.post("/registry/pupils/suspend/", said | {"step": "preview"})
    before = Post.objects.count()
    done = client.post("/registry/pupils/suspend/", said | {"step": "confirm"}, follow=True)

    assertContains(first, "给1名学生办休学")
    assertContains(preview, "可以办")
    assert before == 1
    assertContains(done, "1名学生已办休学，从2022-03-01起。")
    assert Post.objects.get(person=pupil, to_on=None).kind == "pupil_suspended"


def test_a_transfer_goes_to_a_class_of_a_school_in_scope(client, person, pupil, city):
    second = registry.open_organisation(
        name="2018级2班",
        code="C1",
        parent=city["二小"],
        level="class",
        stage="primary",
        entry_year=2018,
        on=ON,
        by=None,
        at=AT,
    )
    client.force_login(person("city", role="officer", at="潍坊市"))
    said = {"pk": Post.objects.get(person=pupil).pk, "on": "2022-03-01", "school": city["二小"].pk}

    chosen = client.post("/registry/pupils/transfer/", said | {"step": "preview"})
    done = client.post("/registry/pupils/transfer/", said | {"step": "confirm", "place": second.pk})

    assertContains(chosen, "2018级2班", status_code=422)
    assertRedirects(done, f"/registry/classes/{city['2018级1班'].pk}/")
    assert Post.objects.get(person=pupil, to_on=None).organisation == second


def test_pupils_of_others_cannot_be_slipped_into_a_change(client, person, pupil):
    client.force_login(person("other", role="registrar", at="二小"))
    said = {"pk": Post.objects.get(person=pupil).pk, "on": "2022-03-01", "step": "confirm"}

    page = client.post("/registry/pupils/suspend/", said)

    assert page.status_code == 409
    assert Post.objects.get(person=pupil).to_on is None


def test_a_year_is_rolled_over_after_its_preview(client, registrar, pupil, city):
    field = f"classes-{city['一小'].pk}-primary"

    preview = client.get("/registry/rollover/", {"place": city["一小"].pk, "year": 2022})
    done = client.post("/registry/rollover/", {"place": city["一小"].pk, "year": 2022, field: 2}, follow=True)

    assertContains(preview, "0名学生毕业，1个班升一个年级，新开1个班。")
    assertContains(done, "一小已升入2022学年：0名学生毕业，新开2个班。")
    assert Organisation.objects.filter(level="class", entry_year=2022).count() == 2


def test_nobody_rolls_over_a_place_that_is_not_theirs(client, person, city):
    client.force_login(person("other", role="registrar", at="二小"))

    page = client.get("/registry/rollover/", {"place": city["一小"].pk, "year": 2022})

    assertContains(page, "二小，2022学年")


@pytest.fixture
def pair(pupil, city):
    """A second record of 李知远, and the pair that was found."""
    other = people.add_person(
        name="李知远",
        place=city["2018级1班"],
        post={"kind": "pupil", "from_on": ON},
        papers={"pupil_number": f"G{CARD}"},
        birth_on=date(2012, 3, 16),
        by=None,
        at=AT,
    )
    people.find_likenesses(path="370700.", at=AT)
    return Likeness.objects.get(other=other)


def test_two_records_are_looked_at_side_by_side_merged_and_taken_apart_again(client, registrar, pair):
    listed, shown = client.get("/registry/likenesses/"), client.get(f"/registry/likenesses/{pair.pk}/")
    merged = client.post(f"/registry/likenesses/{pair.pk}/merge/", {"kept": pair.one_id}, follow=True)
    undone = client.post(f"/registry/mergers/{Merger.objects.get().pk}/undo/", follow=True)

    assertContains(listed, "证件相同")
    assertContains(shown, "不一样")
    assertNotContains(shown, CARD)
    assertContains(merged, "撤销合并")
    assertContains(undone, "合并已撤销")
    assert Person.objects.filter(merged_into=None).count() == 3


def test_an_old_address_leads_to_the_record_that_was_kept(client, registrar, pair):
    people.merge_people(kept=pair.one, gone=pair.other, by=None, at=AT)

    assertRedirects(client.get(f"/registry/people/{pair.other_id}/"), f"/registry/people/{pair.one_id}/")


def test_a_pair_that_is_none_is_remembered(client, registrar, pair):
    client.post(f"/registry/likenesses/{pair.pk}/apart/")

    pair.refresh_from_db()
    assert pair.is_same is False
    assertContains(client.get("/registry/likenesses/", {"state": "apart"}), "李知远")


def test_a_pair_of_others_is_not_there(client, person, pair):
    client.force_login(person("neighbour", role="officer", at="潍城区"))

    answers = [
        client.get(f"/registry/likenesses/{pair.pk}/"),
        client.post(f"/registry/likenesses/{pair.pk}/merge/", {"kept": pair.one_id}),
        client.post(f"/registry/likenesses/{pair.pk}/apart/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assertNotContains(client.get("/registry/likenesses/"), "李知远")


def test_a_pair_of_whom_one_has_gone_elsewhere_is_not_there(client, registrar, pair, city):
    Post.objects.filter(person=pair.other).update(path=city["二小"].path)

    assert client.get(f"/registry/likenesses/{pair.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_rosters_cost_the_same_however_long_they_are(
    client, registrar, city, teacher, count, django_assert_max_num_queries
):
    for number in range(count):
        people.add_person(
            name=f"学生{number}",
            place=city["2018级1班"],
            post={"kind": "pupil", "from_on": ON},
            by=None,
            at=AT,
        )

    for address in ("pupils/", "staff/", f"classes/{city['2018级1班'].pk}/", "likenesses/", "rollover/"):
        with django_assert_max_num_queries(25):
            client.get(f"/registry/{address}")
