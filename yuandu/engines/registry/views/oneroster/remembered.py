"""What a process remembers of a walk for a while: how many rows there are, and where the next page begins."""

import hashlib
from collections.abc import Callable
from time import monotonic

from django.core.cache import caches
from django.http import HttpRequest

from yuandu.engines.registry.views.oneroster.asking import Asked

SHORTEST, TIMES = 60, 100  # seconds; and as long as counting took, this many times


def key_of(request: HttpRequest, asked: Asked, *names: object) -> str:
    """Return the key of what this system asks for on this address, whatever the page."""
    same = [asked.words.get(word, "") for word in ("filter", "sort", "orderBy")]
    text = "\n".join(map(str, [request.client.pk, request.client.path, request.path, *same, *names]))
    return f"oneroster:{hashlib.sha256(text.encode()).hexdigest()}"


def counts(request: HttpRequest, asked: Asked, count: Callable[[], list[int]]) -> list[int]:
    """Return how many rows there are, counted now or within the last minute.

    Counting may take at most a hundredth of the time: what took three seconds is kept for five minutes.
    """
    key, kept = key_of(request, asked, "counts"), caches["drawn"]
    known = kept.get(key)
    if known is None:
        began = monotonic()
        known = count()
        kept.set(key, known, max(SHORTEST, TIMES * (monotonic() - began)))
    return known


def cursor_at(request: HttpRequest, asked: Asked) -> str:
    """Return the cursor of a page that is asked for by offset, where the page before was given just now."""
    wish = asked.wish
    return caches["drawn"].get(key_of(request, asked, "cursor", wish.offset), "") if wish.offset else ""


def remember_cursor(request: HttpRequest, asked: Asked, cursor: str) -> None:
    """Remember where the next page begins, for who asks for it by offset."""
    if cursor:
        offset = asked.wish.offset + asked.wish.limit
        caches["drawn"].set(key_of(request, asked, "cursor", offset), cursor, SHORTEST)
