"""The shell of every page: menu, seats and modes, drawn from the manifests and the person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuandu.kernel.apps import App, NavItem, declared


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the shells need; the parts that cost a query are computed only where a shell draws them."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return {
        "theme": request.COOKIES.get("yd-theme", ""),
        "mode": request.COOKIES.get("yd-mode", ""),
        "lang": get_language(),
        "person": person,
        "menu": SimpleLazyObject(lambda: menu(request, person)),
        "unread": SimpleLazyObject(
            lambda: sum(count_beside(app, item, person) for app, item in bell(person))
        ),
        "seats": SimpleLazyObject(lambda: person.seats if person else []),
        "seat": SimpleLazyObject(lambda: person.seat if person else None),
    }


def items_for(person: Any) -> list[tuple[App, NavItem]]:
    """Return the menu entries that the person may open; what is never allowed is not shown.

    Who signed in by pictures, on a class device, has no menu: only what a child does in a lesson.
    """
    if person is None or getattr(person, "by_picture", False):
        return []
    entries = [(app, item) for app, item in declared("nav") if person.holds(item.permission)]
    return sorted(entries, key=lambda entry: entry[1].order)


def bell(person: Any) -> list[tuple[App, NavItem]]:
    return [(app, item) for app, item in items_for(person) if item.group == "bell"]


def count_beside(app: App, item: NavItem, person: Any) -> int:
    return app.load(item.count)(person) if item.count else 0


def menu(request: HttpRequest, person: Any) -> list[dict[str, Any]]:
    """Return the groups of the menu in order, each with its title and items; empty groups are left out."""
    groups = {"": "", "business": _("业务"), "data": _("数据"), "system": _("系统")}
    drawn = {name: {"title": title, "items": []} for name, title in groups.items()}
    current = ""
    for app, item in items_for(person):
        if item.group not in drawn:
            continue
        url = reverse(item.view)
        if request.path.startswith(url) and len(url) > len(current):
            current = url
        entry = {"url": url, "title": item.title, "icon": item.icon, "hot": item.hot}
        drawn[item.group]["items"].append(entry | {"count": count_beside(app, item, person)})
    for group in drawn.values():
        for entry in group["items"]:
            entry["current"] = entry["url"] == current
    return [group for group in drawn.values() if group["items"]]
