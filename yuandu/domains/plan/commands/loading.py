"""Loading a plan file from the command line."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.domains.plan import services
from yuandu.engines.registry import api as registry


def load(argv: Sequence[str]) -> None:
    """Load a city's own plan file; indicators that can be counted are computed by `yuandu compute`."""
    parser = ArgumentParser(prog="yuandu plan-load")
    parser.add_argument("file", type=Path)
    parser.add_argument("--city", help=_("城市的路径，如370700."))
    parser.add_argument("--opens-on", type=date.fromisoformat, help=_("页面打开时的日期，默认今天"))
    chosen = parser.parse_args(argv)
    city = registry.organisation_at(chosen.city) if chosen.city else registry.cities().get()
    text = chosen.file.read_text("utf-8")
    services.load_plan(text=text, city=city, opens_on=chosen.opens_on, by=None, at=timezone.now())
