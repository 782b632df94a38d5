"""A small roster of two counties, and systems that read it with tokens of their own."""

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client as Browser

from tests.conftest import AT, ON
from yuandu.engines.registry.models import (
    Course,
    Guardianship,
    Membership,
    Paper,
    Person,
    Post,
    TeachingGroup,
    Term,
)
from yuandu.engines.registry.rules.oneroster import CORE, DEMOGRAPHICS, FULL
from yuandu.site.provider import services

BASE = "/ims/oneroster/rostering/v1p2"
LEFT_ON = date(2022, 9, 1)


@dataclass
class System:
    """Another system with its token: calls the service and reads what comes back."""

    token: str
    organisation: object

    def call(self, address, query=None, *, method="GET", **headers):
        browser = Browser(raise_request_exception=False)
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        place = address if address.startswith("/ims/") else f"{BASE}/{address}"
        return browser.generic(method, place, query_params=query or {}, headers=bearer | headers)

    def get(self, address, **query):
        """What a good request brings, as it is in the body."""
        response = self.call(address, query)
        assert response.status_code == 200, response.content.decode()
        return json.loads(response.content)

    def ids(self, address, **query):
        """The sourced ids of a list."""
        [rows] = self.get(address, **query).values()
        return [row["sourcedId"] for row in rows]

    def problem(self, address, **query):
        """The status and the code of a request that gets nothing."""
        response = self.call(address, query)
        body = json.loads(response.content)
        [field] = body["imsx_CodeMinor"]["imsx_codeMinorField"]
        return response.status_code, field["imsx_codeMinorFieldValue"]


def links_of(response):
    """The addresses of the Link header by their relation: path and parameters."""
    links = {}
    for part in response["Link"].split(", <"):
        address, _semicolon, relation = part.partition(">; rel=")
        split = urlsplit(address.removeprefix("<"))
        links[relation.strip('"')] = (split.path, dict(parse_qsl(split.query)))
    return links


@pytest.fixture
def system(city):
    """Register a system at a place, and get it a token by its client credentials."""

    def made(at="潍坊市", *, scopes=(CORE, FULL)):
        client, secret = services.register_client(
            title=f"{at}的系统",
            organisation=city[at],
            client_type="confidential",
            redirect_uris=[],
            scopes=[CORE, FULL, DEMOGRAPHICS],
            because="试用",
            by=None,
            at=AT,
        )
        asked = {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": secret,
            "scope": " ".join(scopes),
        }
        answer = Browser().post("/oauth/token", asked)
        assert answer.status_code == 200, answer.content
        return System(answer.json()["access_token"], city[at])

    return made


def added(name, born=None, **more):
    return Person.objects.create(name=name, birth_on=born, **more)


def posted(whom, kind, at, **more):
    """Give somebody a post at a place."""
    places = {"path": at.path, "unit_id": at.unit_id, "school_id": at.school_id}
    return Post.objects.create(person=whom, kind=kind, organisation=at, **places, **({"from_on": ON} | more))


@pytest.fixture
def people(city):
    """Somebody of each kind, of 一小 in 奎文区 and of 二小 in 潍城区."""
    return {
        "child": added("王小明", date(2018, 3, 5), sex="1", phone="13800000001", email="ming@example.cn"),
        "youth": added("李小红", date(2008, 3, 5), sex="2"),
        "teacher": added("赵老师", date(1980, 1, 2), sex="2", phone="13800000002", email="zhao@example.cn"),
        "principal": added("John Smith", is_demo=True),
        "mother": added("王妈妈", phone="13800000003"),
        "gone": added("孙小亮", date(2012, 3, 5), sex="1"),
        "doubled": added("王小明"),
        "neighbour": added("周小亮", date(2018, 3, 5), sex="1"),
        "neighbours_father": added("周爸爸"),
    }


@pytest.fixture
def posts(city, people):
    """Who of them is what, and who looks after whom."""
    school, form, other = city["一小"], city["2018级1班"], city["二小"]
    posts = {
        "child": posted(people["child"], "pupil", form),
        "youth": posted(people["youth"], "pupil", form),
        "teacher": posted(people["teacher"], "class_teacher", form, subject="chinese"),
        "teacher_at_school": posted(people["teacher"], "subject_teacher", school, subject="chinese"),
        "principal": posted(people["principal"], "principal", school),
        "gone": posted(people["gone"], "pupil", form, to_on=LEFT_ON, ending="elsewhere"),
        "neighbour": posted(people["neighbour"], "pupil", other),
    }
    ties = (("child", "mother", "mother"), ("neighbour", "neighbours_father", "grandfather"))
    for pupil, guardian, relation in ties:
        place = posts[pupil]
        Guardianship.objects.create(
            pupil=people[pupil],
            guardian=people[guardian],
            relation=relation,
            path=place.path,
            unit_id=place.unit_id,
            school_id=place.school_id,
        )
    return posts


@pytest.fixture
def group(city):
    """A teaching group of 一小 for a course and a term of the city."""
    school, bureau = city["一小"], city["潍坊市"]
    term = Term.objects.create(
        organisation=bureau,
        name="2026—2027学年第一学期",
        kind="first",
        school_year=2026,
        from_on=date(2026, 9, 1),
        to_on=date(2027, 1, 20),
    )
    course = Course.objects.create(organisation=bureau, code="YW", name="语文", subject="chinese")
    return TeachingGroup.objects.create(
        school=school, path=school.path, name="语文提高班", course=course, term=term
    )


@pytest.fixture
def roster(city, people, posts, group):
    """All of it, by what it is."""
    school = city["一小"]
    Person.objects.filter(pk=people["doubled"].pk).update(merged_into=people["child"])
    with connection.cursor() as cursor:  # who was merged away keeps the places that it had
        cursor.execute(
            "SELECT set_config('yuandu.loading', 'on', false);"
            f"UPDATE registry_person SET places = '{{{school.unit_id},{school.pk}}}'"
            f" WHERE id = {people['doubled'].pk}; SELECT set_config('yuandu.loading', '', false)"
        )
    for who, number in (("child", "G370705201803050019"), ("youth", "G370705200803050026")):
        Paper.objects.create(person=people[who], kind="pupil_number", number=number)
        Paper.objects.create(person=people[who], kind="id_card", number=number[1:])
    members = {
        who: Membership.objects.create(group=group, person=people[who], kind=kind, from_on=ON)
        for who, kind in (("child", "pupil"), ("teacher", "teacher"))
    }
    return {
        "people": people,
        "posts": posts,
        "members": members,
        "group": group,
        "term": group.term,
        "course": group.course,
        "school": school,
        "form": city["2018级1班"],
        "other": city["二小"],
    }


@pytest.fixture
def named(roster):
    """The names of the fixture's people by their sourced ids, for answers that are read by people."""
    return {f"P{person.pk}": name for name, person in roster["people"].items()}
