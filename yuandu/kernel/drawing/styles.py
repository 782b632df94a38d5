"""Which style sheets a page links: the one file that `npm run vendor` makes, or the parts it is made of."""

from functools import cache
from pathlib import Path

KERNEL = Path(__file__).resolve().parents[1]
PARTS = ("tokens", "base", "shells", "components", "forms", "tables", "print")
BUNDLE = KERNEL / "static/vendor/ui.css"


@cache
def sheets(bundle: Path = BUNDLE) -> tuple[str, ...]:
    """Return the paths below static/; a bundle older than one of its parts is not used."""
    parts = [KERNEL / f"static/ui/{name}.css" for name in PARTS]
    newest = max(part.stat().st_mtime for part in parts)
    if bundle.exists() and bundle.stat().st_mtime >= newest:
        return ("vendor/ui.css",)
    return tuple(f"ui/{name}.css" for name in PARTS)
