"""The named sign-ins of the demonstration city, which its sign-in page offers."""

import re
from dataclasses import dataclass

from django.conf import settings

COLUMNS = re.compile(r"\t+|\s{2,}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]+")


@dataclass(frozen=True)
class DemoAccount:
    """One invented person with whom everybody may try the product."""

    role: str
    name: str
    username: str
    password: str


def demo_accounts() -> list[DemoAccount]:
    """Return the sign-ins in the home's demo-accounts.txt; none in an installation that is no demonstration.

    The file is made for people to read: role, name, user name and password, apart by tabs or wide gaps;
    other lines are its headings.
    """
    try:
        lines = (settings.HOME / "demo-accounts.txt").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    rows = (COLUMNS.split(line.strip()) for line in lines)
    return [DemoAccount(*row) for row in rows if len(row) == 4 and USERNAME.fullmatch(row[2])]


def demo_account(username: str) -> DemoAccount | None:
    """Return the sign-in with the user name, None if it is not one of the demonstration's."""
    return next((account for account in demo_accounts() if account.username == username), None)
