"""Loading a plan file from the command line."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.domains.plan import services
from yuandu.domains.plan.commands.files import text_of
from yuandu.engines.registry import api as registry
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.terminal import Trouble

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation


def load(argv: Sequence[str]) -> None:
    """Load a city's own plan file; indicators that can be counted are computed by `yuandu compute`."""
    parser = ArgumentParser(prog="yuandu plan-load")
    parser.add_argument("file", type=Path)
    parser.add_argument("--city", help=_("城市的路径，如370700."))
    parser.add_argument("--opens-on", type=date.fromisoformat, help=_("页面打开时的日期，默认今天"))
    chosen = parser.parse_args(argv)
    text, city = text_of(chosen.file), city_of(chosen.city)
    try:
        services.load_plan(text=text, city=city, opens_on=chosen.opens_on, by=None, at=timezone.now())
    except Refusal as refusal:
        raise Trouble(f"{chosen.file}: {refusal}") from refusal
    print(_("计划已载入{city}。接着运行yuandu compute，能数的指标就有数了。").format(city=city))


def city_of(path: str | None) -> "Organisation":
    """Return the city that is named, or the only one; raises Trouble."""
    cities = [registry_at(path)] if path else list(registry.cities()[:2])
    if not cities:
        raise Trouble(_("这里还没有城市。请先运行yuandu city。"))
    if len(cities) > 1:
        raise Trouble(_("这里有几座城市，请用--city写明是哪一座，如370700.。"))
    return cities[0]


def registry_at(path: str) -> "Organisation":
    try:
        return registry.organisation_at(path)
    except ObjectDoesNotExist as missing:
        raise Trouble(_("没有路径是{path}的机构，请核对，末尾的点也要写。").format(path=path)) from missing
