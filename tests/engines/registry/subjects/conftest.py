"""Two families, a school in each of two counties, and looks at their children."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Guardianship
from yuandu.engines.registry.services import people
from yuandu.kernel import scope

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)  # the pages ask the clock; the children are young on that day too
YOUNG, ELDER = date(2016, 3, 15), date(2010, 5, 1)


@pytest.fixture
def pupil_of(city):
    """Add a pupil to a class, with guardians by name and relation."""

    def added(name, *, place="2018级1班", birth_on=YOUNG, guardians=(), **details):
        post = {"kind": "pupil", "from_on": ON}
        pupil = people.add_person(
            name=name, place=city[place], post=post, birth_on=birth_on, by=None, at=AT, **details
        )
        for guardian, relation, phone in guardians:
            people.add_guardian(pupil=pupil, name=guardian, relation=relation, phone=phone, by=None, at=AT)
        return pupil

    return added


@pytest.fixture
def account_of(city):
    """Open an account for somebody in the roster."""

    def opened(person, username):
        return registry.open_account(
            username=username,
            name=person.name,
            password=None,
            home=city["一小"],
            by=None,
            at=AT,
            person=person,
        )

    return opened


@pytest.fixture
def second_class(city):
    """A class of the school in the other county."""
    details = {"stage": "primary", "system": "six_three", "entry_year": 2018, "on": ON, "by": None, "at": AT}
    cohort = registry.open_organisation(
        name="2018级", code="G2018", parent=city["二小"], level="grade", **details
    )
    city["二小1班"] = registry.open_organisation(
        name="2018级1班", code="C1", parent=cohort, level="class", **details
    )
    return city["二小1班"]


@pytest.fixture
def family(pupil_of, account_of):
    """李知远, ten years old, with the accounts of father and mother."""
    child = pupil_of(
        "李知远",
        guardians=[("李大山", "father", "13800002206"), ("周敏", "mother", "13900001107")],
        papers={"id_card": "370705201603150011"},
    )
    father, mother = Guardianship.objects.filter(pupil=child).order_by("pk")
    return {
        "child": child,
        "father": account_of(father.guardian, "father"),
        "mother": account_of(mother.guardian, "mother"),
    }


@pytest.fixture
def strangers(pupil_of, account_of):
    """孙七 of the same class, with a guardian."""
    child = pupil_of("孙七", guardians=[("孙大海", "father", "13700003305")])
    guardian = Guardianship.objects.get(pupil=child).guardian
    return {"child": child, "guardian": account_of(guardian, "stranger")}


@pytest.fixture
def looked():
    """Record that somebody looked at people, as they would in their seat; without anybody it was a machine."""

    def at(*people, by=None, after=0, verb="registry.revealed", path="370700.370705.S1.", **said):
        account = by.pk if by else None
        who, seat = (by.name, by.seat.words) if by and by.seat else ("", "")
        with scope.entered(scope.Scope(everything=True, account=account, who=who, seat=seat)):
            return activity.record(
                verb=verb,
                about=said.get("about", f"registry.Person:{people[0].pk}"),
                path=path,
                by=account,
                at=said.get("at", AT + timedelta(minutes=after)),
                because=said.get("because", "学籍办理：核对报名"),
                data=said.get("data", {"purpose": "enrolment", "fields": ["name", "papers"]}),
                people=[one.pk for one in people],
            )

    return at


@pytest.fixture
def registrar(person):
    return person("registrar", role="registrar", at="一小")
