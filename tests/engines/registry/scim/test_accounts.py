"""Another system opens, changes and ends accounts, of its own place and within what it may."""

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.test import Client as Browser

from tests.conftest import AT, ON
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.gateways.scim.schemas import CORE, ENTERPRISE, POST
from yuandu.engines.registry.models import ExternalAccount, ExternalId, Paper, Person, Post, User

FIRST, SECOND = "370700.370705.S1.", "370700.370702.S2."
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def body(username="wang.hai", *, number=None, posts=None, **rest):
    said = {"schemas": [CORE], "userName": username} | rest
    if number:
        said |= {ENTERPRISE: {"employeeNumber": number}}
    if posts is not None:
        said |= {POST: {"posts": posts}}
    said["schemas"] += [urn for urn in (ENTERPRISE, POST) if urn in said]
    return said


def named(name="王海"):
    return {"name": {"formatted": name}}


def post(place=FIRST, kind="subject_teacher", subject="mathematics"):
    said = {"organisation": place, "kind": kind}
    return said | {"subject": subject} if subject else said


def patch(*operations):
    return {"schemas": [PATCH], "Operations": list(operations)}


def replace(path, value):
    return {"op": "replace", "path": path, "value": value}


@pytest.fixture
def teacher(city):
    """A teacher of 一小 in the registry, with a 工号."""

    def made(name="王海", number="T001", at="一小"):
        return registry.add_person(
            name=name,
            place=city[at],
            by=None,
            at=AT,
            papers={"staff_number": number},
            post={"kind": "staff", "from_on": ON},
        )

    return made


def held(person):
    return sorted(person.posts.filter(to_on=None).values_list("path", "kind", "subject"))


def test_an_account_is_opened_with_its_person_at_the_place_of_the_system(school):
    opened = school("POST", "/Users", body(externalId="7", **named(), displayName="王老师"))

    user = User.objects.get(username="wang.hai")
    assert opened.status == 201
    assert opened.headers["Content-Type"] == "application/scim+json"
    assert opened.headers["Location"] == f"http://testserver/scim/v2/Users/{user.pk}"
    assert opened.headers["ETag"] == opened.body["meta"]["version"]
    assert (opened.body["id"], opened.body["externalId"], opened.body["displayName"]) == (
        str(user.pk),
        "7",
        "王老师",
    )
    assert opened.body["roles"] == [{"value": "teacher", "display": "教师", "organisation": FIRST}]
    assert held(user.person) == [(FIRST, "staff", "")]
    assert not user.has_usable_password()
    assert school("GET", f"/Users/{user.pk}").body == opened.body


def test_an_account_has_the_posts_that_the_system_names(kuiwen):
    posts = [post(), post(subject="physics")]

    opened = kuiwen("POST", "/Users", body(posts=posts, **named()))

    asked = kuiwen("GET", f"/Users/{opened.body['id']}?attributes={POST}:held")
    assert opened.body[POST] == {"posts": posts}
    told = {"organisation": FIRST, "name": "一小", "kind": "subject_teacher", "title": "任课教师"}
    today = date.today().isoformat()
    assert asked.body[POST]["held"] == [
        told | {"subject": "mathematics", "from": today},
        told | {"subject": "physics", "from": today},
    ]


def test_a_bureau_says_where_a_new_person_works(kuiwen):
    refused = kuiwen("POST", "/Users", body(**named()))

    assert (refused.status, refused.body["scimType"]) == (400, "invalidValue")
    assert "posts" in refused.body["detail"]
    assert not Person.objects.exists()


def test_a_person_with_the_number_and_the_name_is_found_and_not_registered_again(kuiwen, teacher):
    person = teacher()

    opened = kuiwen("POST", "/Users", body(number="t001", **named()))

    assert opened.status == 201
    assert User.objects.get(pk=opened.body["id"]).person == person
    assert Person.objects.count() == 1
    assert held(person) == [(FIRST, "staff", "")]


def test_a_person_whom_a_roster_of_the_system_brought_is_found_by_the_external_id(kuiwen, teacher):
    person = teacher()
    ExternalId.objects.create(
        source=kuiwen.client.name, kind="person", sourced_id="r-17", target_id=person.pk
    )

    opened = kuiwen("POST", "/Users", body(externalId="r-17", **named()))

    assert User.objects.get(pk=opened.body["id"]).person == person
    assert Person.objects.count() == 1


