"""Where somebody is signed in, what a copied cookie is worth, and what happens when somebody leaves."""

from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Grant, Guardianship, Person, Post, User
from yuandu.site.signin import services

WORDS = "kites over Weifang"
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"


@pytest.fixture
def account(city, codes):
    """Open an account with a person and a password, who is nothing yet."""

    def opened(username, at="一小"):
        person = Person.objects.create(name=username)
        return registry.open_account(
            username=username, name=username, password=WORDS, home=city[at], by=None, at=AT, person=person
        )

    return opened


@pytest.fixture
def post(city):
    def given(user, kind="subject_teacher", at="一小"):
        place = city[at]
        return Post.objects.create(
            person=user.person, organisation=place, path=place.path, unit=place.unit, school=place.school,
            kind=kind, from_on=ON,
        )  # fmt: skip

    return given


@pytest.fixture
def wang(account, post):
    user = account("wang")
    post(user)
    return user


def signed_in(username="wang", agent=EDGE, address="203.0.113.7"):
    browser = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    assert browser.post("/sign-in/", {"login": username, "password": WORDS}).status_code == 302
    return browser


def is_in(browser):
    return browser.get("/today/").status_code == 200


def verbs_of(user):
    return [fact.verb for fact in activity.facts_about(f"registry.User:{user.pk}")]


# — sessions


def test_the_page_lists_the_devices_in_words_and_marks_this_one(wang):
    signed_in(agent=PHONE, address="198.51.100.9")
    browser = signed_in()

    page = browser.get("/security/").content.decode()

    assert [words in page for words in ("Windows电脑，Edge", "iPhone，Safari", "198.51.100.9", "这一台")] == [
        True
    ] * 4
    assert page.count(">让它退出<") == 1


def test_only_the_latest_twenty_devices_are_listed_and_the_others_counted(wang):
    for _number in range(22):
        signed_in(agent=PHONE)
    browser = signed_in()

    page = browser.get("/security/").content.decode()

    assert (page.count(">让它退出<"), "还有3台没有列出来。" in page) == (19, True)


def test_one_device_is_signed_out_and_the_others_stay(wang):
    here, phone, third = signed_in(), signed_in(agent=PHONE), signed_in()
    key = phone.session.session_key
    here.post("/security/sessions/end/", {"pk": UserSession.objects.get(session_key=key).pk})

    assert [is_in(browser) for browser in (here, phone, third)] == [True, False, True]
    assert verbs_of(wang)[-1] == "signin.sessions_ended"


def test_all_other_devices_are_signed_out(wang):
    here, phone, third = signed_in(), signed_in(agent=PHONE), signed_in()

    page = here.post("/security/sessions/end/", follow=True).content.decode()

    assert "2台设备已经退出。" in page
    assert [is_in(browser) for browser in (here, phone, third)] == [True, False, False]


@pytest.mark.parametrize("pk", ["x", "9" * 30, "²", "0"])
def test_a_device_that_is_not_there_ends_nothing(wang, pk):
    here, phone = signed_in(), signed_in(agent=PHONE)

    here.post("/security/sessions/end/", {"pk": pk})

    assert is_in(phone)


def test_nobody_signs_out_the_device_of_somebody_else(wang, account, post):
    li = account("li")
    post(li)
    theirs = signed_in("li")

    signed_in().post("/security/sessions/end/", {"pk": UserSession.objects.get(user=li).pk})

    assert is_in(theirs)


def test_a_changed_password_ends_every_other_session_at_once(wang):
    here, phone = signed_in(), signed_in(agent=PHONE)
    key = phone.session.session_key

    here.post("/password/", {"oldpassword": WORDS, "password1": "another kite", "password2": "another kite"})

    assert (is_in(here), is_in(phone)) == (True, False)
    assert not Session.objects.filter(session_key=key).exists()
    assert here.get("/security/").content.decode().count(">让它退出<") == 0


def test_a_session_that_began_elsewhere_is_listed_from_its_first_page_on(wang, client):
    client.force_login(wang)

    client.get("/today/")

    assert UserSession.objects.filter(user=wang, session_key=client.session.session_key).count() == 1


def test_seeing_a_session_again_costs_no_statement(wang, django_assert_max_num_queries):
    browser = signed_in()
    browser.get("/registry/profile/")

    with django_assert_max_num_queries(25) as queries:
        browser.get("/registry/profile/")

    assert [query for query in queries if "usersession" in query["sql"]] == []


def test_what_is_left_of_sessions_that_are_over_is_forgotten_at_night(wang):
    here, over = signed_in(), signed_in(agent=PHONE)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=AT)

    count = services.forget_ended_sessions(at=timezone.now())

    assert (count, UserSession.objects.get().session_key) == (1, here.session.session_key)


# — a stolen cookie


def test_a_cookie_that_was_copied_before_signing_out_is_dead_after(wang):
    browser = signed_in()
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert is_in(thief)

    browser.post("/sign-out/")

    assert not is_in(thief)
    assert verbs_of(wang)[-1] == "signin.left"


def test_a_session_that_somebody_had_before_signing_in_is_not_the_one_after(wang):
    browser = Client()
    browser.get("/sign-in/outside/unknown/")
    session = browser.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted

    browser.post("/sign-in/", {"login": "wang", "password": WORDS})

    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(wang, settings):
    cookie = signed_in().cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert settings.SESSION_COOKIE_SECURE is False  # HTTPS=1 makes it so


