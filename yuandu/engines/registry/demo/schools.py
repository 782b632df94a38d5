"""Which schools the invented city has: kind, unit, township, name, age, classes. Every name says 演示."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from yuandu.engines.registry.demo.shapes import (
    DIRECT_KINDS,
    DIRECT_SHARE,
    SCHOOL_YEAR,
    SHAPES,
    SYSTEM,
    Scale,
    Shape,
    apportion,
)
from yuandu.engines.registry.rules.city_file import AreaSpec, CityFile, UnitSpec
from yuandu.engines.registry.rules.grades import years_of

SHOWCASE = "诸城"  # the unit whose schools have all their pupils at the small scale
VIRTUES = (
    *("明理", "知行", "博文", "致远", "启智", "弘毅", "思齐", "崇德", "向阳", "育英", "尚学", "励志"),
    *("润德", "求真", "和美", "晨光", "青禾", "朝阳", "清泉", "碧水", "松涛", "兰亭", "竹溪", "鸢飞"),
    *("纸鸢", "云帆", "星河", "墨池", "雅韵", "书香", "嘉木", "新苗", "春晖", "桃李", "远航", "凌云"),
)
VILLAGES = [first + second for first in "柳石杨桃沙枣槐杏梨松" for second in "沟河岭庄埠洼坡泉屯坞"]
FEWEST_TEACHERS = 3
OFFICE_ENDS = ("管理委员会", "管委会", "街道", "镇", "乡")
URBAN, FRINGE, TOWN, TOWN_EDGE, VILLAGE = "111", "112", "121", "122", "220"  # GB/T 33782-2017, table 5
DISTRICT_STREET = ((URBAN, 60), (FRINGE, 30), (VILLAGE, 10))
COUNTY_STREET = ((URBAN, 45), (FRINGE, 15), (TOWN, 10), (VILLAGE, 30))
TOWNSHIP = ((TOWN, 25), (TOWN_EDGE, 10), (VILLAGE, 65))


@dataclass(kw_only=True)
class SchoolClass:
    """A class; `id` and `path` are known once the tree stands."""

    stage: str
    entry_year: int
    number: int
    size: int
    id: int = 0
    path: str = ""


@dataclass(kw_only=True)
class School:
    """A school to be: what it is, where, since when, and what becomes of it."""

    number: int
    shape: Shape
    unit: UnitSpec | None
    area: AreaSpec
    name: str
    short_name: str
    urban_rural: str
    opened_on: date
    is_rostered: bool = False
    classes: list[SchoolClass] = field(default_factory=list)
    teachers: int = 0
    closed_on: date | None = None
    former_name: str = ""
    renamed_on: date | None = None
    cio_from: date | None = None
    it_teacher_from: date | None = None
    id: int = 0
    path: str = ""
    unit_id: int | None = None

    @property
    def is_rural(self) -> bool:
        return self.urban_rural.startswith("2")

    @property
    def is_counted(self) -> bool:
        """Say whether it is a primary or secondary school (中小学)."""
        return bool({"primary", "junior", "senior"} & set(self.shape.stages))


def plan_schools(city: CityFile, *, scale: Scale, rng: Random, first_number: int = 1) -> list[School]:
    """Return the schools of the city, still empty: kinds in proportion, in the real townships of each unit."""
    kinds = kinds_of(scale)
    direct = [shape for shape in kinds if shape.kind in DIRECT_KINDS][: round(scale.schools * DIRECT_SHARE)]
    for shape in direct:
        kinds.remove(shape)
    namer = Namer()
    numbers = count(first_number)
    schools = [
        plan_school(next(numbers), shape, unit, area, namer=namer, rng=rng)
        for shape, (unit, area) in zip(kinds, sites(city, len(kinds)), strict=True)
    ]
    seat = next(area for area in city.areas if area.level == "township")
    schools += [plan_school(next(numbers), shape, None, seat, namer=namer, rng=rng) for shape in direct]
    return schools


def kinds_of(scale: Scale) -> list[Shape]:
    """Return the shape of every school, those of a kind together."""
    shares = [shape.full_share if scale.has_all_rosters else shape.demo_share for shape in SHAPES]
    numbers = apportion(scale.schools, [float(share) for share in shares])
    return [shape for shape, number in zip(SHAPES, numbers, strict=True) for _each in range(number)]


def sites(city: CityFile, total: int) -> list[tuple[UnitSpec, AreaSpec]]:
    """Return where the schools stand, so that any run of neighbours in the list is spread over all units.

    A unit has schools in proportion to its townships, a shared one counting as its part.
    """
    townships = city.townships()
    sharers = [area.code for areas in townships.values() for area in areas]
    weights = [sum(1 / sharers.count(area.code) for area in townships[unit.code]) for unit in city.units]
    slots = [
        ((place + 0.5) / number, order, place)
        for order, number in enumerate(apportion(total, weights))
        for place in range(number)
    ]
    return [
        (city.units[order], townships[city.units[order].code][place % len(townships[city.units[order].code])])
        for _share, order, place in sorted(slots)
    ]


def showcase_of(city: CityFile) -> UnitSpec:
    """Return the unit to show in full: 诸城, or the first of another city."""
    return next((unit for unit in city.units if unit.short == SHOWCASE), city.units[0])


def plan_school(
    number: int, shape: Shape, unit: UnitSpec | None, area: AreaSpec, *, namer: "Namer", rng: Random
) -> School:
    """Return a school of the shape in the township."""
    name, short_name = namer.name(shape, unit, area)
    year = rng.randint(2001, 2018) if rng.random() > 0.04 else rng.randint(2019, 2021)
    return School(
        number=number,
        shape=shape,
        unit=unit,
        area=area,
        name=name,
        short_name=short_name,
        urban_rural=urban_rural_of(shape, unit, area, rng=rng),
        opened_on=date(year, 9, 1),
    )


class Namer:
    """Names of schools, each once: 诸城市龙都街道明理演示小学."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def name(self, shape: Shape, unit: UnitSpec | None, area: AreaSpec) -> tuple[str, str]:
        """Return a name that no other school has, and its short form."""
        place = place_of(area)
        words = VILLAGES if shape.kind == "218" else VIRTUES
        start = (sum(map(ord, area.code + shape.kind)) * 7) % len(words)
        for round_number in count():
            ordinal = f"第{'一二三四五六七八九十'[round_number]}" if round_number else ""
            for step in range(len(words)):
                own = f"{words[(start + step) % len(words)]}演示{ordinal}{shape.title}"
                name = f"{unit.name}{in_full(area, unit) if is_low(shape) else ''}{own}" if unit else own
                if name not in self.taken:
                    self.taken.add(name)
                    return name, f"{place}{own}" if is_low(shape) else f"{unit.short if unit else ''}{own}"
        raise AssertionError


