"""`yuandu export --out FILE`: a place as a OneRoster file, or as one of our templates filled in."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.utils.timezone import localdate, now

from yuandu.engines.registry import services
from yuandu.engines.registry.queries import cities, organisation_at
from yuandu.engines.registry.services.export import FORMS
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation


def main(argv: list[str]) -> int:
    """Run the command; the file appears when it is whole."""
    options = read_options(argv)
    place = place_at(options.organisation)
    target: Path = options.out
    draft = target.with_name(f".{target.name}.part{target.suffix}")
    try:
        services.write_export(draft, form=options.format, place=place, on=localdate())
        os.replace(draft, target)
        services.note_written(place=place, form=options.format, at=now())
    except OSError as error:
        raise Trouble(_("写不了{path}：{reason}").format(path=target, reason=error.strerror)) from error
    finally:
        draft.unlink(missing_ok=True)
    print(target)
    return 0


def read_options(argv: list[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(prog="yuandu export", description=_("导出一个机构和它下面的名册。"))
    parser.add_argument("--format", choices=FORMS, default="oneroster", help=_("格式，默认oneroster"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("写到哪个文件"))
    parser.add_argument("--organisation", metavar="PATH", help=_("哪个机构，例如370700.370705.；默认全市"))
    return parser.parse_args(argv)


def place_at(path: str | None) -> "Organisation":
    """Return the organisation with this path, without one the city; raises Trouble."""
    if path is None:
        found = list(cities()[:2])
        if len(found) != 1:
            raise Trouble(_("请用--organisation写明是哪个机构。"))
        return found[0]
    try:
        return organisation_at(path if path.endswith(".") else f"{path}.")
    except ObjectDoesNotExist as error:
        raise Trouble(_("没有路径是{path}的机构。").format(path=path)) from error