def test_a_number_alone_is_no_proof_of_who_somebody_is(kuiwen, teacher):
    teacher()

    answers = [
        kuiwen("POST", "/Users", body(number="T001", posts=[post()], **said)) for said in ({}, named("王河"))
    ]

    assert [(answer.status, answer.body["scimType"]) for answer in answers] == [(409, "uniqueness")] * 2
    assert (Person.objects.count(), User.objects.count()) == (1, 0)


def test_a_number_of_another_county_is_another_persons(weicheng, teacher):
    stranger = teacher()

    opened = weicheng("POST", "/Users", body(number="T001", posts=[post(SECOND)], **named()))

    assert opened.body[ENTERPRISE] == {"employeeNumber": "T001"}
    assert User.objects.get(pk=opened.body["id"]).person != stranger
    assert Paper.objects.get(number="T001").person == stranger


def test_a_name_to_sign_in_with_is_one_accounts(kuiwen, weicheng, teacher):
    teacher()
    kuiwen("POST", "/Users", body(number="T001", **named()))

    again = kuiwen("POST", "/Users", body(number="T001", **named()))
    other = weicheng("POST", "/Users", body("WANG.HAI", posts=[post(SECOND)], **named("王河")))

    assert [(answer.status, answer.body["scimType"]) for answer in (again, other)] == [
        (409, "uniqueness")
    ] * 2
    assert Person.objects.count() == 1


def test_the_account_of_a_person_is_taken_over_by_its_own_name(kuiwen, teacher, city):
    person = teacher()
    own = registry.open_account(
        username="haizi",
        name="海子",
        password="kite-2021-yuandu",
        home=city["一小"],
        by=None,
        at=AT,
        person=person,
    )

    refused = kuiwen("POST", "/Users", body(number="T001", **named()))
    taken = kuiwen("POST", "/Users", body("haizi", number="T001", **named()))

    assert (refused.status, "haizi" in refused.body["detail"]) == (409, True)
    assert (taken.status, taken.body["id"], taken.body["displayName"]) == (201, str(own.pk), "海子")
    assert authenticate(username="haizi", password="kite-2021-yuandu") == own


def test_a_neighbour_finds_nothing(kuiwen, weicheng, teacher):
    teacher()
    account = kuiwen("POST", "/Users", body(number="T001", **named())).body["id"]
    before = User.objects.values().get(pk=account)

    answers = [
        weicheng("GET", f"/Users/{account}"),
        weicheng("PUT", f"/Users/{account}", body("taken")),
        weicheng("PATCH", f"/Users/{account}", patch(replace("active", False))),
        weicheng("DELETE", f"/Users/{account}"),
    ]

    assert [answer.status for answer in answers] == [404] * 4
    assert weicheng("GET", "/Users").body["totalResults"] == 0
    assert weicheng("GET", '/Users?filter=userName eq "wang.hai"').body["totalResults"] == 0
    assert User.objects.values().get(pk=account) == before


def test_a_neighbour_gives_no_post_elsewhere(weicheng):
    refused = weicheng("POST", "/Users", body(posts=[post(FIRST)], **named()))

    assert (refused.status, refused.body["scimType"]) == (400, "invalidValue")
    assert not Person.objects.exists()


def test_who_moved_to_another_county_is_no_longer_the_former_ones(kuiwen, teacher, city):
    person = teacher()
    account = kuiwen("POST", "/Users", body(number="T001", **named())).body["id"]
    registry.end_post(post=person.posts.get(), on=date(2021, 9, 1), by=None, at=AT)
    registry.give_post(
        person=person, organisation=city["二小"], kind="staff", from_on=date(2021, 9, 1), by=None, at=AT
    )

    answers = [
        kuiwen("GET", f"/Users/{account}"),
        kuiwen("PATCH", f"/Users/{account}", patch(replace("active", False))),
        kuiwen("DELETE", f"/Users/{account}"),
    ]

    assert [answer.status for answer in answers] == [404] * 3
    assert User.objects.get(pk=account).is_active


def test_switching_an_account_off_ends_access(kuiwen, teacher):
    teacher()
    account = kuiwen("POST", "/Users", body(number="T001", **named())).body["id"]
    browser = Browser()
    browser.force_login(User.objects.get(pk=account))
    before = browser.get("/today/").status_code

    answer = kuiwen("PATCH", f"/Users/{account}", patch(replace("active", False)))

    assert (before, answer.status, browser.get("/today/").status_code) == (200, 204, 302)
    assert kuiwen("GET", f"/Users/{account}").body["active"] is False


