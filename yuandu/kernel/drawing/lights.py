"""The four states and their shapes: a state is always shape, word and colour together."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

WORDS = {"ok": _("达标"), "warn": _("接近"), "bad": _("滞后"), "idle": _("未开始")}
SHAPES = {
    "ok": mark_safe('<circle cx="6" cy="6" r="5.5"/>'),
    "warn": mark_safe('<path d="M6 0 12 6 6 12 0 6Z"/>'),
    "bad": mark_safe('<path d="M6 .6 12 11.4H0Z"/>'),
    "idle": mark_safe('<circle cx="6" cy="6" r="4.5"/>'),
}


def light(kind: str, text: str = "", *, pill: bool = False) -> dict[str, object]:
    """Return what ui/light.html shows; the word is that of the state unless the fact itself is given.

    Raises KeyError for a kind other than ok, warn, bad, idle.
    """
    return {"kind": kind, "shape": SHAPES[kind], "text": text or WORDS[kind], "pill": pill}


def shape(kind: str) -> SafeString:
    """Return the SVG shape of a state in a box of 12 by 12."""
    return SHAPES[kind]
