"""The manifest: an app says what it is by the class attributes of its AppConfig, and by nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, register
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from yuandu.kernel import checks


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry of the menu, shown to those who hold its permission.

    `group` is the heading that it stands under ("" for the top, "bell" for the one beside the name);
    `count` names a function `(user) -> int` whose number stands beside the title, `hot` makes it red.
    """

    view: str
    title: str
    permission: str
    icon: str = "circle"
    group: str = "business"
    order: int = 50
    count: str | None = None
    hot: bool = False


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of the workbench: `function(user, *, at) -> dict | None` fills `template`; None shows nothing."""

    name: str
    title: str
    permission: str
    function: str
    template: str
    column: str = "main"
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Search:
    """What the search box finds: `function(user, text, *, limit) -> list[kernel.search.Hit]`."""

    name: str
    title: str
    function: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure that an app can count: `function(*, on: date) -> QuerySet` of the very rows counted.

    Each row has a `path`, so that the figure of a unit is the number of rows at or below it
    (or the sum of `field`), and a click on the figure shows those rows. `ever(name) -> QuerySet` is all
    that could have been counted on any day: a city where there never was any has no figure, not 0.
    """

    name: str
    title: str
    unit: str
    function: str
    field: str | None = None
    source: str = ""
    ever: str | None = None


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A table that the app is the source of; `grade` is L1 (public) to L4 (sensitive)."""

    model: str
    title: str
    grade: str
    basis: str = ""
    path: str | None = "path"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A task that runs by itself at the times of a cron expression."""

    task: str
    cron: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """What `yuandu NAME …` runs: `function(argv)`. A pure one needs no settings and no database."""

    name: str
    title: str
    function: str
    pure: bool = False


class App(AppConfig):
    """The base of every app's AppConfig; functions are named by their dotted place inside the app."""

    clauses: tuple[str, ...] = ()
    permissions: Mapping[str, str] = {}
    roles: Mapping[str, tuple[str, ...]] = {}
    role_titles: Mapping[str, str] = {}
    nav: tuple[NavItem, ...] = ()
    tiles: tuple[Tile, ...] = ()
    search: tuple[Search, ...] = ()
    processes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    listings: Mapping[
        str, str
    ] = {}  # tables to make again later: name → function(user, query) -> (table, rows)
    datasets: tuple[Dataset, ...] = ()
    verbs: Mapping[str, str] = {}
    looks: tuple[str, ...] = ()  # those verbs by which somebody read or exported full data of people
    reacts: Mapping[str, str] = {}
    notices: Mapping[str, str] = {}
    schedule: tuple[Schedule, ...] = ()
    commands: tuple[Command, ...] = ()
    demo: str | None = None
    default = False  # an apps.py that imports App must not offer it to Django as its own

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def load(self, function: str) -> Callable[..., Any]:
        """Return the function that the manifest names."""
        return import_string(f"{self.name}.{function}")


class KernelConfig(App):
    name = "yuandu.kernel"
    verbose_name = _("内核")

    def ready(self) -> None:
        register(manifests_hold)


@cache
def yuandu_apps() -> tuple[App, ...]:
    """Return the manifests of the installed apps, lowest first."""
    return tuple(app for app in apps.get_app_configs() if isinstance(app, App))


@cache
def permissions_of(role: str) -> frozenset[str]:
    """Return the permissions that a role stands for; none for a role that no app declares."""
    return frozenset(name for app in yuandu_apps() for name in app.roles.get(role, ()))


@cache
def declared(attribute: str) -> tuple[tuple[App, Any], ...]:
    """Return every entry of a manifest attribute with its app; of a mapping, its items."""
    entries = []
    for app in yuandu_apps():
        value = getattr(app, attribute)
        entries += [(app, entry) for entry in (value.items() if isinstance(value, Mapping) else value)]
    return tuple(entries)


@cache
def titles(attribute: str) -> Mapping[str, str]:
    """Return one mapping of all apps' `verbs`, `permissions`, `role_titles` or `notices`."""
    return {name: title for _app, (name, title) in declared(attribute)}


def manifests_hold(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Check every manifest, as part of `check`, `migrate` and `runserver`."""
    return [fault for app in yuandu_apps() for fault in checks.faults_in(app)]
