"""A family, those who teach the child, and those who lead the school from near and far."""

from datetime import date

import pytest

from tests.conftest import AT, ON
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship
from yuandu.engines.registry.services import people

CARD = "370705201203150012"
SECRETS = {
    "card": CARD,
    "phone": "13911112222",
    "mail": "lizhiyuan@example.com",
    "birth": "2012年3月15日",
    "birth in a form": "2012-03-15",
    "father's phone": "13800002206",
    "mother's phone": "13700003307",
    "teacher's phone": "13600004408",
}
NAMES = ("李知远", "李大山", "周小敏")  # the pupil, father and mother


@pytest.fixture
def pupil(city):
    """李知远, ten years old, with papers, a telephone, father and mother."""
    pupil = people.add_person(
        name="李知远",
        place=city["2018级1班"],
        post={"kind": "pupil", "from_on": ON},
        papers={"id_card": CARD},
        phone=SECRETS["phone"],
        email=SECRETS["mail"],
        ethnic_group="01",
        by=None,
        at=AT,
    )
    for name, relation, phone in (
        ("李大山", "father", SECRETS["father's phone"]),
        ("周小敏", "mother", SECRETS["mother's phone"]),
    ):
        people.add_guardian(pupil=pupil, name=name, relation=relation, phone=phone, by=None, at=AT)
    assert pupil.birth_on == date(2012, 3, 15)
    return pupil


@pytest.fixture
def teacher(city):
    """王海燕, who teaches the class."""
    post = {"kind": "class_teacher", "from_on": ON}
    return people.add_person(
        name="王海燕",
        place=city["2018级1班"],
        post=post,
        phone=SECRETS["teacher's phone"],
        by=None,
        at=AT,
    )


@pytest.fixture
def account(city):
    """Open an account for a person of the city."""

    def opened(person, username):
        home = city["一小"]
        details = {"password": None, "home": home, "by": None, "at": AT, "person": person}
        return registry.open_account(username=username, name=person.name, **details)

    return opened


@pytest.fixture
def seats(person, account, city, pupil, teacher):
    """Everybody who may come near the record, by what they are."""
    other = people.add_person(
        name="孙小七", place=city["2018级1班"], post={"kind": "pupil", "from_on": ON}, by=None, at=AT
    )
    people.add_guardian(pupil=other, name="孙大七", relation="father", by=None, at=AT)
    father = Guardianship.objects.get(pupil=pupil, relation="father").guardian
    return {
        "city": person("city", role="officer", at="潍坊市"),
        "county": person("county", role="officer", at="奎文区"),
        "neighbour": person("neighbour", role="officer", at="潍城区"),
        "registrar": person("registrar", role="registrar", at="一小"),
        "principal": person("principal", role="principal", at="一小"),
        "other school": person("other", role="registrar", at="二小"),
        "teacher": account(teacher, "teacher"),
        "pupil": account(pupil, "pupil"),
        "guardian": account(father, "father"),
        "other guardian": account(Guardianship.objects.get(pupil=other).guardian, "another"),
    }