def test_a_new_kind_of_device_is_told_and_a_known_one_is_not(wang):
    browser = signed_in()
    signed_in(address="203.0.113.99")  # the same kind of device in the same part of the network
    assert "新的设备" not in browser.get("/messaging/").content.decode()

    signed_in(agent=PHONE, address="198.51.100.9")

    assert "新的设备登录了您的账号" in browser.get("/messaging/").content.decode()


# — who holds nothing


def test_an_account_that_holds_nothing_gets_a_friendly_page_and_no_session(account):
    account("zhao")
    browser = Client()

    page = browser.post("/sign-in/", {"login": "zhao", "password": WORDS}, follow=True)

    assert "您的账号现在没有身份" in page.content.decode()
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("names_people", [True, False])
def test_a_teacher_whose_last_post_ends_is_signed_out_by_the_fact(wang, account, post, names_people):
    li = account("li")
    post(li)
    browser, other = signed_in(), signed_in("li")
    Post.objects.filter(person=wang.person).update(to_on=date(2022, 12, 1))
    fact = activity.record(
        verb="registry.post_ended", about="registry.Post:1", path="370700.", by=None, at=LATER,
        people=[wang.person_id] if names_people else [],
    )  # fmt: skip

    services.look_who_left(fact=fact, at=LATER)

    assert (is_in(browser), is_in(other)) == (False, True)
    assert verbs_of(wang)[-1] == "signin.access_ended"


def test_an_officer_whose_grant_is_revoked_is_signed_out_by_the_fact(account, city):
    officer = account("officer")
    grant = registry.grant_role(
        user=officer, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT
    )
    browser = signed_in("officer")
    registry.revoke_role(grant=grant, on=date(2022, 12, 1), by=None, at=LATER)
    fact = activity.facts_about(f"registry.Grant:{grant.pk}").get(verb="registry.revoked")

    services.look_who_left(fact=fact, at=LATER)

    assert not is_in(browser)


def test_who_holds_another_post_a_role_or_a_ward_stays_signed_in(account, post, city):
    teacher, officer, mother = account("teacher"), account("officer"), account("mother")
    post(teacher)
    ended = post(teacher, kind="class_teacher")
    registry.grant_role(user=officer, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)
    form, pupil = city["2018级1班"], Person.objects.create(name="李小鸢")
    Post.objects.create(
        person=pupil, organisation=form, path=form.path, unit=form.unit, school=form.school, kind="pupil",
        from_on=ON,
    )  # fmt: skip
    Guardianship.objects.create(
        pupil=pupil, guardian=mother.person, relation="mother", path=form.path, unit=form.unit,
        school=form.school,
    )  # fmt: skip
    browsers = [signed_in(name) for name in ("teacher", "officer", "mother")]
    Post.objects.filter(pk=ended.pk).update(to_on=date(2022, 12, 1))

    count = services.end_access_of_leavers(at=LATER)

    assert (count, [is_in(browser) for browser in browsers]) == (0, [True] * 3)


def test_a_guardian_whose_last_child_left_and_an_officer_whose_grant_ended_are_signed_out(account, city):
    officer = account("officer")
    registry.grant_role(user=officer, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)
    browser = signed_in("officer")
    Grant.objects.update(to_on=date(2022, 12, 1))

    assert services.end_access_of_leavers(at=LATER) == 1
    assert not is_in(browser)


def test_a_stopped_account_is_out_at_its_next_page_and_swept_within_a_minute(wang):
    browser = signed_in()
    User.objects.filter(pk=wang.pk).update(is_active=False)

    at_once = is_in(browser)
    count = services.end_access_of_leavers(at=LATER)

    assert (at_once, count, UserSession.objects.count()) == (False, 1, 0)


def test_looking_for_leavers_costs_the_same_for_one_session_and_for_many(
    account, post, django_assert_max_num_queries
):
    for number in range(3):
        user = account(f"teacher{number}")
        post(user)
        signed_in(user.username)

        with django_assert_max_num_queries(8):
            services.end_access_of_leavers(at=LATER)


def test_access_ends_by_one_call_whatever_is_open(wang):
    browsers = [signed_in(), signed_in(agent=PHONE)]

    services.end_access(user=wang, at=LATER, because="离职")

    assert [is_in(browser) for browser in browsers] == [False, False]
    last = activity.facts_about(f"registry.User:{wang.pk}").last()
    assert (last.verb, last.because, last.data) == ("signin.access_ended", "离职", {"count": 2})


def test_signing_in_and_out_leaves_facts_that_the_page_of_safety_shows(wang):
    signed_in().post("/sign-out/")
    Client().post("/sign-in/", {"login": "wang", "password": "wrong"})

    page = signed_in().get("/security/").content.decode()

    assert [page.count(word) for word in ("<b>登录了</b>", "<b>退出了登录</b>", "<b>登录没有成功</b>")] == [
        2,
        1,
        1,
    ]


def test_an_erased_account_leaves_no_way_to_sign_in(client, wang):
    Authenticator.objects.create(user=wang, type="totp", data={"secret": "x"})
    client.force_login(wang)
    fact = activity.record(
        verb="registry.account_erased", about=f"registry.User:{wang.pk}", path="370700.", by=None, at=LATER
    )

    services.forget_account(fact=fact, at=LATER)

    assert Authenticator.objects.filter(user=wang).count() == 0
