"""What frames every page of the portal: its menu, its foot, and whether all this is a demonstration."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _


@cache
def address(view: str) -> str:
    """Return where the page is, "" where this installation has none: nothing leads nowhere."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def there(*entries: tuple[str, str]) -> list[dict[str, str]]:
    """Return those of the (title, view) pairs whose page exists, as {title, url}."""
    return [{"title": title, "url": url} for title, view in entries if (url := address(view))]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return what the portal's frame draws; the lists are made only where a page draws them."""
    return {
        "portal_nav": SimpleLazyObject(lambda: menu(request.path)),
        "portal_foot": SimpleLazyObject(foot),
        "demonstration": is_demonstration(),
    }


def is_demonstration() -> bool:
    """Say whether this is a demonstration city: then its home holds the sign-ins to try it with."""
    return (settings.HOME / "demo-accounts.txt").exists()


def menu(path: str) -> list[dict[str, Any]]:
    """Return the entries of the portal's menu; the longest address that the path begins with is the present one."""
    entries = there(
        (_("行动计划"), "plan:board"),
        (_("条目与口径"), "plan:clauses"),
        (_("学校名录"), "registry:schools"),
        (_("帮助"), "help"),
    )
    within = [entry["url"] for entry in entries if path.startswith(entry["url"])]
    present = max(within, key=len, default="")
    return [entry | {"current": entry["url"] == present} for entry in entries]


def foot() -> list[dict[str, Any]]:
    """Return the columns of the foot."""
    return [
        {
            "title": _("公开"),
            "items": there(
                (_("行动计划进展"), "plan:board"),
                (_("全部条目和口径"), "plan:clauses"),
                (_("学校名录"), "registry:schools"),
                (_("大屏"), "plan:wall"),
            ),
        },
        {
            "title": _("账号"),
            "items": there(
                (_("登录"), "account_login"),
                (_("用激活码开通"), "activate"),
                (_("忘了密码"), "account_reset_password"),
            ),
        },
        {
            "title": _("帮助"),
            "items": there(
                (_("怎么用"), "help"), (_("无障碍"), "accessibility"), (_("隐私与数据保护"), "privacy")
            ),
        },
    ]
