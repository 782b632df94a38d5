"""The city's own file: its bureau, the units that administer, and the areas where places lie, read strictly."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _

UNIT_KINDS = frozenset({"county", "branch", "zone"})
TAGS = frozenset("VPMD")
PATH_CODE = re.compile(r"[0-9A-Z]{1,20}")
AREA_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")
CITY = frozenset({"code", "name", "short", "en", "bureau", "province"})
UNIT = frozenset(
    {"code", "kind", "name", "short", "en", "bureau", "tile", "areas", "areas_source", "source_tag"}
)
AREA = frozenset({"code", "name", "level"})


class FaultyCityFile(ValueError):
    """The text is no city file that could be used; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence % fault.details for fault in faults))
        self.faults = faults


class Bureau(NamedTuple):
    """The authority's full name in both languages, and how sure it is (V, P, M, D)."""

    name: str
    name_en: str
    tag: str


class Tile(NamedTuple):
    """A place on the tile map, from the left and from the top; it claims no boundary."""

    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class UnitSpec:
    """A county or zone that administers: what it is called, and which areas it answers for.

    `kind`: county, branch (of the city's bureau, for a functional zone) or zone (a mere management unit).
    """

    code: str
    kind: str
    name: str
    short: str
    en: str
    bureau: Bureau
    tile: Tile
    areas: tuple[str, ...]
    areas_source: str
    source_tag: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaSpec:
    """An administrative division; a retired one says which code stands for it `now`."""

    code: str
    name: str
    level: str
    parent: str = ""
    en: str = ""
    is_statistical: bool = False
    is_retired: bool = False
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class CityFile:
    """A whole city file; areas in the order of the file, the retired ones last."""

    code: str
    name: str
    short: str
    en: str
    bureau: Bureau
    province: str
    units: tuple[UnitSpec, ...]
    areas: tuple[AreaSpec, ...]

    def townships(self) -> dict[str, tuple[AreaSpec, ...]]:
        """Return the townships of each unit, by the unit's code; a shared one belongs to several.

        Of the units that name an area or one above it, the nearest administers it.
        """
        parents = {area.code: area.parent for area in self.areas}
        named: dict[str, list[str]] = {}
        for unit in self.units:
            for code in unit.areas:
                named.setdefault(code, []).append(unit.code)
        found: dict[str, list[AreaSpec]] = {unit.code: [] for unit in self.units}
        for area in self.areas:
            if area.level == "township" and not area.is_retired:
                for unit_code in nearest(area.code, named, parents):
                    found[unit_code].append(area)
        return {code: tuple(areas) for code, areas in found.items()}


def nearest(area: str, named: Mapping[str, list[str]], parents: Mapping[str, str]) -> list[str]:
    """Return the codes of the units that name the area or, if none does, the nearest area above it."""
    while area and area not in named:
        area = parents.get(area, "")
    return named.get(area, [])


def read_city_file(text: str) -> CityFile:
    """Read a city file from YAML; raise FaultyCityFile with all that is wrong.

    Its parts: city (code, name, short, en, bureau, province), units, areas, perhaps retired_areas; the
    comments at the head of city/weifang.yaml tell what each field means.
    """
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as unreadable:
        raise FaultyCityFile([error(_("这不是YAML文件，请检查缩进和标点。"))]) from unreadable
    if not is_laid_out(content):
        raise FaultyCityFile([error(_("城市文件要有city、units和areas三部分，请对照样例补上。"))])
    faults = [*faults_of_parts(content)]
    if not faults:
        faults = [*faults_between_parts(content)]
    if faults:
        raise FaultyCityFile(faults)
    return CityFile(
        **{key: value for key, value in content["city"].items() if key in CITY - {"bureau"}},
        bureau=bureau_of(content["city"]),
        units=tuple(unit_of(row) for row in content["units"]),
        areas=tuple(
            [area_of(row) for row in content["areas"]]
            + [area_of(row, is_retired=True) for row in content.get("retired_areas") or []]
        ),
    )


def is_laid_out(content: Any) -> bool:
    """Say whether the three parts are there and of the right shape."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("city"), dict)
        and isinstance(content.get("units"), list)
        and isinstance(content.get("areas"), list)
        and isinstance(content.get("retired_areas") or [], list)
    )


def faults_of_parts(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with single entries, each named by its part and its code or place."""
    yield from faults_of_entry(content["city"], part="city", place=1, needed=CITY)
    for place, row in enumerate(content["units"], start=1):
        yield from faults_of_entry(row, part="units", place=place, needed=UNIT)
        if isinstance(row, dict) and row.keys() >= UNIT:
            yield from faults_of_unit(row)
    for part in ("areas", "retired_areas"):
        for place, row in enumerate(content.get(part) or [], start=1):
            yield from faults_of_entry(row, part=part, place=place, needed=AREA)
            if isinstance(row, dict) and not AREA_CODE.fullmatch(str(row.get("code"))):
                yield error(
                    _("%(part)s里的区划代码%(code)s应是6、9或12位数字。"), part=part, code=row.get("code")
                )


