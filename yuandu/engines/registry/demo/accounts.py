"""One sign-in for each role of the invented city, all with one password that everybody may know."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from yuandu.engines.registry.demo.tree import RECORD_BEGINS
from yuandu.engines.registry.models import Organisation, Person, User
from yuandu.engines.registry.models.accounts import seats_of
from yuandu.engines.registry.services import grant_role, open_account
from yuandu.kernel.apps import titles

PASSWORD = "kite-2021-yuandu"
ADMINISTRATOR = "演示管理员"
USERNAMES = {  # by the role that the person has in the cast
    "city_officer": "city",
    "county_officer": "county",
    "registrar": "registrar",
    "principal": "principal",
    "teacher": "teacher",
    "pupil": "pupil",
    "guardian": "guardian",
}
ALL_USERNAMES = ("admin", *USERNAMES.values())


class DemoAccount(NamedTuple):
    """What to print of an account."""

    role: str
    organisation: str
    name: str
    username: str


def open_accounts(
    *, cast: Mapping[str, int], root: Organisation, on: date, at: datetime
) -> list[DemoAccount]:
    """Open the accounts of the administrator and of the cast (ids of people by role); return them."""
    administrator = open_account(
        username="admin", name=ADMINISTRATOR, password=PASSWORD, home=root, by=None, at=at
    )
    grant_role(user=administrator, role="administrator", organisation=root, on=RECORD_BEGINS, by=None, at=at)
    users = [administrator]
    people = Person.objects.in_bulk(cast.values())
    for role, username in USERNAMES.items():
        if role in cast:
            users.append(open_for(people[cast[role]], username=username, root=root, at=at))
    return [account_of(user, on=on) for user in users]


def open_for(person: Person, *, username: str, root: Organisation, at: datetime) -> User:
    """Open the account of somebody in the cast."""
    return open_account(
        username=username, name=person.name, password=PASSWORD, home=root, person=person, by=None, at=at
    )


def account_of(user: User, *, on: date) -> DemoAccount:
    """Return what to print: the roles and the places of the person on the day."""
    seats = seats_of(user, on=on)
    roles = dict.fromkeys(str(titles("role_titles").get(seat.role, seat.role)) for seat in seats)
    places = dict.fromkeys(seat.organisation.called for seat in seats)
    return DemoAccount(_("、").join(roles), _("、").join(places), user.name, user.username)
