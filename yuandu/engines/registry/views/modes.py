"""The language and the modes of a person, as cookies of the browser."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponse

YEAR = 365 * 24 * 3600
COOKIES = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": "yd-theme", "mode": "yd-mode"}


def keep_modes(response: HttpResponse, preferences: Mapping[str, str]) -> None:
    """Set the cookies of what the person prefers; what the profile does not say stays as it is."""
    for name, cookie in COOKIES.items():
        if preferences.get(name):
            response.set_cookie(cookie, preferences[name], max_age=YEAR, samesite="Lax")
        elif name in preferences:
            response.delete_cookie(cookie, samesite="Lax")
