"""The second factor: setting it up, proving it, losing it, and whom it is demanded of."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, User
from yuandu.kernel.apps import titles
from yuandu.site.signin import second_factor

WORDS = "kites over Weifang"
AGAIN = "请再证明一次是您"


@pytest.fixture
def wang(person):
    user = person("wang", role="teacher", at="一小")
    user.set_password(WORDS)
    user.save()
    return user


@pytest.fixture
def officer(wang, city):
    """王 is a teacher of 一小 and an officer of 奎文区."""
    registry.grant_role(user=wang, role="officer", organisation=city["奎文区"], on=ON, by=None, at=AT)
    return wang


@pytest.fixture
def required(settings, tmp_path):
    settings.SECOND_FACTOR = "required"
    settings.HOME = tmp_path
    return settings


def signed_in(password=WORDS, **more):
    browser = Client(**more)
    browser.post("/sign-in/", {"login": "wang", "password": password})
    return browser


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(browser):
    """Set up the app; return its secret."""
    page = browser.get("/security/app/").content.decode()
    secret = re.search(r'<p class="secret mono">([A-Z2-7 ]+)</p>', page)[1].replace(" ", "")
    assert browser.post("/security/app/", {"code": code_of(secret)}).url == "/security/codes/"
    return secret


def codes_on(page):
    return re.findall(r'<li class="mono">(\d{8})</li>', page.content.decode())


def verbs_of(user):
    facts = activity.facts_about(f"registry.User:{user.pk}")
    return [fact.verb for fact in facts if fact.verb.startswith("signin.")]


# — the app


def test_after_the_app_is_set_up_the_password_alone_signs_nobody_in(wang):
    set_up_app(signed_in())

    browser = Client()
    first = browser.post("/sign-in/", {"login": "wang", "password": WORDS})

    assert first.url == "/sign-in/second-step/"
    assert browser.get("/today/").url.startswith("/sign-in/?next=")


def test_the_number_that_the_app_shows_completes_the_sign_in(wang):
    secret = set_up_app(signed_in())
    browser = signed_in()

    answer = browser.post("/sign-in/second-step/", {"code": code_of(secret)})

    assert (answer.url, browser.get("/today/").status_code) == ("/today/", 200)
    last = activity.facts_about(f"registry.User:{wang.pk}").filter(verb="signin.entered").last()
    assert last.data["how"] == "password+totp"


def test_a_phone_whose_clock_is_half_a_minute_off_is_believed_and_one_of_two_minutes_is_not(wang):
    secret = set_up_app(signed_in())

    answers = [
        signed_in().post("/sign-in/second-step/", {"code": code_of(secret, steps)}).status_code
        for steps in (-4, -1, 1, 4)
    ]

    assert answers == [200, 302, 302, 200]


def test_a_number_is_taken_once_for_as_long_as_it_would_be_good(wang, django_db_blocker):
    secret = set_up_app(signed_in())
    code = code_of(secret, 1)

    first = signed_in().post("/sign-in/second-step/", {"code": code})
    second = signed_in().post("/sign-in/second-step/", {"code": code})

    assert (first.status_code, second.status_code) == (302, 200)
    assert "这个码不对" in second.content.decode()


def test_numbers_cannot_be_guessed_through(wang):
    set_up_app(signed_in())
    browser = signed_in()

    pages = [browser.post("/sign-in/second-step/", {"code": "000000"}) for _try in range(11)]

    assert "试的次数太多了" in pages[-1].content.decode()


def test_the_secret_rests_encrypted(wang):
    secret = set_up_app(signed_in())

    kept = Authenticator.objects.get(user=wang, type="totp").data["secret"]

    assert secret not in kept


# — recovery codes


def test_recovery_codes_are_shown_once_and_each_signs_in_once(wang):
    browser = signed_in()
    set_up_app(browser)
    codes = codes_on(browser.get("/security/codes/"))

    later = browser.get("/security/codes/")
    first = signed_in().post("/sign-in/second-step/", {"code": codes[0]})
    again = signed_in().post("/sign-in/second-step/", {"code": codes[0]})

    assert (len(set(codes)), codes_on(later)) == (10, [])
    assert "您还有10个恢复码没有用" in later.content.decode()
    assert (first.status_code, again.status_code) == (302, 200)


def test_new_recovery_codes_void_the_old_ones(wang):
    browser = signed_in()
    set_up_app(browser)
    old = codes_on(browser.get("/security/codes/"))

    browser.post("/security/codes/new/")
    new = codes_on(browser.get("/security/codes/"))

    assert (set(old) & set(new), len(new)) == (set(), 10)
    assert signed_in().post("/sign-in/second-step/", {"code": old[1]}).status_code == 200
    assert signed_in().post("/sign-in/second-step/", {"code": new[1]}).status_code == 302


def test_a_slip_lets_somebody_back_in_who_lost_phone_and_codes(wang, city):
    person = Person.objects.create(name="王海")
    User.objects.filter(pk=wang.pk).update(person=person)
    set_up_app(signed_in())
    [(_person, code)] = registry.make_codes(
        people=Person.objects.filter(pk=person.pk), organisation=city["一小"], by=None, at=timezone.now()
    )
    filled = {"code": code, "name": "王海", "username": "wang", "password": "x9-kites", "again": "x9-kites"}
    browser = Client()

    answer = browser.post("/activate/", filled)

    assert (answer.url, browser.get("/today/").status_code) == ("/today/", 200)
    assert not Authenticator.objects.filter(user=wang).exists()
    assert "signin.factor_removed" in verbs_of(wang)


# — changing, and proving oneself once more


def test_whoever_has_just_signed_in_is_not_asked_again(wang):
    assert signed_in().get("/security/app/").status_code == 200


@pytest.mark.parametrize(
    "place", ["/security/app/", "/security/passkeys/add/", "/security/codes/", "/security/codes/new/"]
)
def test_a_session_of_this_morning_has_to_prove_itself_before_it_changes_anything(wang, place):
    browser = signed_in()
    set_up_app(browser)
    Authenticator.objects.filter(type="totp").delete()
    session = browser.session
    session["signed_in_at"] -= 3600
    session["account_authentication_methods"] = []
    session.save()

    asked = browser.get(place, follow=True)

    assert AGAIN in asked.content.decode()


def test_the_password_is_proof_enough_and_leads_back(wang):
    browser = signed_in()
    session = browser.session
    session["signed_in_at"] -= 3600
    session.save()

    refused = browser.post("/security/again/?next=/security/app/", {"password": "wrong"})
    proven = browser.post("/security/again/?next=/security/app/", {"password": WORDS})

    assert "密码不对，请再写一次。" in refused.content.decode()
    assert proven.url == "/security/app/"
    assert browser.get("/security/app/").status_code == 200


def test_removing_the_app_is_recorded_and_told(wang):
    browser = signed_in()
    set_up_app(browser)

    browser.post("/security/app/remove/")

    assert verbs_of(wang) == ["signin.entered", "signin.factor_added", "signin.factor_removed"]
    assert signed_in().get("/today/").status_code == 200
    assert "您的登录方式有变动" in browser.get("/messaging/").content.decode()


# — whom it is demanded of


def test_it_is_demanded_of_whoever_manages_others_or_takes_data_out():
    assert [role for role in titles("role_titles") if second_factor.demands(role)] == [
        "administrator",
        "officer",
        "registrar",
    ]


def test_an_officer_without_one_sees_no_page_but_the_one_that_asks(officer, required):
    browser = signed_in()

    answers = {place: browser.get(place) for place in ("/today/", "/registry/pupils/", "/security/")}

    assert {place: answer.url.partition("?")[0] for place, answer in answers.items()} == dict.fromkeys(
        answers, "/security/second-factor/"
    )
    assert browser.get("/").status_code == 200  # open to everybody


def test_an_officer_without_one_is_a_stranger_to_the_pages_that_are_open_to_everybody(officer, required):
    Person.objects.create(name="李小鸢", places=[seat.organisation.pk for seat in officer.seats])
    browser = signed_in()
    before = browser.get("/search/?q=李小鸢").content.decode()
    set_up_app(browser)

    after = browser.get("/search/?q=李小鸢").content.decode()

    assert ("工作台" in before, 'href="/sign-in/"' in before) == (False, True)
    assert 'href="/sign-in/"' not in after


def test_an_officer_without_one_posts_nothing_and_gets_nothing_by_rest_or_in_parts(officer, required):
    browser = signed_in()

    posted = browser.post("/registry/profile/", {"language": "en"})
    rest = browser.get("/api/registry/organisations")
    part = browser.get("/registry/pupils/", headers={"HX-Request": "true", "HX-Target": "rows"})

    assert posted.url.startswith("/security/second-factor/")
    assert rest.status_code in (403, 404)
    assert part["HX-Redirect"].startswith("/security/second-factor/")


def test_setting_one_up_opens_everything_and_leads_on(officer, required):
    browser = signed_in()
    browser.get("/security/second-factor/?next=/registry/pupils/")

    set_up_app(browser)

    assert (
        '<a class="btn btn-1" href="/registry/pupils/">存好了</a>'
        in browser.get("/security/codes/").content.decode()
    )
    assert browser.get("/today/").status_code == 200


def test_the_page_that_asks_leads_to_no_other_site(officer, required):
    browser = signed_in()
    browser.get("/security/second-factor/?next=https://evil.cn/")

    set_up_app(browser)

    assert "evil.cn" not in browser.get("/security/codes/").content.decode()


def test_a_teacher_is_not_asked_until_the_seat_of_an_officer_is_taken(officer, required, city):
    browser = signed_in()
    seats = {seat.role: seat.key for seat in officer.seats}

    browser.post("/registry/seat/", {"seat": seats["teacher"]})
    as_teacher = browser.get("/today/")
    browser.post("/registry/seat/", {"seat": seats["officer"]})
    as_officer = browser.get("/today/")

    assert (as_teacher.status_code, as_officer.status_code) == (200, 302)


def test_the_page_that_asks_offers_the_seats_that_need_none(officer, required):
    page = signed_in().get("/security/second-factor/?next=/today/").content.decode()

    assert "给账号再加一道锁" in page
    assert "一小 教师" in page


def test_a_session_that_began_before_the_factor_has_to_prove_it(officer, required):
    early = signed_in()
    set_up_app(signed_in())

    page = early.get("/today/", follow=True).content.decode()

    assert "去证明" in page


def test_the_last_factor_of_an_officer_stays(officer, required):
    browser = signed_in()
    set_up_app(browser)

    page = browser.post("/security/app/remove/")

    assert "请先加上另一种" in page.content.decode()
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_the_named_sign_ins_of_a_demonstration_are_exempt_and_their_page_says_so(officer, required):
    (required.HOME / "demo-accounts.txt").write_text(f"干部  王  wang  {WORDS}\n", "utf-8")
    browser = signed_in()

    assert browser.get("/today/").status_code == 200
    assert "这是演示账号" in browser.get("/security/").content.decode()


def test_where_it_is_only_offered_nobody_is_led_there(officer, settings):
    assert settings.SECOND_FACTOR == "offered"
    assert signed_in().get("/today/").status_code == 200
