"""Small children sign in by pictures: on registered devices only, for a lesson, and to what a pupil may do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.children import NAMES, opened, pictures_of, posted, taught
from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Device, Post, User
from yuandu.engines.registry.services import devices as services
from yuandu.site.signin.lessons import BY_PICTURE, COOKIE, SEEN


@pytest.fixture
def form(city):
    place = opened(city)
    for name in NAMES:
        posted(name, place)
    return place


@pytest.fixture
def teacher(form):
    return taught(form)


@pytest.fixture
def slips(form, teacher):
    """What the teacher has handed out, by the children's names."""
    return pictures_of(form, teacher)


@pytest.fixture
def tablet(form, teacher, slips):
    """A browser on which the teacher's code was typed."""
    return registered(form, teacher)


def registered(place, by, title="平板1号"):
    browser = Client()
    _device, code = services.ask_device(organisation=place, title=title, by=by, at=timezone.now())
    answer = browser.post("/class/device/", {"code": code})
    assert (answer.status_code, answer.url) == (302, "/class/")
    return browser


def choose(browser, slip, sequence=None, *, code=""):
    """Choose the pictures one after the other; return the last answer."""
    place = f"/class/{slip.person.pictures.pk}/" + (f"?code={code}" if code else "")
    chosen = []
    for picture in sequence or slip.sequence:
        chosen.append(picture)
        answer = browser.post(place, {"picture": chosen})
    return answer


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_a_child_chooses_name_and_pictures_and_is_in_the_seat_of_a_pupil(tablet, slips):
    shown = tablet.get("/class/").content.decode()
    answer = choose(tablet, slips["李小鸢"])
    today = tablet.get("/today/").content.decode()

    assert ("小鸢" in shown, "李小鸢" in shown, "王小雨" in shown) == (True, False, True)
    assert (answer.status_code, answer.url) == (302, "/today/")
    assert ("下课" in today, "1班" in today) == (True, True)
    user = User.objects.get(person=slips["李小鸢"].person)
    facts = activity.facts_about(f"registry.User:{user.pk}")
    device = Device.objects.get()
    assert [(fact.by_id, fact.data) for fact in facts if fact.verb == "registry.signed_in_by_picture"] == [
        (user.pk, {"device": device.pk, "title": "平板1号"})
    ]


def test_the_cookie_of_a_device_is_signed_long_lived_and_hidden_from_scripts(tablet):
    cookie = tablet.cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    forged = Client()
    forged.cookies[COOKIE] = cookie.value.split(":")[0] + ":forged"
    assert forged.get("/class/").status_code == 404


def test_on_any_other_browser_the_class_is_not_there(client, slips, teacher):
    key = slips["李小鸢"].person.pictures.pk

    for browser in (client, signed(teacher)):
        assert browser.get("/class/").status_code == 404
        assert browser.get(f"/class/{key}/").status_code == 404
        sent = browser.post(f"/class/{key}/", {"picture": slips["李小鸢"].sequence})
        assert sent.status_code == 404


def signed(user):
    browser = Client()
    browser.force_login(user)
    return browser


def test_the_device_of_another_class_shows_and_signs_in_nobody_of_this_one(city, slips, person):
    other = opened(city, code="C8", name="2班")
    far = opened(city, school="二小", code="C7", name="1班")
    for place, at in ((other, "一小"), (far, "二小")):
        browser = registered(place, person(f"registrar-{at}", role="registrar", at=at))
        assert "小鸢" not in browser.get("/class/").content.decode()
        assert choose(browser, slips["李小鸢"]).status_code == 404
        assert not is_in(browser)


def test_a_revoked_device_opens_nothing_and_ends_the_lessons_on_it(tablet, slips, teacher):
    choose(tablet, slips["李小鸢"])
    assert tablet.get("/today/").status_code == 200

    services.revoke_device(device=Device.objects.get(), by=teacher, at=timezone.now())

    answer = tablet.get("/today/")
    assert (answer.status_code, answer.url, is_in(tablet)) == (302, "/class/", False)
    assert tablet.get("/class/").status_code == 404


def test_wrong_pictures_are_refused_kindly_and_too_many_have_to_wait(tablet, slips, form, teacher):
    slip = slips["李小鸢"]
    wrong = slip.sequence[::-1]

    said = [choose(tablet, slip, wrong).context["refusal"] for _try in range(6)]
    right = choose(tablet, slip)

    assert [str(one) for one in said[:5]] == ["图片不对，再试一次。想不起来就问老师。"] * 5
    assert str(said[5]) == str(right.context["refusal"]) == "试了好几次了，休息10分钟，或者请老师来看看。"
    assert not is_in(tablet)
    assert choose(tablet, slips["王小雨"]).status_code == 302
    assert choose(registered(form, teacher, "平板2号"), slip).status_code == 302