def faults_of_entry(row: Any, *, part: str, place: int, needed: frozenset[str]) -> Iterator[Fault]:
    """Yield what is wrong with one entry, looked at alone."""
    if not isinstance(row, dict):
        yield error(_("%(part)s的第%(place)d项不是“键: 值”的形式，请对照样例改正。"), part=part, place=place)
        return
    name = str(row.get("code", place))
    for key in sorted(needed - row.keys()):
        yield error(_("%(part)s里的%(name)s缺少%(key)s，请补上。"), part=part, name=name, key=key)
    for key in ("code", "name", "short", "en", "parent"):
        if key in row and not (isinstance(row[key], str) and row[key].strip()):
            yield error(
                _("%(part)s里%(name)s的%(key)s应是不空的文字，请加引号。"), part=part, name=name, key=key
            )
    if "code" in row and not PATH_CODE.fullmatch(str(row["code"])):
        yield error(_("%(part)s里的代码%(name)s只能用数字和大写字母。"), part=part, name=name)
    if "bureau" in row and not is_bureau(row["bureau"]):
        yield error(_("%(part)s里%(name)s的bureau要有zh、en和source_tag。"), part=part, name=name)


def faults_of_unit(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with one unit beyond its plain words."""
    name = str(row["code"])
    if row["kind"] not in UNIT_KINDS:
        yield error(_("管理单元%(name)s的kind应是county、branch或zone。"), name=name)
    if not {str(row["source_tag"]), str(row["areas_source"])} <= TAGS:
        yield error(_("管理单元%(name)s的来源标记应是V、P、M或D。"), name=name)
    tile = row["tile"]
    if not (isinstance(tile, dict) and tile.keys() == {"x", "y"} and all(map(is_count, tile.values()))):
        yield error(_("管理单元%(name)s的tile应是{x: 列, y: 行}，从0数起。"), name=name)
    if not (isinstance(row["areas"], list) and all(isinstance(code, str) for code in row["areas"])):
        yield error(_("管理单元%(name)s的areas应是区划代码的列表，每个代码加引号。"), name=name)


def faults_between_parts(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what does not fit together: codes given twice, areas that nobody knows, circles."""
    areas = [*content["areas"], *(content.get("retired_areas") or [])]
    for part, rows in (("units", content["units"]), ("areas", areas)):
        for code, count in Counter(row["code"] for row in rows).items():
            if count > 1:
                yield error(
                    _("%(part)s里的代码%(code)s出现了%(count)d次，只留一个。"),
                    part=part,
                    code=code,
                    count=count,
                )
    tiles = Counter((unit["tile"]["x"], unit["tile"]["y"]) for unit in content["units"])
    for (x, y), count in tiles.items():
        if count > 1:
            yield error(_("有%(count)d个管理单元都在第%(x)d列第%(y)d行，请错开。"), count=count, x=x, y=y)
    parents = {row["code"]: row.get("parent", "") for row in areas}
    for unit in content["units"]:
        for code in unit["areas"]:
            if code not in parents:
                yield error(
                    _("管理单元%(unit)s的区划%(code)s不在areas里，请补上。"), unit=unit["code"], code=code
                )
    for code, parent in parents.items():
        if parent and parent not in parents:
            yield error(_("区划%(code)s的上级%(parent)s不在areas里，请补上。"), code=code, parent=parent)
        elif is_in_circle(code, parents):
            yield error(_("区划%(code)s绕一圈又成了自己的上级，请改正。"), code=code)


def is_in_circle(code: str, parents: Mapping[str, str]) -> bool:
    """Say whether the way up from the area comes back to it."""
    seen: set[str] = set()
    above = parents[code]
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return code in seen


def is_bureau(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= {"zh", "en", "source_tag"}


def is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def bureau_of(row: Mapping[str, Any]) -> Bureau:
    return Bureau(row["bureau"]["zh"], row["bureau"]["en"], row["bureau"]["source_tag"])


def unit_of(row: Mapping[str, Any]) -> UnitSpec:
    """Return the unit that an entry without faults describes."""
    plain = {key: row[key] for key in UNIT - {"bureau", "tile", "areas"}}
    return UnitSpec(
        **plain,
        bureau=bureau_of(row),
        tile=Tile(**row["tile"]),
        areas=tuple(row["areas"]),
        note=row.get("note", ""),
    )


def area_of(row: Mapping[str, Any], *, is_retired: bool = False) -> AreaSpec:
    """Return the area that an entry without faults describes."""
    plain = {key: row[key] for key in ("code", "name", "level", "parent", "en", "now") if key in row}
    return AreaSpec(**plain, is_statistical=bool(row.get("statistical")), is_retired=is_retired)
