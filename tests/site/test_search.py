"""One search: what a stranger finds, what a person finds, and what nobody finds."""

from datetime import date

import pytest

from yuandu.engines.registry.models import Organisation, Person, Post
from yuandu.engines.registry.queries.finding import posts_called
from yuandu.engines.registry.rules.pinyin import pinyin_of

ON = date(2020, 9, 1)


def somebody(name, place, kind="pupil", *, until=None):
    keys = pinyin_of(name, of_person=True)
    one = Person.objects.create(name=name, pinyin=keys.full.replace(" ", ""), initials=keys.initials)
    Post.objects.create(
        person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind=kind,
        from_on=ON, to_on=until,
    )  # fmt: skip
    return one


@pytest.fixture
def crowd(city):
    somebody("王海燕", city["奎文区"], "county_officer")
    somebody("王小鸢", city["2018级1班"])
    somebody("王小鹰", city["二小"], "subject_teacher")
    somebody("王小鹤", city["2018级1班"], until=date(2021, 9, 1))


def found(client, text, kind):
    kinds = dict(client.get("/search/", {"q": text}).context["kinds"])
    return [hit.title for hit in kinds.get(kind, [])]


@pytest.mark.parametrize("text", ["一小", "yixiao", "yx", "YX", " yi xiao "])
def test_everybody_finds_a_school_by_name_pinyin_and_initials(client, city, text):
    assert found(client, text, "学校与机构") == ["一小"]


def test_a_bureau_stands_before_the_schools_and_a_closed_school_is_not_found(client, city):
    Organisation.objects.filter(name="二小").update(name="奎文小学", closed_on=date(2022, 1, 1))
    Organisation.objects.filter(name="一小").update(name="奎文一小")

    assert found(client, "奎文", "学校与机构") == ["奎文区教育和体育局", "奎文一小"]


def test_a_class_is_nothing_for_strangers(client, city):
    assert found(client, "2018级", "学校与机构") == []


@pytest.mark.parametrize(
    ("role", "at", "names"),
    [
        ("officer", "潍坊市", ["王海燕", "王小鸢", "王小鹰"]),
        ("officer", "奎文区", ["王海燕", "王小鸢"]),
        ("principal", "一小", ["王小鸢"]),
        ("teacher", "2018级1班", ["王小鸢"]),
        ("principal", "二小", ["王小鹰"]),
        ("pupil", "2018级1班", []),
        ("guardian", "一小", []),
    ],
)
@pytest.mark.parametrize("text", ["王", "wang"])
def test_a_person_finds_who_is_in_scope_today_and_nobody_else(client, person, crowd, role, at, names, text):
    user = person("seeker", role=role, at=at)

    posts = posts_called(user, text, on=date(2022, 12, 1), limit=8)

    assert sorted(post.person.name for post in posts) == sorted(names)


def test_a_stranger_finds_no_person(client, crowd):
    assert found(client, "王小鸢", "人员") == []


def test_one_letter_is_too_little_for_people(client, person, crowd):
    user = person("seeker", role="officer", at="潍坊市")

    assert posts_called(user, "w", on=date(2022, 12, 1), limit=8) == []
    assert len(posts_called(user, "wx", on=date(2022, 12, 1), limit=8)) == 2


def test_a_person_with_two_posts_is_found_once(city, person):
    one = somebody("王小鸢", city["一小"], "subject_teacher")
    place = city["2018级1班"]
    Post.objects.create(
        person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind="class_teacher",
        from_on=ON,
    )  # fmt: skip

    posts = posts_called(person("seeker", role="officer"), "王小鸢", on=date(2022, 12, 1), limit=8)

    assert [post.person for post in posts] == [one]


def test_pages_of_the_menu_are_found_by_those_who_have_them(client, person):
    assert found(client, "授权", "页面") == []
    client.force_login(person("admin", role="administrator"))
    assert found(client, "授权", "页面") == ["授权"]


def test_everybody_finds_the_open_pages(client, db):
    assert found(client, "激活码", "页面") == ["用激活码开通账号"]


def test_htmx_gets_the_results_alone_and_everybody_else_a_page_with_an_address(client, city):
    part = client.get("/search/", {"q": "一小"}, headers={"HX-Request": "true"}).content.decode()
    whole = client.get("/search/", {"q": "一小"}).content.decode()

    assert (part.lstrip().startswith('<div id="hits"'), "<html" in part) == (True, False)
    assert ("<html" in whole, 'value="一小"' in whole) == (True, True)


def test_nothing_found_says_what_to_try(client, db):
    assert "换个写法试试" in client.get("/search/", {"q": "没有的"}).content.decode()


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "<script>", "🪁" * 80, "\x00"])
def test_odd_texts_find_nothing_and_break_nothing(client, city, text):
    response = client.get("/search/", {"q": text})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_a_search_costs_the_same_queries_for_one_hit_and_for_many(
    client, city, person, django_assert_max_num_queries
):
    client.force_login(person("officer", role="officer"))
    client.get("/search/", {"q": "小"})
    with django_assert_max_num_queries(25) as few:
        client.get("/search/", {"q": "一小"})
    with django_assert_max_num_queries(25) as many:
        client.get("/search/", {"q": "小"})

    assert len(few) == len(many)