def is_low(shape: Shape) -> bool:
    """Say whether such schools are named after their township: there are many of them in a unit."""
    return shape.kind in {"111", "211", "218", "311", "312"}


def in_full(area: AreaSpec, unit: UnitSpec) -> str:
    """Return the name of the township beside the unit's: streets and towns as they are, others shorter."""
    return area.name if area.name.endswith(("街道", "镇", "乡")) else place_of(area).removeprefix(unit.short)


def place_of(area: AreaSpec) -> str:
    """Return the name of the township without what kind of township it is: 龙都."""
    for end in OFFICE_ENDS:
        if area.name.endswith(end) and len(area.name) > len(end) + 1:
            return area.name.removesuffix(end)
    return area.name


def urban_rural_of(shape: Shape, unit: UnitSpec | None, area: AreaSpec, *, rng: Random) -> str:
    """Draw the code of the place: teaching points lie in villages, senior schools never do."""
    if shape.kind == "218":
        return VILLAGE
    if not is_low(shape):
        return URBAN if not unit or unit.name.endswith("区") else TOWN
    is_street = not area.name.endswith(("镇", "乡"))
    choices = (
        (DISTRICT_STREET if not unit or unit.name.endswith("区") else COUNTY_STREET)
        if is_street
        else TOWNSHIP
    )
    codes, weights = zip(*choices, strict=True)
    return rng.choices(codes, weights=weights)[0]


def fill_classes(schools: list[School], *, scale: Scale, rng: Random, showcase: UnitSpec) -> None:
    """Give classes to the open schools that have rosters, teachers to all, as many as the scale says."""
    seen: set[str] = set()
    for school in schools:
        if school.closed_on:
            continue
        first = bool(school.unit) and school.shape.kind == "211" and school.unit.code not in seen
        school.is_rostered = scale.has_all_rosters or school.unit == showcase or first
        if first:
            seen.add(school.unit.code)
        if school.is_rostered:
            school.classes = classes_of(school, scale=scale, rng=rng)
    classes = [school_class for school in schools for school_class in school.classes]
    for school_class, size in zip(
        classes, apportion(scale.pupils, [row.size for row in classes]), strict=True
    ):
        school_class.size = size
    wanted = [1.0 + len(school.classes) for school in schools]
    more = apportion(max(scale.teachers - FEWEST_TEACHERS * len(schools), 0), wanted)
    for school, number in zip(schools, more, strict=True):
        school.teachers = FEWEST_TEACHERS + number


def classes_of(school: School, *, scale: Scale, rng: Random) -> list[SchoolClass]:
    """Return the classes of the school year, the eldest grade first; sizes are drawn, not yet fitted."""
    shape = school.shape
    low, high = shape.full_classes if scale.has_all_rosters else shape.demo_classes
    parallel = rng.randint(low, high)
    return [
        SchoolClass(stage=stage, entry_year=year, number=number, size=rng.randint(*shape.size))
        for stage in shape.stages
        for year in range(SCHOOL_YEAR - (shape.years or years_of(stage, SYSTEM)) + 1, SCHOOL_YEAR + 1)
        for number in range(1, parallel + 1)
    ]
