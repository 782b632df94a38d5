"""Who saw the data of a person: shown to whom, and in which words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import AT
from tests.engines.registry.subjects.conftest import ELDER
from yuandu.engines.registry.models import Person
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.services import people


def looks(client, user, person, **query):
    client.force_login(user)
    return client.get(f"/registry/people/{person.pk}/looks/", query)


@pytest.mark.parametrize("parent", ["father", "mother"])
def test_both_parents_read_who_saw_what_when_and_why(client, family, registrar, looked, parent):
    looked(family["child"], by=registrar)

    page = looks(client, family[parent], family["child"])

    assertContains(page, "2022年12月1日")
    assertContains(page, "17:00")
    assertContains(page, "一小 学籍与人事管理员")
    assertContains(page, "姓名、证件号码")
    assertContains(page, "学籍办理：核对报名")


def test_nobody_else_reads_it(client, person, family, strangers, registrar, looked, account_of):
    looked(family["child"], by=registrar)
    asked = {
        strangers["guardian"]: 404,
        account_of(family["child"], "child"): 404,
        registrar: 404,
        person("neighbour", role="officer", at="潍城区"): 404,
        person("administrator", role="administrator"): 404,
        person("nobody"): 404,
    }

    for user, status in asked.items():
        assert looks(client, user, family["child"]).status_code == status, user.username
    client.logout()
    assert client.get(f"/registry/people/{family['child'].pk}/looks/").status_code == 302


def test_a_look_at_another_child_is_not_among_them(client, family, strangers, registrar, looked):
    looked(strangers["child"], by=registrar, because="学籍办理：别家的事")

    page = looks(client, family["father"], family["child"])

    assertContains(page, "没有人看过李知远的完整信息")
    assertNotContains(page, "别家的事")


def test_a_pupil_of_fourteen_reads_it_and_so_do_the_guardians(
    client, pupil_of, account_of, registrar, looked
):
    elder = pupil_of("周八", birth_on=ELDER, guardians=[("周大为", "father", "13800004444")])
    guardian = elder.guardianships.get().guardian
    looked(elder, by=registrar)

    for user in (account_of(elder, "elder"), account_of(guardian, "guardian")):
        assertContains(looks(client, user, elder), "一小 学籍与人事管理员")


def test_a_guardian_of_somebody_of_age_reads_no_more(client, pupil_of, account_of):
    grown = pupil_of(
        "吴九", birth_on=ELDER.replace(year=2008), guardians=[("吴大为", "father", "13800005555")]
    )
    guardian = account_of(grown.guardianships.get().guardian, "guardian")

    assert looks(client, guardian, grown).status_code == 404
    assertNotContains(client.get("/today/"), "谁看过")


def test_a_teacher_reads_who_saw_their_own_data(client, city, account_of, registrar, looked):
    post = {"kind": "subject_teacher", "subject": "mathematics", "from_on": AT.date()}
    teacher = people.add_person(name="王海燕", place=city["一小"], post=post, by=None, at=AT)
    looked(teacher, by=registrar)

    assertContains(looks(client, account_of(teacher, "teacher"), teacher), "我的完整信息")


def test_a_guardian_with_children_in_two_counties_reads_about_both(
    client, second_class, pupil_of, account_of, registrar, person, looked
):
    one = pupil_of("郑一", guardians=[("郑大为", "father", "13800006666")])
    guardian = one.guardianships.get().guardian
    other = pupil_of("郑二", place="二小1班")
    other.guardianships.create(guardian=guardian, relation="father", path=second_class.path)
    user = account_of(guardian, "guardian")
    looked(one, by=registrar)
    looked(other, by=person("other", role="registrar", at="二小"), path="370700.370702.S2.")

    assertContains(looks(client, user, one), "一小 学籍与人事管理员")
    assertContains(looks(client, user, other), "二小 学籍与人事管理员")


def test_an_export_written_down_in_pieces_is_one_line(client, family, strangers, registrar, looked):
    export = {
        "verb": "registry.exported",
        "about": "registry.ExportRequest:7",
        "data": {"number": "EX2022-000017"},
    }
    for child in (family["child"], strangers["child"], family["child"]):
        looked(child, by=registrar, **export)

    page = looks(client, family["father"], family["child"])

    assertContains(page, "编号EX2022-000017", count=1)
    assertContains(page, "这次查看不对？", count=2)  # the words and their label


def test_another_system_is_called_by_its_name(client, family, looked):
    looked(family["child"], data={"client": "图书馆借阅系统"}, because="")

    assertContains(looks(client, family["father"], family["child"]), "图书馆借阅系统")


def test_looks_at_a_record_that_was_merged_are_looks_at_the_person(
    client, family, pupil_of, registrar, looked
):
    double = pupil_of("李知远")
    looked(double, by=registrar, because="学籍办理：旧记录")
    people.merge_people(kept=family["child"], gone=double, by=None, at=AT)

    assertContains(looks(client, family["father"], family["child"]), "旧记录")


def test_the_list_is_narrowed_by_kind_and_time(client, family, registrar, looked):
    looked(family["child"], by=registrar, because="学籍办理：很久以前")
    looked(family["child"], by=registrar, because="学籍办理：前几天", at=timezone.now() - timedelta(days=3))

    recent = looks(client, family["father"], family["child"], days="30")
    exported = looks(client, family["father"], family["child"], kind="export")

    assertContains(recent, "前几天")
    assertNotContains(recent, "很久以前")
    assertContains(exported, "没有这样的查看")


def test_the_picture_counts_the_looks_of_each_seat(client, family, registrar, looked, person):
    for after in range(3):
        looked(family["child"], by=registrar, after=after)
    looked(family["child"], by=person("county", role="officer", at="奎文区"))

    page = looks(client, family["father"], family["child"], view="picture")

    seats = [(row["seat"], row["n"], len(row["eyes"])) for row in page.context["seats"]]
    assert seats == [("一小 学籍与人事管理员", 3, 3), ("奎文区 教育行政人员", 1, 1)]


def test_a_page_costs_the_same_for_one_look_and_for_many(client, family, registrar, looked):
    place, costs = f"/registry/people/{family['child'].pk}/looks/", []
    client.force_login(family["father"])
    for number in (1, 3, 40):
        for after in range(number):
            looked(family["child"], by=registrar, after=after + number * 100)
        client.get(place)  # what a process keeps for a minute is warm
        with CaptureQueriesContext(connection) as queries_made:
            page = client.get(place)
        costs.append(len(queries_made))

    assertContains(page, "第1页，共2页")
    assert len(set(costs)) == 1
    assert costs[0] <= 25


def test_months_are_counted_from_the_first_that_had_a_look(family, registrar, looked):
    looked(family["child"], by=registrar)
    child = Person.objects.get(pk=family["child"].pk)

    months = queries.looks_by_month(queries.looks_at(child), on=AT.date().replace(year=2023, month=2))

    assert [(month.isoformat(), n) for month, n in months] == [
        ("2022-12-01", 1),
        ("2023-01-01", 0),
        ("2023-02-01", 0),
    ]
