"""Computing from the command line."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.indicators import queries, services
from yuandu.engines.registry import api as registry
from yuandu.kernel.progress import progress


def compute(argv: Sequence[str]) -> None:
    """Compute the given days (today without any) for every tree and city."""
    parser = ArgumentParser(prog="yuandu compute")
    parser.add_argument("days", nargs="*", type=date.fromisoformat, help=_("日期，如2021-10-18"))
    days = parser.parse_args(argv).days or [timezone.localdate()]
    with progress(_("计算指标"), len(days)) as step:
        for on in days:
            for city in registry.cities():
                for key in queries.tree_keys():
                    services.compute(key=key, city=city, on=on, at=timezone.now())
            step(1)
