"""The icons: a subset of Lucide (ISC) in one file, static/ui/icons.svg."""

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static

SPRITE = Path(__file__).resolve().parents[1] / "static/ui/icons.svg"


@cache
def names() -> frozenset[str]:
    """Return the names of all icons in the file."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))


def known(name: str) -> str:
    """Return the name; raises ValueError for an icon that the file does not hold."""
    if name not in names():
        raise ValueError(f"static/ui/icons.svg has no icon {name!r}")
    return name


def address() -> str:
    """Return where a browser finds the file."""
    return static("ui/icons.svg")
