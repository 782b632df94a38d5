"""One search over everything that may be found: as one types, and as a page with an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuandu.kernel import navigation, search
from yuandu.kernel.access import public
from yuandu.site.pages.frame import there

LONGEST = 60
A_KIND = 8


@public
def find(request: HttpRequest) -> HttpResponse:
    """Show what is called like the text, kind by kind; HTMX asks for the results alone."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context = {
        "sought": text,
        "kinds": list(search.find(request.user, text, limit=A_KIND)) if text else [],
        "shell": shell(request.user),
    }
    is_part = request.htmx and not request.htmx.boosted
    return render(request, "site/hits.html" if is_part else "site/search.html", context)


def shell(user: Any) -> str:
    """Return the workbench for those who have one, the portal for everybody else."""
    return "kernel/work.html" if user.is_authenticated and user.holds("site.work") else "kernel/portal.html"


def pages(user: Any, text: str, *, limit: int) -> list[search.Hit]:
    """Return the pages of the person's menu, and the public ones, whose title holds the text."""
    entries = [
        (item.title, reverse(item.view), item.icon)
        for _app, item in navigation.items_for(user if user.is_authenticated else None)
    ]
    open_to_all = there(
        (_("行动计划进展"), "plan:board"),
        (_("条目与口径"), "plan:clauses"),
        (_("大屏"), "plan:wall"),
        (_("学校名录"), "registry:schools"),
        (_("登录"), "account_login"),
        (_("用激活码开通账号"), "activate"),
        (_("忘了密码"), "account_reset_password"),
        (_("帮助"), "help"),
        (_("无障碍"), "accessibility"),
        (_("隐私与数据保护"), "privacy"),
    )
    entries += [(page["title"], page["url"], "file-text") for page in open_to_all]
    found = {
        url: (title, icon)
        for title, url, icon in reversed(entries)
        if text.casefold() in str(title).casefold()
    }
    hits = [search.Hit(title=str(title), url=url, icon=icon) for url, (title, icon) in found.items()]
    return hits[::-1][:limit]
