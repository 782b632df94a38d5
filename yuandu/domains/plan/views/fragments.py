"""The heavy part of a page, drawn once for everybody until a figure is computed anew."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.translation import get_language

from yuandu.domains.plan.views.moment import Moment

KEPT = 300  # seconds: a new name of a unit shows after so long at the latest


def fragment(moment: Moment, template: str, context: Callable[[], dict[str, Any]], *extra: object) -> str:
    """Return the template drawn with the context, which is asked for only where it is not kept.

    What it shows must depend on the moment, the language and `extra` alone, never on who looks.
    """
    told = (
        template,
        get_language(),
        moment.edition.pk,
        moment.edition.sha256,
        moment.computed_at,
        moment.on,
        moment.today,
        moment.place.pk,
        moment.link(),
        *extra,
    )
    key = "plan:" + sha256(repr(told).encode()).hexdigest()
    return caches["drawn"].get_or_set(
        key, lambda: render_to_string(template, {"moment": moment} | context()), KEPT
    )