def test_a_lesson_ends_after_forty_minutes_without_anything_done(tablet, slips):
    choose(tablet, slips["李小鸢"])
    assert 2340 < tablet.session.get_expiry_age() <= 2400

    for minutes, expected in ((39, "/today/"), (41, "/class/")):
        session = tablet.session
        session[SEEN] = int((timezone.now() - timedelta(minutes=minutes)).timestamp())
        session.save()
        answer = tablet.get("/today/")
        assert (answer.url if answer.status_code == 302 else "/today/") == expected

    assert not is_in(tablet)


def test_what_is_done_in_a_lesson_makes_it_go_on(tablet, slips):
    choose(tablet, slips["李小鸢"])
    session = tablet.session
    session[SEEN] = int((timezone.now() - timedelta(minutes=39)).timestamp())
    session.save()

    tablet.get("/today/")

    assert timezone.now().timestamp() - tablet.session[SEEN] < 60


def test_the_lesson_is_over_at_the_button_and_the_next_child_sees_the_class(tablet, slips):
    choose(tablet, slips["李小鸢"])

    answer = tablet.post("/class/over/")

    assert (answer.status_code, answer.url, is_in(tablet)) == (302, "/class/", False)
    for name in ("王小雨", "李小鸢"):  # who has an account already, too
        assert choose(tablet, slips[name]).status_code == 302
        assert tablet.session[BY_PICTURE] == Device.objects.get().pk
        tablet.post("/class/over/")


def test_a_copied_cookie_of_a_lesson_opens_nothing_on_another_browser(tablet, slips):
    choose(tablet, slips["李小鸢"])
    thief = Client()
    thief.cookies["sessionid"] = tablet.cookies["sessionid"].value

    assert thief.get("/today/").url == "/class/"
    assert thief.get("/class/").status_code == 404


@pytest.mark.parametrize(
    "place",
    [
        "/password/",
        "/password/first/",
        "/password/forgotten/",
        "/security/",
        "/security/codes/",
        "/security/app/",
        "/activate/",
        "/registry/profile/",
        "/registry/delegations/",
        "/registry/mine/",
        "/oauth/authorize",
        "/systems/mine/",
        "/registry/pupils/?export=csv",
        "/registry/schools/?export=csv",
        "/registry/organisations/",
        "/messaging/?export=csv",
    ],
)
def test_a_lesson_changes_no_account_and_takes_nothing_out(tablet, slips, place):
    choose(tablet, slips["李小鸢"])

    refused = tablet.get(place)

    assert (refused.status_code, tablet.post(place).status_code) == (403, 403)
    assert "上课的时候不能打开" in refused.content.decode()


def test_nobody_who_was_let_in_by_pictures_takes_another_seat(tablet, slips):
    choose(tablet, slips["李小鸢"])

    assert tablet.post("/registry/seat/", {"seat": "1-administrator"}).status_code == 403


def test_a_lesson_ends_with_the_place_in_the_class(tablet, slips):
    choose(tablet, slips["李小鸢"])

    Post.objects.filter(person=slips["李小鸢"].person).update(to_on=timezone.localdate())

    assert tablet.get("/today/").url == "/class/"


def test_on_a_class_device_the_way_to_sign_in_leads_to_the_class_and_grown_ups_have_their_own(tablet, client):
    assert tablet.get("/sign-in/").url == "/class/"
    assert tablet.get("/sign-in/?password=1").status_code == 200
    assert client.get("/sign-in/").status_code == 200


def test_a_shared_device_asks_for_the_class_and_shows_only_those_of_its_school(
    city, form, slips, teacher, person
):
    at = timezone.now()
    browser = registered(city["一小"], person("registrar", role="registrar", at="一小"), "机房")
    code = services.make_class_code(organisation=form, by=teacher, at=at)
    strange = services.make_class_code(organisation=opened(city, school="二小", code="C7"), by=teacher, at=at)

    asked = browser.get("/class/").content.decode()
    wrong = browser.get(f"/class/?code={strange}")
    shown = browser.get(f"/class/?code={code}").content.decode()

    assert ("班级口令" in asked, "小鸢" in asked) == (True, False)
    assert (wrong.status_code, "没有这个口令" in wrong.content.decode()) == (422, True)
    assert "小鸢" in shown
    assert choose(browser, slips["李小鸢"]).status_code == 404
    assert choose(browser, slips["李小鸢"], code=code).status_code == 302


def test_a_wrong_code_registers_nothing(client, city):
    answer = client.post("/class/device/", {"code": "AAAAA-AAAAA"})

    assert (answer.status_code, COOKIE in answer.cookies) == (409, False)


@pytest.mark.parametrize("sent", [["kite"], ["kite", "kite", "kite"], ["none", "kite", "'"], []])
def test_half_a_key_and_nonsense_show_the_pictures_again(tablet, slips, sent):
    answer = tablet.post(f"/class/{slips['李小鸢'].person.pictures.pk}/", {"picture": sent})

    assert (answer.status_code, is_in(tablet)) == (200, False)
