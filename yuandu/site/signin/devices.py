"""The devices on which people sign in: which names a browser has signed in before, and what it is in words.

The cookie lives long and outlives signing out. It opens nothing: it only gives a device an allowance of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

COOKIE, SALT = "yd-device", "signin.device"
DAYS = 400  # as long as browsers keep a cookie
MOST_NAMES = 60  # a computer of a classroom
SYSTEMS = (
    ("HarmonyOS", _("鸿蒙设备")),
    ("OpenHarmony", _("鸿蒙设备")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", _("安卓设备")),
    ("Windows", _("Windows电脑")),
    ("Macintosh", _("苹果电脑")),
    ("Linux", _("Linux电脑")),
)
BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("QQBrowser", _("QQ浏览器")),
    ("HuaweiBrowser", _("华为浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True)
class Device:
    """A browser: a key that means nothing, and marks of the names that have signed in on it."""

    key: str = ""
    marks: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        return bool(self.key) and mark_of(self.key, name) in self.marks


def mark_of(key: str, name: str) -> str:
    """Return what the cookie keeps of a name: without the installation's secret it tells nothing."""
    return salted_hmac(f"{SALT}.{key}", name).hexdigest()[:12]


def device_of(request: HttpRequest) -> Device:
    """Return the device that asks; one without names if it has no cookie of ours or a forged one."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86400)
        return Device(key=kept["key"], marks=tuple(kept["marks"]))
    except (signing.BadSignature, KeyError, TypeError):
        return Device()


def remember(request: HttpRequest, response: HttpResponse, names: Iterable[str]) -> None:
    """Let the device know the names from now on."""
    before = device_of(request)
    key = before.key or token_urlsafe(9)
    marks = dict.fromkeys([*(mark_of(key, name) for name in names if name), *before.marks])
    kept = {"key": key, "marks": list(marks)[:MOST_NAMES]}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def in_words(user_agent: str) -> str:
    """Return what the device is, as far as it says: "Windows电脑，Edge"."""
    system = next((str(name) for sign, name in SYSTEMS if sign in user_agent), "")
    browser = next((str(name) for sign, name in BROWSERS if sign in user_agent), "")
    return str(_("，")).join(filter(None, (system, browser))) or str(_("没有说明的设备"))