def test_a_password_that_is_sent_works_and_a_weak_one_is_refused(school):
    weak = school("POST", "/Users", body(password="12345678", **named()))
    good = school("POST", "/Users", body(password="Kuiwen-2026-spring", **named()))

    assert (weak.status, weak.body["scimType"]) == (400, "invalidValue")
    assert "password" not in good.body
    assert authenticate(username="wang.hai", password="Kuiwen-2026-spring").pk == int(good.body["id"])
    assert User.objects.get().password.startswith("argon2")


def test_an_account_with_rights_is_switched_off_and_nothing_else(kuiwen, teacher, city):
    person = teacher()
    account = kuiwen("POST", "/Users", body(number="T001", **named())).body["id"]
    user = User.objects.get(pk=account)
    registry.grant_role(user=user, role="registrar", organisation=city["一小"], on=ON, by=None, at=AT)

    changes = {"password": "Kuiwen-2026-spring", "userName": "mine", "emails": [{"value": "me@example.com"}]}
    refused = [kuiwen("PATCH", f"/Users/{account}", patch(replace(*change))) for change in changes.items()]
    off = kuiwen("PATCH", f"/Users/{account}", patch(replace("active", False)))
    on = kuiwen("PATCH", f"/Users/{account}", patch(replace("active", True)))

    assert [answer.status for answer in refused] == [403] * 3
    assert (off.status, on.status) == (204, 403)
    user.refresh_from_db()
    assert (user.username, user.email, user.is_active) == ("wang.hai", "", False)
    assert not user.has_usable_password()
    assert person.user == user


def test_who_also_works_elsewhere_keeps_the_account(kuiwen, teacher, city):
    person = teacher()
    account = kuiwen("POST", "/Users", body(number="T001", posts=[post()], **named())).body["id"]
    registry.give_post(person=person, organisation=city["二小"], kind="staff", from_on=ON, by=None, at=AT)

    refused = [
        kuiwen("PATCH", f"/Users/{account}", patch(replace("active", False))),
        kuiwen("PATCH", f"/Users/{account}", patch(replace("password", "Kuiwen-2026-spring"))),
        kuiwen("DELETE", f"/Users/{account}"),
    ]
    ended = kuiwen("PATCH", f"/Users/{account}", patch({"op": "remove", "path": f"{POST}:posts"}))

    assert ([answer.status for answer in refused], ended.status) == ([403] * 3, 204)
    assert User.objects.get(pk=account).is_active
    assert held(person) == [(SECOND, "staff", ""), (FIRST, "staff", "")]


def test_only_posts_that_the_system_brought_end_with_its_word(kuiwen, teacher):
    person = teacher()
    posts = [post(kind="staff", subject=None), post()]
    account = kuiwen("POST", "/Users", body(number="T001", posts=posts, **named())).body["id"]

    said = kuiwen("GET", f"/Users/{account}").body[POST]["posts"]
    kuiwen("PATCH", f"/Users/{account}", patch({"op": "remove", "path": f"{POST}:posts"}))

    assert said == posts
    assert held(person) == [(FIRST, "staff", "")]


def test_a_post_that_was_held_for_a_while_stays_in_the_record(school):
    account = school("POST", "/Users", body(posts=[post()], **named())).body["id"]
    Post.objects.update(from_on=ON)

    school("PATCH", f"/Users/{account}", patch(replace(f"{POST}:posts", [post(subject="physics")])))

    kept = list(Post.objects.order_by("pk").values_list("subject", "from_on", "to_on"))
    assert kept == [("mathematics", ON, date.today()), ("physics", date.today(), None)]


def test_a_post_that_carries_rights_is_not_given(school):
    refused = [
        school("POST", "/Users", body(posts=[post(kind=kind)], **named()))
        for kind in ("principal", "registrar", "pupil_suspended", "king")
    ]

    assert [(answer.status, answer.body["scimType"]) for answer in refused] == [(400, "invalidValue")] * 4
    assert not User.objects.exists()


def test_a_put_that_leaves_posts_and_name_out_leaves_them_alone(school):
    account = school("POST", "/Users", body(externalId="7", posts=[post()], **named())).body["id"]

    put = school("PUT", f"/Users/{account}", body("wang.h"))

    assert (put.status, put.body["userName"], put.body["name"]) == (200, "wang.h", {"formatted": "王海"})
    assert put.body[POST] == {"posts": [post()]}
    assert "externalId" not in put.body


def test_the_name_of_a_person_from_the_roster_is_the_rosters(kuiwen, teacher):
    person = teacher()
    account = kuiwen("POST", "/Users", body(number="T001", **named())).body["id"]

    put = kuiwen("PUT", f"/Users/{account}", body(number="T001", **named("王大海"), displayName="大海"))

    person.refresh_from_db()
    assert (person.name, put.body["name"]["formatted"], put.body["displayName"]) == ("王海", "王海", "大海")


