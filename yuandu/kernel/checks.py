"""What can be wrong with a manifest: whatever it names must exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.checks import Error
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from yuandu.kernel.apps import App


def faults_in(app: App) -> Iterator[Error]:
    """Yield an error for each permission, page and function that is named but not there."""
    yield from undeclared_permissions(app)
    yield from missing_pages(app)
    yield from missing_functions(app)


def undeclared_permissions(app: App) -> Iterator[Error]:
    """Yield an error for each permission that nav, a tile or a role uses but the app does not declare."""
    used = {item.permission for item in (*app.nav, *app.tiles)}.union(*app.roles.values())
    for permission in sorted(used - set(app.permissions)):
        yield Error(f"{app.label}: permission {permission} is not declared", id="yuandu.E001")


def missing_pages(app: App) -> Iterator[Error]:
    """Yield an error for each menu entry that leads nowhere."""
    for item in app.nav:
        try:
            reverse(item.view)
        except NoReverseMatch:
            yield Error(f"{app.label}: nav names no page {item.view}", id="yuandu.E002")


def missing_functions(app: App) -> Iterator[Error]:
    """Yield an error for each function that the manifest names and that cannot be imported."""
    for function in functions_of(app):
        try:
            app.load(function)
        except ImportError as error:
            yield Error(f"{app.label}: {error}", id="yuandu.E003")


def functions_of(app: App) -> Iterator[str]:
    """Yield the dotted places of all functions that the manifest names."""
    for entry in (*app.measures, *app.commands, *app.tiles, *app.search):
        yield entry.function
    yield from (item.count for item in app.nav if item.count)
    yield from (measure.ever for measure in app.measures if measure.ever)
    yield from app.reacts.values()
    yield from app.listings.values()
    if app.demo:
        yield app.demo
