"""今天: what waits for the person, and how things stand where they are."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.kernel import navigation
from yuandu.kernel.access import signed_in
from yuandu.kernel.apps import declared
from yuandu.site.pages.frame import there
from yuandu.site.pages.greeting import greeting

MOST_ENTRIES = 8


@signed_in
def today(request: HttpRequest) -> HttpResponse:
    """Show the duties, the tiles that apps offer to the person's seat, and where they may go."""
    now, user = timezone.now(), request.user
    menu = navigation.menu(request, user)
    entries = [entry for group in menu for entry in group["items"] if not entry["current"]]
    duties = [entry for entry in entries if entry["hot"] and entry["count"]]
    context = {
        "menu": menu,
        "greeting": greeting(user, sum(duty["count"] for duty in duties)),
        "now": now,
        "duties": duties,
        "main": tiles(request, "main", at=now),
        "side": tiles(request, "side", at=now),
        "entries": (entries + for_everybody(request.user))[:MOST_ENTRIES],
    }
    return render(request, "site/today.html", context)


def for_everybody(user: Any) -> list[dict[str, str]]:
    """Return the pages that everyone has, for those whose own menu is short; none in a lesson."""
    if getattr(user, "by_picture", False):
        return []
    pages = there(
        (_("学校名录"), "registry:schools"), (_("我的资料与设置"), "registry:profile"), (_("帮助"), "help")
    )
    icons = ("school", "circle-user-round", "circle-question-mark")
    return [page | {"icon": icon} for page, icon in zip(pages, icons, strict=True)]


def tiles(request: HttpRequest, column: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return the tiles of the column in order, each with heading and content; None of a function draws nothing.

    Beside what its template needs a tile may return `heading`, `note`, `link` and `url` for its head.
    """
    user, drawn = request.user, []
    offered = [(app, tile) for app, tile in declared("tiles") if tile.column == column]
    for app, tile in sorted(offered, key=lambda entry: entry[1].order):
        content = app.load(tile.function)(user, at=at) if user.holds(tile.permission) else None
        if content is not None:
            html = render_to_string(tile.template, content, request)
            drawn.append({"heading": tile.title, "html": html} | content)
    return drawn
