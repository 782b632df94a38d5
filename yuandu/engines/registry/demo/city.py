"""Putting a city into an empty registry: an invented one with people, or the real schools of a list."""

import hashlib
import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.demo import accounts
from yuandu.engines.registry.demo.invention import Invention
from yuandu.engines.registry.demo.listed import listed_rows, read_list
from yuandu.engines.registry.demo.load import (
    analyse,
    copy_rows,
    free_ids,
    indexes_aside,
    loading,
    owns_tables,
    place_people,
    wait_for_others,
)
from yuandu.engines.registry.demo.shapes import Scale
from yuandu.engines.registry.demo.study import Subject
from yuandu.engines.registry.demo.tree import Tree
from yuandu.engines.registry.models import Area, Organisation, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.rules.city_file import CityFile
from yuandu.engines.registry.services import load_areas, load_calendar, load_code_tables
from yuandu.kernel.refusals import Refusal

WEIFANG = Path(settings.BASE_DIR) / "city/weifang.yaml"
MANY_PEOPLE = 100_000  # from here on building indexes at the end is quicker than keeping them up
SCHOOL_CODE = re.compile(r"\.S(\d{4,})\.$")
Advance = Callable[[int], None]
Say = Callable[[str], None]


class CityIsThere(Refusal):
    """There are organisations already, and a city is only put into an empty registry."""


class Loaded(NamedTuple):
    """What a load has made: rows by table, and the sign-ins of an invented city."""

    counts: dict[str, int]
    accounts: list[accounts.DemoAccount]


@transaction.atomic
def invent_city(
    city: CityFile,
    *,
    scale: Scale,
    rng: Random,
    at: datetime,
    add: bool = False,
    advance: Advance = lambda count: None,
    say: Say = lambda sentence: None,
    because: str = "",
) -> Loaded:
    """Invent the schools and people of a city, and open one account for each role; all of it or nothing.

    `add` puts the city beside real organisations that are there; `advance` hears of people as they are
    written, `say` of what else takes long. Raises CityIsThere.
    """
    refuse_second_city(add=add, is_invented=True)
    areas = prepare(city)
    is_large = scale.pupils >= MANY_PEOPLE and owns_tables()
    with free_ids() as ids:
        invention = Invention(
            city,
            scale=scale,
            rng=rng,
            ids=ids,
            areas=areas,
            subjects=subjects(),
            known=known_bureaus(),
            first_number=next_school_number(),
        )
        with indexes_aside() if is_large else nullcontext(), loading():
            counts = copy_rows(invention.rows(), advance=advance)
            place_people()
            say(_("人员已写完，正在建索引和统计，请稍等……"))
    analyse()
    root = Organisation.objects.get(pk=invention.tree.root.id)
    opened = accounts.open_accounts(cast=invention.crowd.cast, root=root, on=localdate(at), at=at)
    tell(root, at=at, because=because, data={"scale": scale.name, "is_demo": True, "rows": counts})
    return Loaded(counts, opened)


@transaction.atomic
def load_listed_schools(
    city: CityFile, text: str, *, at: datetime, add: bool = False, because: str = ""
) -> Loaded:
    """Open the real schools of a list (CSV) below the bureaus of the city; no people, nothing invented.

    Raises CityIsThere and FaultyList.
    """
    refuse_second_city(add=add, is_invented=False)
    schools = read_list(text, city=city)
    areas = prepare(city)
    number, known = next_school_number(), known_bureaus()
    with free_ids() as ids:
        tree = Tree(city, areas, is_demo=False)
        rows = listed_rows(tree, schools, ids=ids, known=known, first_number=number)
        counts = copy_rows(rows, advance=lambda count: None)
    analyse()
    digest = hashlib.sha256(text.encode()).hexdigest()
    root = Organisation.objects.get(pk=tree.root.id)
    tell(root, at=at, because=because, data={"is_demo": False, "sha256": digest, "rows": counts})
    return Loaded(counts, [])


def refuse_second_city(*, add: bool, is_invented: bool) -> None:
    """Refuse what would mix with a city that is there, or that is being loaded at this moment."""
    wait_for_others()
    if Organisation.objects.exists() and not add:
        raise CityIsThere(
            _("库里已经有机构了。确实要在旁边再加，请加上--add；要从头来，请换一个空的数据库。")
        )
    if is_invented and Organisation.objects.filter(is_demo=True).exists():
        raise CityIsThere(_("演示城市已经在库里了，不用再填。要换规模，请换一个空的数据库。"))
    if is_invented and User.objects.filter(username__in=accounts.ALL_USERNAMES).exists():
        raise CityIsThere(_("演示账号的用户名已经有人用了，请换一个空的数据库。"))


def prepare(city: CityFile) -> dict[str, int]:
    """Load what stands below every city: code tables, calendar, areas; return the areas' ids by code."""
    load_code_tables()
    load_calendar()
    load_areas(
        {
            "code": area.code,
            "title": area.name,
            "title_en": area.en,
            "level": area.level,
            "parent_code": area.parent,
            "is_retired": area.is_retired,
        }
        for area in city.areas
    )
    return dict(Area.objects.values_list("code", "pk"))


def known_bureaus() -> dict[str, int]:
    """Return the ids of the bureaus that are there, by path."""
    return dict(Organisation.objects.filter(level__in=("city", "unit")).values_list("path", "pk"))


def next_school_number() -> int:
    """Return the first number that no school has in its code (S0001, S0002, …)."""
    paths = Organisation.objects.filter(level="school").values_list("path", flat=True)
    return max((int(code[1]) for path in paths if (code := SCHOOL_CODE.search(path))), default=0) + 1


def subjects() -> tuple[Subject, ...]:
    """Return the subjects of the code table, in its order."""
    return tuple(
        Subject(code.code, code.title, tuple(code.extra.get("stages", ())), is_national=code.tag != "D")
        for code in codes_of("subject").values()
    )


def tell(root: Organisation, *, at: datetime, because: str, data: dict[str, Any]) -> None:
    """Leave the one fact of the load, with its counts."""
    activity.record(
        verb="registry.city_loaded",
        about=f"registry.Organisation:{root.pk}",
        path=root.path,
        by=None,
        at=at,
        because=because,
        data=data,
    )