def test_a_change_over_somebody_elses_is_refused(school):
    opened = school("POST", "/Users", body(**named()))
    address, version = f"/Users/{opened.body['id']}", opened.headers["ETag"]

    first = school("PATCH", address, patch(replace("displayName", "一")), **{"If-Match": version})
    second = school("PATCH", address, patch(replace("displayName", "二")), **{"If-Match": version})

    assert (first.status, second.status) == (204, 412)
    assert first.headers["ETag"] != version
    assert school("GET", address).body["displayName"] == "一"
    assert school("GET", address, **{"If-None-Match": first.headers["ETag"]}).status == 304


def test_an_account_that_nobody_used_is_gone_and_its_name_is_free(school):
    account = school("POST", "/Users", body(externalId="7", **named())).body["id"]

    deleted = school("DELETE", f"/Users/{account}")

    assert (deleted.status, school("GET", f"/Users/{account}").status) == (204, 404)
    assert not User.objects.exists()
    assert held(Person.objects.get()) == []
    assert school("POST", "/Users", body(**named("李娜"))).status == 201


def test_an_account_that_was_used_is_off_and_comes_back_to_the_same_person(school):
    account = school("POST", "/Users", body(externalId="7", posts=[post()], **named())).body["id"]
    User.objects.update(last_login=AT)

    school("DELETE", f"/Users/{account}")
    gone = school("GET", f"/Users/{account}").status
    link = ExternalAccount.objects.get()
    other = school("POST", "/Users", body(**named("李娜")))
    back = school("POST", "/Users", body(externalId="8", posts=[post()], **named()))

    assert (gone, link.external_id, other.status) == (404, "", 409)
    assert (back.status, back.body["id"], back.body["externalId"], back.body["active"]) == (
        201,
        account,
        "8",
        True,
    )
    assert User.objects.get().is_active


def test_each_write_leaves_a_fact_that_names_the_system_and_the_person(school):
    account = school("POST", "/Users", body(**named())).body["id"]
    person = Person.objects.get()
    school("PATCH", f"/Users/{account}", patch(replace("active", False)))
    school("DELETE", f"/Users/{account}")

    facts = Fact.objects.filter(verb__startswith="registry.scim_").order_by("pk")

    name = school.client.name
    assert [(fact.verb, fact.data, fact.people, fact.by_id, fact.path) for fact in facts] == [
        (verb, {"client": name} | told, [person.pk], None, FIRST)
        for verb, told in (
            ("registry.scim_opened", {"is_new": True, "is_person_new": True}),
            ("registry.scim_changed", {"changed": ["active"], "active": False}),
            ("registry.scim_closed", {"is_gone": True}),
        )
    ]
    assert {fact.about for fact in facts} == {f"registry.User:{account}"}


def test_a_change_that_changes_nothing_leaves_no_fact(school):
    account = school("POST", "/Users", body(**named())).body["id"]

    answer = school("PATCH", f"/Users/{account}", patch(replace("active", True)))

    assert answer.status == 204
    assert Fact.objects.filter(verb="registry.scim_changed").count() == 0


def test_who_has_no_token_or_another_one_gets_nowhere(system, school):
    account = school("POST", "/Users", body(**named())).body["id"]
    roster = system("一小", name="课表系统", scopes=("roster-core.readonly",))
    nobody = system("一小")
    nobody.client = None

    assert [roster("GET", f"/Users/{account}").status, nobody("GET", f"/Users/{account}").status] == [
        403,
        401,
    ]
    assert nobody("GET", "/Users").headers["WWW-Authenticate"].startswith("Bearer")


def test_a_name_or_number_taken_at_the_same_moment_is_said_and_not_a_failure(school):
    school("POST", "/Users", body("first", number="T1", **named()))
    other = school("POST", "/Users", body("other", number="T2", **named("李娜"))).body["id"]

    answers = [
        school("PATCH", f"/Users/{other}", patch(replace("userName", "FIRST"))),
        school("PATCH", f"/Users/{other}", patch(replace(f"{ENTERPRISE}:employeeNumber", "T1"))),
    ]

    assert [(answer.status, answer.body["scimType"]) for answer in answers] == [(409, "uniqueness")] * 2
    assert answers[0].body["detail"] != answers[1].body["detail"]
    assert User.objects.get(pk=other).username == "other"
