"""Signing in and out, passwords, and the page on which a slip of paper becomes an account."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail

from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post, User
from yuandu.site.signin.demonstration import DemoAccount, demo_accounts

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
WORDS = "kites over Weifang"


@pytest.fixture
def wang(person):
    user = person("wang", role="principal", at="一小")
    user.set_password(WORDS)
    user.email = "wang@example.cn"
    user.save()
    return user


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def letters(settings):
    settings.EMAIL_URL = "smtp://mail.example.cn:25"
    return mail.outbox


@pytest.mark.parametrize("login", ["wang", " WANG ", "wang@example.cn", "Wang@Example.cn"])
def test_a_person_signs_in_by_user_name_or_e_mail_however_it_is_typed(client, wang, login):
    response = client.post("/sign-in/", {"login": login, "password": WORDS})

    assert (response.status_code, response.url) == (302, "/today/")
    assert client.get("/today/").status_code == 200


def test_a_person_is_brought_back_to_the_page_that_asked_but_never_to_another_site(client, wang):
    sent = {"login": "wang", "password": WORDS}

    assert client.post("/sign-in/", sent | {"next": "/registry/profile/"}).url == "/registry/profile/"
    client.logout()
    assert client.post("/sign-in/", sent | {"next": "https://evil.cn/"}).url == "/today/"


@pytest.mark.parametrize("login", ["wang", "nobody", "wang@example.cn", "nobody@example.cn"])
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(client, wang, login):
    response = client.post("/sign-in/", {"login": login, "password": "wrong"})

    said = re.sub("邮箱或|用户名或", "", response.context["form"].non_field_errors()[0])
    assert said == "密码不对，请再试一次。忘了密码可以重新设一个。"
    assert "_auth_user_id" not in client.session


def test_signing_in_costs_the_index_and_not_a_walk_through_all_accounts(
    client, wang, django_assert_max_num_queries
):
    with django_assert_max_num_queries(27) as queries:
        client.post("/sign-in/", {"login": "wang", "password": WORDS})

    asked = [
        query["sql"] for query in queries if '"registry_user"' in query["sql"] and "WHERE" in query["sql"]
    ]
    assert [sql for sql in asked if "UPPER" in sql or '"email" =' in sql] == []


def test_a_stopped_account_is_told_whom_to_ask(client, wang):
    User.objects.update(is_active=False)

    response = client.post("/sign-in/", {"login": "wang", "password": WORDS}, follow=True)

    assert "账号已经停用" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_without_a_code(client, db):
    for place in ("/sign-up/", "/signup/", "/accounts/signup/"):
        assert client.get(place).status_code == 404


def test_the_profile_of_the_person_sets_language_and_modes_of_a_new_device(client, wang):
    wang.preferences = {"language": "en", "theme": "dark", "mode": ""}
    wang.save()

    response = client.post("/sign-in/", {"login": "wang", "password": WORDS})

    kept = {name: response.cookies[name].value for name in ("django_language", "yd-theme", "yd-mode")}
    assert kept == {"django_language": "en", "yd-theme": "dark", "yd-mode": ""}


def test_signing_out_asks_first_and_then_leads_to_the_front_page(client, wang):
    client.force_login(wang)

    asked = client.get("/sign-out/")
    response = client.post("/sign-out/")

    assert "要退出登录吗？" in asked.content.decode()
    assert (response.url, "_auth_user_id" in client.session) == ("/", False)


# — passwords


def test_a_changed_password_is_recorded_and_the_session_goes_on(client, wang):
    client.force_login(wang)
    sent = {"oldpassword": WORDS, "password1": "another kite", "password2": "another kite"}

    response = client.post("/password/", sent)

    assert response.url == "/security/"
    assert client.get("/today/").status_code == 200
    facts = activity.facts_about(f"registry.User:{wang.pk}")
    assert [(fact.verb, fact.by_id) for fact in facts][1:] == [("registry.password_changed", wang.pk)]


def test_an_account_without_a_password_is_asked_to_set_one(client, person):
    user = person("wang", role="principal", at="一小")
    client.force_login(user)

    asked = client.get("/password/", follow=True)
    client.post("/password/first/", {"password1": "another kite", "password2": "another kite"})

    assert "您的账号还没有密码" in asked.content.decode()
    assert User.objects.get(pk=user.pk).check_password("another kite")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"oldpassword": "wrong"}, "现在的密码不对，请再写一次。"),
        ({"password2": "something else"}, "每次输入的密码必须相同。"),
        ({"password1": "12345678", "password2": "12345678"}, "密码只包含数字。"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_an_easy_one(client, wang, change, complaint):
    client.force_login(wang)
    sent = {"oldpassword": WORDS, "password1": "another kite", "password2": "another kite"}

    response = client.post("/password/", sent | change)

    assert complaint in response.content.decode()
    assert User.objects.get(pk=wang.pk).check_password(WORDS)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, wang, letters):
    client.post("/password/forgotten/", {"email": "Wang@example.cn"})
    letter = letters[0]
    link = re.search(r"http://testserver(\S+)", letter.body)[1]

    form = client.get(link, follow=True)
    place = form.redirect_chain[-1][0]
    client.post(place, {"password1": "another kite", "password2": "another kite"})

    assert (letter.to, letter.subject) == (["wang@example.cn"], "鸢都：重新设密码")
    assert "您的用户名是：wang" in letter.body
    assert User.objects.get(pk=wang.pk).check_password("another kite")
    client.session.flush()
    assert "这个链接已经失效" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_no_letter_and_the_same_answer(client, wang, letters):
    known = client.post("/password/forgotten/", {"email": "wang@example.cn"}, follow=True)
    unknown = client.post("/password/forgotten/", {"email": "nobody@example.cn"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain == [("/password/sent/", 302)]
    assert len(letters) == 1


def test_who_has_no_e_mail_is_told_to_ask_for_a_code(client, db, settings):
    settings.EMAIL_URL = ""

    text = client.get("/password/forgotten/").content.decode()

    assert "没有邮箱的，请向班主任或学校管理员要一张新的激活码" in text
    assert 'name="email"' not in text


# — slips


@pytest.fixture
def slip(city):
    """What stands on the slip of a pupil."""
    place = city["2018级1班"]
    pupil = Person.objects.create(name="李小鸢", email="Yuan@example.cn")
    Post.objects.create(
        person=pupil, organisation=place, path=place.path, unit=place.unit, school=place.school, kind="pupil",
        from_on=datetime(2020, 9, 1),
    )  # fmt: skip
    people = Person.objects.filter(pk=pupil.pk)
    now = datetime.now(UTC)
    code = registry.make_codes(people=people, organisation=city["一小"], by=None, at=now)[0][1]
    return {"code": code, "name": "李小鸢", "username": "Yuan2012", "password": WORDS, "again": WORDS}


def test_a_slip_becomes_an_account_that_is_signed_in(client, slip):
    response = client.post("/activate/", slip)

    user = User.objects.get(username="yuan2012")
    assert response.url == "/today/"
    assert "李小鸢，你好" in client.get("/today/").content.decode()
    assert (user.name, user.email) == ("李小鸢", "yuan@example.cn")


def test_a_slip_that_is_used_twice_says_what_to_do(client, slip):
    client.post("/activate/", slip)
    client.logout()

    response = client.post("/activate/", slip | {"username": "other"})

    assert response.status_code == 409
    assert "这个激活码已经用过了。忘了密码的，请要一张新的。" in response.content.decode()


@pytest.mark.parametrize(
    ("change", "status", "complaint"),
    [
        ({"code": "AAAAA-AAAAA"}, 409, "激活码或姓名不对，请照着纸条再写一遍。"),
        ({"name": "别人"}, 409, "激活码或姓名不对，请照着纸条再写一遍。"),
        ({"username": "a b"}, 422, "用户名只能用字母、数字、点和横线，3到40个字符。"),
        ({"again": "x"}, 422, "两遍写的不一样，请再写一遍。"),
        ({"password": "short", "again": "short"}, 422, "密码"),
    ],
)
def test_a_slip_that_was_filled_in_wrongly_says_what_to_mend_and_opens_nothing(
    client, slip, change, status, complaint
):
    response = client.post("/activate/", slip | change)

    assert response.status_code == status
    assert complaint in response.content.decode()
    assert not User.objects.exists()


def test_guessing_codes_is_stopped(client, slip, settings):
    settings.ACCOUNT_RATE_LIMITS = {"activate": "3/5m/ip"}

    answers = [client.post("/activate/", slip | {"code": f"2222{n}"}).status_code for n in range(2, 7)]

    assert answers == [409, 409, 409, 429, 429]
    assert client.post("/activate/", slip).status_code == 429


# — the demonstration


def test_the_sign_ins_of_the_demonstration_are_read_from_the_file_that_people_read(home):
    (home / "demo-accounts.txt").write_text(
        "演示账号（人和学校都是虚构的）\n角色\t姓名\t用户名\t密码\n校长\t徐凤敏（演示小学）\tprincipal\tkite\n",
        "utf-8",
    )

    assert demo_accounts() == [DemoAccount("校长", "徐凤敏（演示小学）", "principal", "kite")]


def test_a_demonstration_offers_its_people_and_fills_the_form(client, db, home):
    (home / "demo-accounts.txt").write_text("校长\t徐凤敏\tprincipal\tkite-2021\n", "utf-8")

    offered = client.get("/sign-in/?next=/registry/profile/").content.decode()
    filled = client.get("/sign-in/?as=principal&next=/registry/profile/").content.decode()

    assert 'href="?as=principal&amp;next=%2Fregistry%2Fprofile%2F"' in offered
    assert "演示城市" in offered
    assert ('value="principal"' in filled, 'value="kite-2021"' in filled) == (True, True)


def test_an_installation_of_its_own_offers_nobody(client, db, home):
    text = client.get("/sign-in/?as=principal").content.decode()

    assert ("演示账号" in text, 'value="principal"' in text) == (False, False)
