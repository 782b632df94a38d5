"""The net under the explicit filters: whose rows PostgreSQL lets the present transaction see.

Tables with data of people have policies (`kernel.net`) that compare a row with these settings of the
transaction. The web's database role sees no such row outside a scope; workers and commands are the platform.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection, connections, transaction

SETTINGS = (
    "yuandu.everything",
    "yuandu.places",
    "yuandu.people",
    "yuandu.account",
    "yuandu.low",
    "yuandu.high",
)
APPLY = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What may be seen, and who sees it, as the trail names them.

    `places` are ids of units and schools, `people` ids of people who are seen wherever they are (oneself,
    one's wards), `span` is (low, high) of the paths; `everything` is the whole city and the platform itself.
    """

    places: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    account: int | None = None
    span: tuple[str, str] = ("", "")
    everything: bool = False
    who: str = ""
    seat: str = ""

    def values(self) -> tuple[str, ...]:
        """Return the settings, in the order of SETTINGS."""
        lists = [",".join(map(str, ids)) for ids in (self.places, self.people)]
        return ("on" if self.everything else "", *lists, str(self.account or ""), *self.span)


NOBODY = Scope()
PLATFORM = Scope(everything=True)
CURRENT: ContextVar[Scope] = ContextVar("scope", default=NOBODY)


def current() -> Scope:
    """Return the scope of the work at hand."""
    return CURRENT.get()


def enter(scope: Scope) -> None:
    """Give the rest of the present transaction this scope."""
    CURRENT.set(scope)
    with connection.cursor() as cursor:
        cursor.execute(APPLY, scope.values())


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Do what is inside in the scope, in one transaction (a savepoint of the present one)."""
    before, is_nested = CURRENT.get(), connection.in_atomic_block
    try:
        with transaction.atomic():
            enter(scope)
            yield
            if is_nested:
                enter(before)
    finally:
        CURRENT.set(before)


@contextmanager
def platform() -> Iterator[None]:
    """Do what is inside as the platform, which sees everybody: as short as possible, and never for a list.

    For what must find somebody before it is known who asks, and for what a service writes beyond the place
    of the person who acts.
    """
    with entered(replace(CURRENT.get(), everything=True)):  # the trail still names the person who acts
        yield


def become_platform() -> None:
    """Let every connection of this process be the platform's: for workers and commands, before the first query."""
    CURRENT.set(PLATFORM)
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c yuandu.everything=on".strip()
