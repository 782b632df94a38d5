"""One search over everything that apps declare to be findable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yuandu.kernel.apps import declared


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: where it is and a line that tells it from its namesakes."""

    title: str
    url: str
    note: str = ""
    icon: str = "file"


def find(user: Any, text: str, *, limit: int = 8) -> Iterator[tuple[str, list[Hit]]]:
    """Yield each kind's title with its hits for the person, kinds without a hit left out."""
    for app, search in sorted(declared("search"), key=lambda entry: entry[1].order):
        if hits := app.load(search.function)(user, text.strip(), limit=limit):
            yield search.title, hits
