"""Codes on slips, grants, seats, lists that people keep: services and pages."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.activity import api as activity
from yuandu.engines.registry import services
from yuandu.engines.registry.models import Activation, Grant, Guardianship, Person, Post, SavedView, User
from yuandu.engines.registry.queries.accounts import grants_for, people_at, roles_grantable_by
from yuandu.engines.registry.rules.activation import LENGTH, LETTERS, code_from, typed_code, written_code
from yuandu.engines.registry.services import accounts, activation

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
ON = date(2020, 9, 1)
TODAY = date(2022, 12, 1)


def post(name, place, kind, *, since=ON):
    """Somebody with a post."""
    one = Person.objects.create(name=name, pinyin=name)
    Post.objects.create(
        person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind=kind,
        from_on=since,
    )  # fmt: skip
    return one


@pytest.fixture
def people(city):
    """A pupil with a guardian, the principal of the school, and an officer of the county."""
    form, school, county = city["2018级1班"], city["一小"], city["奎文区"]
    pupil, guardian = post("李小鸢", form, "pupil"), Person.objects.create(name="李大鹏")
    Guardianship.objects.create(
        pupil=pupil, guardian=guardian, relation="father", path=form.path, unit=county, school=school
    )
    principal, officer = post("徐校长", school, "principal"), post("王海燕", county, "county_officer")
    teacher = post("谭老师", form, "subject_teacher")
    return {
        "pupil": pupil,
        "guardian": guardian,
        "principal": principal,
        "officer": officer,
        "teacher": teacher,
    }


def everybody():
    return Person.objects.order_by("pk")


def made_for(person, place, *, by=None, at=AT, **more):
    """The code of one person."""
    slips = services.make_codes(
        people=Person.objects.filter(pk=person.pk), organisation=place, by=by, at=at, **more
    )
    return slips[0][1] if slips else None


def verbs(user):
    return [fact.verb for fact in activity.facts_about(f"registry.User:{user.pk}")]


@given(seed=st.integers())
def test_a_code_survives_being_written_on_paper_and_typed_in_small_letters(seed):
    code = code_from(Random(seed))

    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert typed_code(f" {written_code(code).lower()} ") == code


def test_only_the_hash_of_a_code_is_kept_and_an_unused_one_is_replaced(city, people):
    first = made_for(people["pupil"], city["一小"])
    second = made_for(people["pupil"], city["一小"], at=AT + timedelta(days=1))

    kept = Activation.objects.get()
    assert first != second
    assert kept.code_hash == activation.hash_of(second)
    assert second not in str(Activation.objects.values().get())
    assert kept.expires_at == AT + timedelta(days=31)


def test_codes_are_made_in_the_same_number_of_queries_for_one_and_for_all(
    city, people, django_assert_num_queries
):
    for count in (1, 5):
        some = Person.objects.filter(pk__in=everybody().values("pk")[:count]).order_by("pk")
        with django_assert_num_queries(6):
            assert len(services.make_codes(people=some, organisation=city["一小"], by=None, at=AT)) == count


def test_the_person_on_the_slip_opens_an_account_with_everything_that_their_posts_give(city, people):
    code = made_for(people["principal"], city["一小"])

    user = services.activate(
        code=written_code(code).lower(), name="徐校长", username="Xu", password="kites fly", at=AT
    )

    assert (user.username, user.name, user.person) == ("xu", "徐校长", people["principal"])
    assert user.check_password("kites fly")
    assert [seat.role for seat in user.seats] == ["principal"]
    assert verbs(user) == ["registry.activated"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "22222-22222"}, activation.WrongCode),
        ({"name": "李小鹰"}, activation.WrongCode),
        ({"at": AT + timedelta(days=30)}, activation.ExpiredCode),
        ({"username": "WANG"}, accounts.TakenUsername),
    ],
)
def test_a_slip_is_refused_with_the_wrong_code_or_name_too_late_and_for_a_name_that_is_taken(
    city, people, person, change, refusal
):
    person("wang")
    sent = {
        "code": made_for(people["pupil"], city["一小"]),
        "name": "李小鸢",
        "username": "xiaoyuan",
        "at": AT,
    }

    with pytest.raises(refusal):
        services.activate(password="kites fly", **(sent | change))

    assert not User.objects.filter(person=people["pupil"]).exists()


def test_the_refusals_of_a_wrong_code_and_a_wrong_name_do_not_differ(city, people):
    code = made_for(people["pupil"], city["一小"])

    said = set()
    for attempt in ({"code": code, "name": "别人"}, {"code": "2222222222", "name": "李小鸢"}):
        with pytest.raises(activation.WrongCode) as refusal:
            services.activate(username="x", password="kites fly", at=AT, **attempt)
        said.add(str(refusal.value))

    assert len(said) == 1


def test_a_code_is_used_once(city, people):
    code = made_for(people["pupil"], city["一小"])
    sent = {"code": code, "name": "李小鸢", "password": "kites fly", "at": AT}
    services.activate(username="first", **sent)

    with pytest.raises(activation.UsedCode):
        services.activate(username="second", **sent)

    assert User.objects.get(person=people["pupil"]).username == "first"


def test_a_new_code_gives_an_account_a_new_password_and_a_stopped_account_none(city, people):
    sent = {"name": "李大鹏", "username": "dapeng", "at": AT}
    services.activate(code=made_for(people["guardian"], city["一小"]), password="old kites", **sent)

    user = services.activate(code=made_for(people["guardian"], city["一小"]), password="new kites", **sent)

    assert User.objects.get(person=people["guardian"]) == user
    assert user.check_password("new kites")
    User.objects.update(is_active=False)
    with pytest.raises(activation.StoppedAccount):
        services.activate(code=made_for(people["guardian"], city["一小"]), password="kites fly", **sent)


def test_a_registrar_makes_codes_for_the_school_but_not_for_those_who_stand_above(city, people, person):
    registrar, officer = (
        person("registrar", role="registrar", at="一小"),
        person("o", role="officer", at="奎文区"),
    )

    made = services.make_codes(people=everybody(), organisation=city["一小"], by=registrar, at=AT)
    above = services.make_codes(people=everybody(), organisation=city["一小"], by=officer, at=AT)

    # a principal is the second person for what registrars do, so no registrar takes the principal's account
    assert {one.name for one, _code in made} == {"李小鸢", "李大鹏", "谭老师"}
    assert "徐校长" in {one.name for one, _code in above}


def test_the_principal_of_another_county_makes_no_code_here(city, people, person):
    stranger = person("stranger", role="principal", at="二小")

    assert services.make_codes(people=everybody(), organisation=city["二小"], by=stranger, at=AT) == []


def test_a_teacher_who_was_granted_more_elsewhere_gets_no_code_from_the_school(city, people, person):
    registrar = person("registrar", role="registrar", at="一小")
    user = services.activate(
        code=made_for(people["teacher"], city["一小"]),
        name="谭老师",
        username="tan",
        password="kites fly",
        at=AT,
    )
    services.grant_role(user=user, role="administrator", organisation=city["潍坊市"], on=ON, by=None, at=AT)

    assert made_for(people["teacher"], city["一小"], by=registrar) is None


def test_the_staff_of_a_bureau_are_its_own_and_those_of_a_school_all_who_work_in_it(city, people):
    def names(place, who):
        return [one.name for one in people_at(city[place], who=who, on=TODAY)]

    assert names("奎文区", "staff") == ["王海燕"]
    assert names("一小", "staff") == ["徐校长", "谭老师"]
    assert names("2018级1班", "pupils") == ["李小鸢"]
    assert names("2018级1班", "guardians") == ["李大鹏"]
    assert names("二小", "pupils") == []


def test_slips_are_printed_once_by_those_who_manage_and_name_nobody_of_another_school(
    client, city, people, person
):
    client.force_login(person("registrar", role="registrar", at="一小"))
    place = f"/registry/activations/print/?organisation={city['2018级1班'].pk}"

    asked = client.get(place)
    printed = client.post(place, {"who": "guardians"})

    assert "1人" in asked.content.decode()
    text = printed.content.decode()
    code = written_code("A" * LENGTH)
    assert ("李大鹏" in text, "李小鸢" in text, code in text) == (True, True, False)
    assert printed["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Activation.objects.get().person == people["guardian"]


@pytest.mark.parametrize(("role", "at"), [("principal", "二小"), ("officer", "潍城区")])
def test_slips_of_a_class_are_not_found_from_the_next_county(client, city, people, person, role, at):
    client.force_login(person("stranger", role=role, at=at))
    place = f"/registry/activations/print/?organisation={city['2018级1班'].pk}"

    assert (client.get(place).status_code, client.post(place, {"who": "pupils"}).status_code) == (404, 404)
    assert not Activation.objects.exists()


def test_the_list_of_classes_says_how_many_have_an_account(client, city, people, person):
    services.activate(
        code=made_for(people["pupil"], city["一小"]),
        name="李小鸢",
        username="yuan",
        password="kites fly",
        at=AT,
    )
    client.force_login(person("registrar", role="registrar", at="一小"))

    text = client.get("/registry/activations/?export=csv").getvalue().decode("utf-8-sig")

    assert text.splitlines()[1:] == ["2018级1班,一小,1,1,"]


# — grants


def test_an_administrator_of_a_county_grants_below_and_never_above(city, person):
    granter, other = person("granter", role="administrator", at="奎文区"), person("other")

    made = services.grant_role(
        user=other, role="officer", organisation=city["一小"], on=ON, by=granter, at=AT, because="接替"
    )

    assert (made.user, made.role, made.organisation) == (other, "officer", city["一小"])
    for place in ("潍坊市", "潍城区"):
        with pytest.raises(accounts.BeyondOwnRights):
            services.grant_role(
                user=other, role="officer", organisation=city[place], on=ON, by=granter, at=AT
            )


def test_nobody_grants_a_role_with_more_rights_than_their_own(city, person):
    granter, other = person("granter", role="officer", at="奎文区"), person("other")

    assert "administrator" not in roles_grantable_by(granter)
    for role in ("administrator", "officer", "no such role"):
        with pytest.raises(accounts.BeyondOwnRights):
            services.grant_role(user=other, role=role, organisation=city["一小"], on=ON, by=granter, at=AT)


def test_a_role_is_granted_once_a_place_and_may_be_given_again_after_it_was_taken(city, person):
    admin, other = person("admin", role="administrator"), person("other")
    given = {"user": other, "role": "officer", "organisation": city["一小"], "by": admin, "at": AT}
    first = services.grant_role(on=ON, **given)

    with pytest.raises(accounts.AlreadyGranted):
        services.grant_role(on=ON, **given)
    services.revoke_role(grant=first, on=TODAY, by=admin, at=AT, because="调走")
    services.grant_role(on=TODAY, **given)

    facts = activity.facts_about(f"registry.Grant:{first.pk}")
    assert [(fact.verb, fact.because) for fact in facts] == [
        ("registry.granted", ""),
        ("registry.revoked", "调走"),
    ]


def test_nobody_takes_from_themselves_the_seat_in_which_they_sit(city, person):
    admin = person("admin", role="administrator")

    with pytest.raises(accounts.OwnSeat):
        services.revoke_role(grant=Grant.objects.get(user=admin), on=TODAY, by=admin, at=AT)

    assert Grant.objects.get(user=admin).to_on is None


def test_the_list_of_grants_ends_at_the_borders_of_the_scope(city, person):
    admin = person("admin", role="administrator", at="奎文区")
    person("here", role="principal", at="一小")
    person("there", role="principal", at="二小")
    person("above", role="officer", at="潍坊市")

    assert {grant.user.name for grant in grants_for(admin)} == {"admin", "here"}


def test_a_role_is_granted_and_taken_back_on_its_pages(client, city, person):
    client.force_login(person("admin", role="administrator"))
    other = person("other")

    sent = {
        "user": " OTHER ",
        "role": "principal",
        "organisation": "一小",
        "on": "2022-12-01",
        "because": "新任",
    }
    client.post("/registry/grants/new/", sent)
    grant = Grant.objects.get(user=other)
    client.post(f"/registry/grants/{grant.pk}/revoke/", {"on": "2023-01-01", "because": "离任"})
    grant.refresh_from_db()

    assert (grant.role, grant.organisation, grant.to_on) == ("principal", city["一小"], date(2023, 1, 1))


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("user", "nobody", "没有这个用户名。请核对；还没有账号的，先给他印激活码。"),
        ("organisation", "二小", "您管的范围里没有这个机构。请写全称或标识码。"),
    ],
)
def test_the_form_of_a_grant_says_what_to_mend(client, city, person, field, value, complaint):
    client.force_login(person("admin", role="administrator", at="奎文区"))
    person("other")
    sent = {
        "user": "other",
        "role": "principal",
        "organisation": "一小",
        "on": "2022-12-01",
        "because": "新任",
    }

    response = client.post("/registry/grants/new/", sent | {field: value})

    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert Grant.objects.count() == 1


def test_a_grant_of_the_next_county_cannot_be_taken_back(client, city, person):
    client.force_login(person("admin", role="administrator", at="奎文区"))
    person("there", role="principal", at="二小")
    grant = Grant.objects.get(user__username="there")

    response = client.post(f"/registry/grants/{grant.pk}/revoke/", {"on": "2023-01-01", "because": "离任"})

    assert response.status_code == 404
    assert Grant.objects.get(pk=grant.pk).to_on is None


# — seats


def test_a_person_takes_another_seat_and_stays_on_a_page_that_is_open_to_it(client, city, person):
    user = person("two", role="officer", at="奎文区")
    services.grant_role(user=user, role="administrator", organisation=city["一小"], on=ON, by=None, at=AT)
    client.force_login(user)
    key = f"{city['一小'].pk}-administrator"

    response = client.post("/registry/seat/", {"seat": key, "next": "/registry/grants/"})

    assert response.url == "/registry/grants/"
    assert client.get("/registry/grants/").status_code == 200


@pytest.mark.parametrize(
    "next_page",
    [
        "/registry/grants/",
        "/registry/organisations/1/",
        "https://example.com/",
        "//example.com/",
        "",
        "/none/",
    ],
)
def test_a_page_that_the_new_seat_may_not_open_leads_to_the_workbench(client, city, person, next_page):
    user = person("two", role="administrator", at="奎文区")
    services.grant_role(user=user, role="officer", organisation=city["一小"], on=ON, by=None, at=AT)
    client.force_login(user)

    response = client.post("/registry/seat/", {"seat": f"{city['一小'].pk}-officer", "next": next_page})

    assert response.url == "/today/"


def test_a_seat_that_is_not_ones_own_is_not_taken(client, city, person):
    client.force_login(person("officer", role="officer", at="奎文区"))

    client.post(
        "/registry/seat/", {"seat": f"{city['潍坊市'].pk}-administrator", "next": "/registry/grants/"}
    )

    assert client.get("/registry/grants/").status_code == 403


def test_the_profile_keeps_language_and_modes_for_every_device(client, person):
    user = person("wang", role="officer", at="奎文区")
    client.force_login(user)

    response = client.post("/registry/profile/", {"language": "en", "theme": "dark", "mode": "elder"})
    user.refresh_from_db()

    assert user.preferences == {"language": "en", "theme": "dark", "mode": "elder"}
    assert {name: cookie.value for name, cookie in response.cookies.items() if name != "messages"} == {
        "django_language": "en", "yd-theme": "dark", "yd-mode": "elder",
    }  # fmt: skip


# — lists that people keep


def test_a_filtered_list_is_kept_and_forgotten_again(client, person):
    user = person("wang", role="officer", at="奎文区")
    client.force_login(user)
    sent = {
        "table": "registry.schools",
        "title": "农村小学",
        "query": "?side=2&page=3",
        "next": "/registry/schools/",
    }

    saved = client.post("/registry/views/save/", sent)
    again = client.post("/registry/views/save/", sent | {"query": "side=1"})
    views = list(SavedView.objects.values_list("user", "table", "title", "query"))
    client.post("/registry/views/delete/", {"pk": SavedView.objects.get().pk, "next": "/registry/schools/"})

    assert (saved.url, again.url) == ("/registry/schools/", "/registry/schools/")
    assert views == [(user.pk, "registry.schools", "农村小学", "side=1")]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "faulty",
    [
        {"table": "../x"},
        {"title": ""},
        {"title": "长" * 41},
        {"query": "a=" + "1" * 1000},
        {"query": "&".join(f"a{n}=1" for n in range(60))},
    ],
)
def test_a_list_of_a_wrong_shape_is_not_kept(client, person, faulty):
    client.force_login(person("wang", role="officer", at="奎文区"))
    sent = {"table": "registry.schools", "title": "农村小学", "query": "side=2"}

    assert client.post("/registry/views/save/", sent | faulty).status_code == 400
    assert not SavedView.objects.exists()


def test_what_is_kept_of_a_query_string_is_names_and_values_only(client, person):
    client.force_login(person("wang", role="officer", at="奎文区"))
    sent = {
        "table": "t",
        "title": "x",
        "query": "side=2&<script>=1&q=a b&__proto__=1",
        "next": "https://evil.cn/",
    }

    response = client.post("/registry/views/save/", sent)

    assert SavedView.objects.get().query == "side=2&q=a+b"
    assert response.url == "/today/"


def test_nobody_forgets_the_list_of_somebody_else(client, person):
    kept = services.save_view(user=person("wang"), table="t", title="x", query="")
    client.force_login(person("li"))

    client.post("/registry/views/delete/", {"pk": kept.pk})

    assert SavedView.objects.filter(pk=kept.pk).exists()


def test_nobody_keeps_more_than_thirty_lists_of_one_table(person):
    user = person("wang")
    for number in range(accounts.MOST_VIEWS):
        services.save_view(user=user, table="t", title=str(number), query="")

    services.save_view(user=user, table="t", title="0", query="a=1")
    with pytest.raises(accounts.TooManyViews):
        services.save_view(user=user, table="t", title="one more", query="")

    assert user.saved_views("t").count() == accounts.MOST_VIEWS
