"""今天: what a person sees first, in each seat."""

from datetime import UTC, date, datetime

import pytest

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship, Likeness, Person, Post
from yuandu.site.pages.greeting import called_by, greeting

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
ON = date(2020, 9, 1)


def somebody(name, place, kind):
    one = Person.objects.create(name=name)
    Post.objects.create(
        person=one, organisation=place, path=place.path, unit=place.unit, school=place.school, kind=kind,
        from_on=ON,
    )  # fmt: skip
    return one


def account(one, city):
    return registry.open_account(
        username=f"u{one.pk}", name=one.name, password=None, home=city["潍坊市"], person=one, by=None, at=AT
    )


@pytest.mark.parametrize(
    ("name", "role", "called"),
    [
        ("王海燕", "officer", "王老师"),
        ("欧阳修", "teacher", "欧阳老师"),
        ("阿依古丽·买买提", "teacher", "阿依古丽·买买提老师"),
        ("Ann Lee", "principal", "Ann Lee老师"),
        ("李大鹏", "guardian", "李大鹏"),
        ("李小鸢", "pupil", "李小鸢"),
    ],
)
def test_people_are_called_as_the_field_calls_them(name, role, called):
    assert called_by(name, role) == called


def test_the_heading_says_how_much_waits(city):
    user = account(somebody("王海燕", city["奎文区"], "county_officer"), city)

    assert greeting(user, 4) == "王老师，今天有4件要办"
    assert greeting(user, 0) == "王老师，今天没有等着您办的事"


def test_a_teacher_sees_the_classes_of_the_seat_with_their_pupils_and_no_others(client, city):
    somebody("李小鸢", city["2018级1班"], "pupil")
    teacher = somebody("谭敏晓", city["2018级1班"], "class_teacher")
    client.force_login(account(teacher, city))

    text = client.get("/today/").content.decode()

    assert "2018级1班" in text
    assert "1名学生" in text
    assert "李小鸢" not in text


def test_a_guardian_sees_the_children_with_school_and_class_and_nobody_elses(client, city):
    form, other = city["2018级1班"], Person.objects.create(name="别家孩子")
    pupil, guardian = somebody("李小鸢", form, "pupil"), Person.objects.create(name="李大鹏")
    for child, parent in ((pupil, guardian), (other, Person.objects.create(name="别家家长"))):
        Guardianship.objects.create(
            pupil=child,
            guardian=parent,
            relation="father",
            path=form.path,
            unit=city["奎文区"],
            school=city["一小"],
        )
    client.force_login(account(guardian, city))

    text = client.get("/today/").content.decode()

    assert "李大鹏，您好" in text
    assert ("李小鸢" in text, "一小<br>2018级1班" in text, "别家孩子" in text) == (True, True, False)


def test_a_pupil_sees_class_and_school(client, city):
    client.force_login(account(somebody("李小鸢", city["2018级1班"], "pupil"), city))

    text = client.get("/today/").content.decode()

    assert "李小鸢，你好" in text
    assert "2018级1班" in text


def test_what_waits_for_a_person_stands_first_and_what_waits_elsewhere_does_not(client, city):
    officer = somebody("王海燕", city["奎文区"], "county_officer")
    pairs = [
        [somebody(name, place, "pupil") for name in ("李小鸢", "李小鹰")]
        for place in (city["2018级1班"], city["二小"])
    ]
    for (one, other), place in zip(pairs, (city["2018级1班"], city["二小"]), strict=True):
        Likeness.objects.create(one=one, other=other, path=place.path, score=90, found_at=AT)
    client.force_login(account(officer, city))

    response = client.get("/today/")

    assert "王老师，今天有1件要办" in response.content.decode()
    assert [(duty["title"], duty["count"]) for duty in response.context["duties"]] == [("疑似重复", 1)]


def test_an_account_without_a_seat_is_told_whom_to_ask(client, person):
    client.force_login(person("nobody"))

    response = client.get("/today/")

    assert response.status_code == 200
    assert "请学校管理员给您登记岗位" in response.content.decode()


def test_a_stranger_is_sent_to_sign_in_and_brought_back(client, db):
    assert client.get("/today/").url == "/sign-in/?next=/today/"


@pytest.mark.parametrize("role", ["administrator", "officer", "registrar", "principal", "teacher"])
def test_the_workbench_leads_only_to_pages_that_its_seat_may_open(client, person, role):
    client.force_login(person("王海燕", role=role, at="一小"))

    entries = client.get("/today/").context["entries"]

    assert [entry["url"] for entry in entries if client.get(entry["url"]).status_code == 403] == []
    assert entries


def test_the_workbench_costs_the_same_queries_for_one_class_and_for_three(
    client, city, django_assert_max_num_queries
):
    teacher = somebody("谭敏晓", city["2018级1班"], "class_teacher")
    client.force_login(account(teacher, city))
    client.get("/today/")

    with django_assert_max_num_queries(25) as few:
        client.get("/today/")
    for number in (2, 3):
        form = registry.open_organisation(
            name=f"2018级{number}班",
            code=f"C{number}",
            parent=city["2018级"],
            level="class",
            on=ON,
            by=None,
            at=AT,
        )
        Post.objects.create(
            person=teacher, organisation=form, path=form.path, unit=form.unit, school=form.school,
            kind="subject_teacher", from_on=ON,
        )  # fmt: skip
    with django_assert_max_num_queries(25) as many:
        client.get("/today/")

    assert len(few) == len(many)
