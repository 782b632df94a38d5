"""What a request asks for: its parameters, checked."""

from dataclasses import dataclass

from django.http import HttpRequest

from yuandu.engines.registry.queries import oneroster
from yuandu.engines.registry.views.oneroster.problems import bad_filter, bad_selection

DEFAULT_LIMIT, LARGEST_LIMIT = 100, 1_000  # one entry of the trail names at most 1,000 people
LARGEST_OFFSET = 2**31 - 1
WORDS = ("sort", "orderBy", "filter", "fields", "limit", "offset", "cursor")


@dataclass(frozen=True)
class Asked:
    """Which rows, and which of their fields; no fields means all of them."""

    wish: oneroster.Wish
    fields: tuple[str, ...]
    words: dict[str, str]  # the parameters as they came, for links and the trail


def asked(request: HttpRequest, *, known: frozenset[str]) -> Asked:
    """Return what the request asks for; raises Problem. `known` are the fields that the answer can have."""
    words = {word: ",".join(request.GET.getlist(word)) for word in WORDS if word in request.GET}
    if any("\0" in word for word in words.values()):
        raise bad_selection("A parameter has a null character.")
    order, sort = words.get("orderBy", "asc"), words.get("sort")
    if order not in ("asc", "desc"):
        raise bad_selection("orderBy is asc or desc.")
    if sort == "":
        raise bad_selection("sort names no field.")
    wish = oneroster.Wish(
        clauses=clauses(words.get("filter")),
        sort=sort,
        is_descending=order == "desc",
        limit=number(words, "limit", DEFAULT_LIMIT, least=1, most=LARGEST_LIMIT),
        offset=number(words, "offset", 0, least=0, most=LARGEST_OFFSET),
        cursor=words.get("cursor", ""),
    )
    return Asked(wish, fields(words.get("fields"), known=known), words)


def clauses(text: str | None) -> list[oneroster.Clause]:
    try:
        return [] if text is None else oneroster.read_filter(text)
    except oneroster.BadFilter as bad:
        raise bad_filter(str(bad)) from None


def number(words: dict[str, str], word: str, default: int, *, least: int, most: int) -> int:
    text = words.get(word, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and least <= int(text) <= most):
        raise bad_selection(f"{word} is a whole number from {least} to {most}.")
    return int(text)


def fields(text: str | None, *, known: frozenset[str]) -> tuple[str, ...]:
    """Return the wanted fields; the standard writes them with commas, OpenAPI repeats the parameter."""
    if text is None:
        return ()
    wanted = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise bad_selection(f"There is no field {unknown[0] or 'without a name'} to select.")
    return wanted
