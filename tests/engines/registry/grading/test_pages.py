"""What pages show of people: to each reader what the grades say, and nothing above."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from tests.engines.registry.grading.conftest import CARD, NAMES, SECRETS
from yuandu.engines.activity import api as activity
from yuandu.engines.messaging.models import Notice
from yuandu.engines.messaging.services import tell_of_looks
from yuandu.engines.registry.models import Code, Guardianship, Likeness, Look, Person
from yuandu.engines.registry.models.codes import read_codes
from yuandu.engines.registry.services import people, privacy

FAR = ("city", "county")
NEAR = ("registrar", "principal", "teacher")
STRANGERS = ("neighbour", "other school", "other guardian")


@pytest.fixture
def addresses(city, pupil, teacher):
    father = Guardianship.objects.get(pupil=pupil, relation="father").guardian
    return {
        "roster": "/registry/pupils/",
        "staff": "/registry/staff/",
        "class": f"/registry/classes/{city['2018级1班'].pk}/",
        "person": f"/registry/people/{pupil.pk}/",
        "father": f"/registry/people/{father.pk}/",
        "teacher": f"/registry/people/{teacher.pk}/",
        "search": "/search/?q=李",
        "search by initials": "/search/?q=lzy",
        "likenesses": "/registry/likenesses/",
        "looks": "/registry/looks/",
        "exports": "/registry/exports/",
    }


def shown_on(client, addresses):
    """Return the pages that the client can open, by name."""
    answers = {name: client.get(address) for name, address in addresses.items()}
    return {name: answer.text for name, answer in answers.items() if answer.status_code == 200}


@pytest.mark.parametrize("seat", [*FAR, *NEAR])
def test_no_number_and_no_birth_date_stands_on_a_page_without_a_purpose(client, seats, addresses, seat):
    client.force_login(seats[seat])

    pages = shown_on(client, addresses)

    if seat == "teacher":
        del pages["teacher"]  # her own
    leaks = [(page, what) for page, text in pages.items() for what, value in SECRETS.items() if value in text]
    assert leaks == []
    assert {"roster", "class", "person", "search"} <= set(pages)


@pytest.mark.parametrize("seat", FAR)
def test_beyond_the_school_pupils_and_families_have_no_names(client, seats, addresses, seat):
    client.force_login(seats[seat])

    pages = shown_on(client, addresses)

    assert [(page, name) for page, text in pages.items() for name in NAMES if name in text] == []
    assert all("李**" in pages[page] for page in ("roster", "class", "person", "search"))
    assert "王海燕" in pages["staff"]  # who works in education is known by name


@pytest.mark.parametrize("seat", NEAR)
def test_in_the_school_names_stay(client, seats, addresses, seat):
    client.force_login(seats[seat])

    pages = shown_on(client, addresses)

    assert all("李知远" in pages[page] for page in ("roster", "class", "person", "search"))
    assert "李大山" in pages["person"]


@pytest.mark.parametrize("seat", STRANGERS)
def test_strangers_find_nothing_at_all(client, seats, addresses, pupil, seat):
    client.force_login(seats[seat])

    pages = shown_on(client, addresses)

    values = (*SECRETS.values(), "李知远", "李**")
    assert [(page, value) for page, text in pages.items() for value in values if value in text] == []
    assert "person" not in pages
    assert client.get(f"/registry/people/{pupil.pk}/look/").status_code in (403, 404)


def test_a_father_sees_his_child_whole_and_the_mothers_number_masked(client, seats, addresses):
    client.force_login(seats["guardian"])

    page = client.get(addresses["person"]).text

    seen = {what for what, value in SECRETS.items() if value in page}
    assert seen == {"card", "phone", "mail", "birth", "father's phone"}
    assert "周小敏" in page
    assert "137****3307" in page


def test_a_pupil_sees_their_own_data_whole(client, seats, addresses):
    client.force_login(seats["pupil"])

    page = client.get(addresses["person"]).text

    assert {what for what, value in SECRETS.items() if value in page} == {"card", "phone", "mail", "birth"}


def test_a_page_says_its_grade(client, seats, addresses, pupil):
    client.force_login(seats["registrar"])
    Person.objects.filter(pk=pupil.pk).update(birth_on=timezone.localdate() - timedelta(days=10 * 365))

    child, grown = client.get(addresses["person"]).text, client.get(addresses["teacher"]).text

    assert ('class="cls l4"' in child, "<i>敏感</i>" in child) == (True, True)
    assert ('class="cls l3"' in grown, "<i>个人</i>" in grown) == (True, True)


def test_a_page_about_a_person_is_kept_by_no_browser(client, seats, addresses):
    client.force_login(seats["registrar"])

    assert "no-store" in client.get(addresses["person"])["Cache-Control"]


# looking for a purpose


def looked(client, pupil, **said):
    return client.post(f"/registry/people/{pupil.pk}/look/", {"purpose": "enrolment", "words": ""} | said)


def test_for_a_purpose_everything_is_shown_and_it_is_recorded_with_whom_it_concerns(
    client, seats, addresses, pupil
):
    client.force_login(seats["county"])

    answer = looked(client, pupil)
    page = client.get(addresses["person"])

    assertRedirects(answer, addresses["person"])
    missing = {what for what, value in SECRETS.items() if value not in page.text}
    assert missing == {"birth in a form", "teacher's phone"}
    assertContains(page, "正在看完整信息（学籍办理）")
    fact = activity.facts_about(f"registry.Person:{pupil.pk}").get(verb="registry.revealed")
    kin = Guardianship.objects.filter(pupil=pupil).values_list("guardian", flat=True)
    assert (fact.by_id, fact.because, fact.path) == (
        seats["county"].pk,
        "学籍办理",
        "370700.370705.S1.G2018.C1.",
    )
    assert fact.data == {"purpose": "enrolment", "fields": ["name", "birth", "contact", "papers"]}
    assert sorted(fact.people) == sorted([pupil.pk, *kin])


def test_a_purpose_opens_its_own_fields_alone(client, seats, addresses, pupil):
    client.force_login(seats["teacher"])

    looked(client, pupil, purpose="contact")
    page = client.get(addresses["person"]).text

    seen = {what for what, value in SECRETS.items() if value in page}
    assert seen == {"phone", "mail", "father's phone", "mother's phone"}


def test_a_purpose_that_is_not_the_roles_is_refused(client, seats, pupil):
    client.force_login(seats["teacher"])

    answer = looked(client, pupil, purpose="enrolment")

    assert answer.status_code == 422
    assert Look.objects.count() == 0
    with pytest.raises(privacy.PurposeUnfit):
        privacy.reveal(person=pupil, purpose="enrolment", by=seats["teacher"], at=timezone.now())


def test_another_purpose_needs_words(client, seats, addresses, pupil):
    client.force_login(seats["registrar"])

    silent = looked(client, pupil, purpose="other")
    said = looked(client, pupil, purpose="other", words="核对中考报名")

    assertContains(silent, "选“其他”的，请写明用来做什么。", status_code=409)
    assertRedirects(said, addresses["person"])
    assert Look.objects.get().words == "核对中考报名"


def test_a_look_opens_one_person_and_no_other(client, seats, addresses, pupil, teacher):
    client.force_login(seats["county"])

    looked(client, pupil)

    assert SECRETS["teacher's phone"] not in client.get(addresses["teacher"]).text
    roster = client.get(addresses["roster"]).text
    assert [name for name in ("李知远", "孙小七", "孙**") if name in roster] == ["李知远", "孙**"]


def test_a_look_ends_after_some_minutes(client, seats, addresses, pupil):
    client.force_login(seats["county"])
    looked(client, pupil)

    session = client.session
    for look in session["looks"].values():
        assert look["until"] <= (timezone.now() + timedelta(minutes=15)).timestamp()
        look["until"] = (timezone.now() - timedelta(seconds=1)).timestamp()
    session.save()

    assert CARD not in client.get(addresses["person"]).text


def test_a_look_ends_when_one_says_so(client, seats, addresses, pupil):
    client.force_login(seats["county"])
    looked(client, pupil)

    client.post(f"/registry/people/{pupil.pk}/look/leave/")

    assert CARD not in client.get(addresses["person"]).text


def test_a_look_ends_with_the_session(client, seats, addresses, pupil):
    client.force_login(seats["county"])
    looked(client, pupil)

    client.logout()
    client.force_login(seats["county"])

    assert CARD not in client.get(addresses["person"]).text


def test_who_changes_a_record_says_what_for_first(client, seats, pupil):
    client.force_login(seats["registrar"])
    change = f"/registry/people/{pupil.pk}/change/"

    asked = client.get(change)
    answer = client.post(f"{asked.url}", {"purpose": "correction", "words": ""})

    assert asked.url == f"/registry/people/{pupil.pk}/look/?next=change"
    assertRedirects(answer, change)
    assertContains(client.get(change), SECRETS["phone"])


def test_two_records_are_compared_without_their_numbers(client, seats, city, pupil):
    people.add_person(
        name="李知远",
        place=city["2018级1班"],
        post={"kind": "pupil", "from_on": pupil.posts.get().from_on},
        birth_on=pupil.birth_on,
        phone=SECRETS["phone"],
        by=None,
        at=timezone.now(),
    )
    people.find_likenesses(path="370700.", at=timezone.now())
    client.force_login(seats["county"])

    page = client.get(f"/registry/likenesses/{Likeness.objects.get().pk}/").text

    assert [value for value in (*SECRETS.values(), *NAMES) if value in page] == []
    assert "2012年**月**日" in page


# too many


@pytest.fixture
def few(db):
    """Registrars are expected to look at one person a day."""
    Code.objects.filter(code="looks_registrar").update(extra={"value": 1})
    read_codes.cache_clear()
    yield
    read_codes.cache_clear()


def test_who_looks_at_too_many_is_told_and_so_is_who_leads_the_school(client, seats, few, pupil, teacher):
    client.force_login(seats["registrar"])
    looked(client, pupil)
    warned = client.get(f"/registry/people/{teacher.pk}/look/")
    again = looked(client, pupil)
    beyond = [looked(client, teacher), looked(client, teacher)]

    facts = activity.facts_about(f"registry.User:{seats['registrar'].pk}").filter(
        verb="registry.looked_often"
    )
    assertContains(warned, "一天看1人以内算平常")
    assert [answer.status_code for answer in (again, *beyond)] == [302] * 3
    assert [(fact.data["people"], fact.data["limit"]) for fact in facts] == [(2, 1)]


def test_the_superior_gets_a_notice_of_too_many_looks(seats, city, pupil, few):
    seat = seats["registrar"]
    fact = activity.record(
        verb="registry.looked_often",
        about=f"registry.User:{seat.pk}",
        path=city["一小"].path,
        by=seat.pk,
        at=timezone.now(),
        data={"people": 2, "limit": 1, "seat": "一小 学籍与人事管理员"},
    )

    tell_of_looks(fact=fact, at=timezone.now())

    assert [(notice.user.username, notice.title) for notice in Notice.objects.select_related("user")] == [
        ("principal", "一小 学籍与人事管理员一天里看了2人的完整信息")
    ]


def test_looks_are_counted_for_who_leads_and_lead_to_the_trail(client, seats, pupil, teacher):
    client.force_login(seats["registrar"])
    for who, purpose in ((pupil, "contact"), (pupil, "enrolment"), (teacher, "contact")):
        looked(client, who, purpose=purpose)
    look = Look.objects.order_by("pk")[0]
    client.force_login(seats["county"])

    counted = client.get("/registry/looks/").text
    one = client.get(f"/registry/looks/{seats['registrar'].pk}/").text
    none = client.get("/registry/looks/", {"purpose": "safety"}).text

    assert ">2</td>" in counted
    assert ">3</td>" in counted
    assert f"/activity/facts/{look.fact_id}/" in one
    assert "李知远" not in one
    assert "registrar" not in none.partition('id="rows"')[2]


def test_the_principal_of_another_school_counts_nobody_here(client, person, seats, pupil):
    client.force_login(seats["registrar"])
    looked(client, pupil)
    client.force_login(person("elsewhere", role="principal", at="二小"))

    assert "registrar" not in client.get("/registry/looks/").text.partition('id="rows"')[2]
    assert client.get(f"/registry/looks/{seats['registrar'].pk}/").status_code == 404


def test_the_grades_are_shown_as_ours(client, seats):
    client.force_login(seats["registrar"])

    page = client.get("/registry/grades/")

    assertContains(page, "级别和遮盖方式由平台自定，不是官方标准")
    assertContains(page, "手机号")
