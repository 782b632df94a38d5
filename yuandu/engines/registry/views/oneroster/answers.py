"""Answers with rows: the body, how many there are, and links to the other pages."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from yuandu.engines.registry.views.oneroster.asking import Asked
from yuandu.engines.registry.views.oneroster.problems import NO_STORE


def body(payload: Mapping[str, Any]) -> HttpResponse:
    """Return the answer."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json", headers=NO_STORE)


def selected(objects: list[dict[str, Any]], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the objects with the wanted fields only; no fields means all."""
    if not fields:
        return objects
    return [{name: one[name] for name in fields if name in one} for one in objects]


def links(address: str, asked: Asked, *, total: int, cursor: str) -> str:
    """Return the Link header: first, last, next and prev, as far as there are such pages (RFC 8288).

    `next` carries a cursor, by which a walk is as quick at its end as at its beginning.
    """
    wish = asked.wish
    pages = {"first": {"offset": 0}, "last": {"offset": max(0, (total - 1) // wish.limit * wish.limit)}}
    if cursor or wish.offset + wish.limit < total:
        pages["next"] = {"offset": wish.offset + wish.limit} | ({"cursor": cursor} if cursor else {})
    if wish.offset:
        pages["prev"] = {"offset": max(0, wish.offset - wish.limit)}
    kept = {word: text for word, text in asked.words.items() if word not in ("offset", "cursor", "limit")}
    return ", ".join(
        f'<{address}?{urlencode(kept | {"limit": wish.limit} | said)}>; rel="{name}"'
        for name, said in pages.items()
    )
