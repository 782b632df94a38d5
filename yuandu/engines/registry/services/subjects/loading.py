"""Loading the processing activities, edition by edition."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from django.db import transaction

from yuandu.engines.registry.models import Processing
from yuandu.engines.registry.rules.subjects import ProcessingSpec, read_processing

SHIPPED = files("yuandu.engines.registry") / "data" / "processing.yaml"


@cache
def shipped_processing() -> tuple[ProcessingSpec, ...]:
    """Return the activities that the product ships, read once in a process."""
    return read_processing(SHIPPED.read_text("utf-8"))


@transaction.atomic
def load_processing(specs: Iterable[ProcessingSpec] | None = None) -> int:
    """Load editions of processing activities, by default the shipped ones; return how many were new.

    An edition that is there is left as it is; a new one ends the one before on the day on which it begins, and
    who had consented to that is asked anew.
    """
    specs = shipped_processing() if specs is None else tuple(specs)
    known = set(Processing.objects.values_list("code", "version"))
    fresh = [(order, spec) for order, spec in enumerate(specs) if (spec.code, spec.version) not in known]
    for order, spec in fresh:
        before = Processing.objects.filter(code=spec.code, valid_to=None, valid_from__lt=spec.valid_from)
        before.update(valid_to=spec.valid_from)
        Processing.objects.create(order=order, **asdict(spec))
    return len(fresh)
