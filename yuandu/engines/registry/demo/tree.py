"""The tree of organisations: the city's bureau, its units, the schools, their grades and classes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from yuandu.engines.registry.demo.rows import Ids, OrganisationRow, StateRow
from yuandu.engines.registry.demo.schools import School, SchoolClass
from yuandu.engines.registry.demo.shapes import STAGE_LETTERS, STAGE_TITLES, SYSTEM
from yuandu.engines.registry.rules import path_below
from yuandu.engines.registry.rules.city_file import AreaSpec, CityFile, UnitSpec
from yuandu.engines.registry.rules.pinyin import pinyin_of

RECORD_BEGINS = date(2000, 1, 1)  # bureaus are older; the record of the demonstration begins here
UNIT_ORGANISATIONS = {
    "county": "education_sports_bureau",
    "branch": "branch_bureau",
    "zone": "zone_committee",
}
DEMO_NUMBERS = 990_000  # 学校标识码 are given out from 000001 upwards, no province is near this


class Place(NamedTuple):
    """An organisation that others hang below: its row's id and its path."""

    id: int
    path: str


@dataclass
class Tree:
    """The places by which the rest of the city names organisations and areas."""

    city: CityFile
    areas: Mapping[str, int]  # ids of the areas by code
    is_demo: bool
    root: Place = Place(0, "")
    units: dict[str, Place] = field(default_factory=dict)


def tree_rows(
    tree: Tree, schools: list[School], *, ids: Ids, known: Mapping[str, int]
) -> Iterator[OrganisationRow | StateRow]:
    """Yield the organisations from the top down, each with its states, and note ids and paths where they go.

    `known` are the ids of the bureaus that are there already, by path: those are used, not made again.
    """
    top = path_below("", tree.city.code)
    tree.root = Place(known.get(top) or ids.next(OrganisationRow), top)
    if top not in known:
        yield from rows_of(city_row(tree), ids=ids)
    for unit in tree.city.units:
        path = path_below(top, unit.code)
        tree.units[unit.code] = Place(known.get(path) or ids.next(OrganisationRow), path)
        if path not in known:
            yield from rows_of(unit_row(tree, unit), ids=ids)
    for school in schools:
        yield from school_rows(tree, school, ids=ids)


def rows_of(
    row: OrganisationRow, *, ids: Ids, former_name: str = "", renamed_on: date | None = None
) -> Iterator[OrganisationRow | StateRow]:
    """Yield an organisation and what it was when: one state, or two if it had another name before."""
    yield row
    days = [(row.opened_on, row.name)]
    if renamed_on:
        days = [(row.opened_on, former_name), (renamed_on, row.name)]
    ends = [day for day, _name in days[1:]] + [row.closed_on]
    for (from_on, name), to_on in zip(days, ends, strict=True):
        yield StateRow(
            id=ids.next(StateRow),
            organisation_id=row.id,
            from_on=from_on,
            to_on=to_on,
            parent_id=row.parent_id,
            path=row.path,
            level=row.level,
            name=name,
            kind=row.kind,
            urban_rural=row.urban_rural,
            area_id=row.area_id,
        )


def organisation_row(**given: Any) -> OrganisationRow:
    """Return a row with what is given, its pinyin, and nothing else."""
    keys = pinyin_of(given["name"])
    empty = dict.fromkeys(
        ("kind", "short_name", "name_en", "urban_rural", "identifier", "stage", "system"), ""
    )
    nothing = dict.fromkeys(("parent_id", "unit_id", "school_id", "area_id", "entry_year", "closed_on"))
    found = {"pinyin": keys.full.replace(" ", ""), "initials": keys.initials, "marks": "{}"}
    return OrganisationRow(**empty | nothing | found | given)


def city_row(tree: Tree) -> OrganisationRow:
    city = tree.city
    return organisation_row(
        id=tree.root.id,
        path=tree.root.path,
        level="city",
        kind="education_bureau",
        name=city.bureau.name,
        short_name=city.name,
        name_en=city.bureau.name_en,
        area_id=tree.areas[city.code],
        opened_on=RECORD_BEGINS,
        marks=json.dumps(
            {"short": city.short, "short_en": city.en, "source_tag": city.bureau.tag}, ensure_ascii=False
        ),
        is_demo=tree.is_demo,
    )


def unit_row(tree: Tree, unit: UnitSpec) -> OrganisationRow:
    """Return the row of a unit; its place on the tile map and how sure it is are among its marks."""
    place = tree.units[unit.code]
    marks = {
        "short": unit.short,
        "short_en": unit.en,
        "unit_kind": unit.kind,
        "tile": unit.tile._asdict(),
        "source_tag": unit.source_tag,
    }
    return organisation_row(
        id=place.id,
        parent_id=tree.root.id,
        path=place.path,
        unit_id=place.id,
        level="unit",
        kind=UNIT_ORGANISATIONS[unit.kind],
        name=unit.bureau.name,
        short_name=unit.name,
        name_en=unit.bureau.name_en,
        area_id=tree.areas[area_of(tree.city, unit)],
        opened_on=RECORD_BEGINS,
        marks=json.dumps(marks, ensure_ascii=False),
        is_demo=tree.is_demo,
    )


def area_of(city: CityFile, unit: UnitSpec) -> str:
    """Return the code of the area where the unit lies: its only one, or the one that holds the first of several."""
    areas: dict[str, AreaSpec] = {area.code: area for area in city.areas}
    return unit.areas[0] if len(unit.areas) == 1 else areas[unit.areas[0]].parent or unit.areas[0]


def school_rows(tree: Tree, school: School, *, ids: Ids) -> Iterator[OrganisationRow | StateRow]:
    """Yield a school with its grades and classes."""
    parent = tree.units[school.unit.code] if school.unit else tree.root
    school.id = ids.next(OrganisationRow)
    school.path = path_below(parent.path, f"S{school.number:04d}")
    school.unit_id = parent.id if school.unit else None
    stages = school.shape.stages
    yield from rows_of(
        organisation_row(
            id=school.id,
            parent_id=parent.id,
            path=school.path,
            unit_id=school.unit_id,
            school_id=school.id,
            level="school",
            kind=school.shape.kind,
            name=school.name,
            short_name=school.short_name,
            area_id=tree.areas[school.area.code] if school.area else None,
            urban_rural=school.urban_rural,
            identifier=identifier_of(school, tree.city) if tree.is_demo else "",
            stage=stages[0] if len(stages) == 1 else "",
            opened_on=school.opened_on,
            closed_on=school.closed_on,
            is_demo=tree.is_demo,
        ),
        ids=ids,
        former_name=school.former_name,
        renamed_on=school.renamed_on,
    )
    yield from class_rows(school, ids=ids)


def identifier_of(school: School, city: CityFile) -> str:
    """Return a 学校标识码 of the right form: two digits of the kind, two of the province, a number."""
    return f"{school.shape.kind[:2]}{city.province[:2]}{DEMO_NUMBERS + school.number:06d}"


def class_rows(school: School, *, ids: Ids) -> Iterator[OrganisationRow | StateRow]:
    """Yield the grades of a school (by year of entry: 2018级) and the classes below them."""
    grade: OrganisationRow | None = None
    for school_class in school.classes:
        code = f"{STAGE_LETTERS[school_class.stage]}{school_class.entry_year}"
        if grade is None or grade.path != path_below(school.path, code):
            grade = grade_row(school, school_class, code=code, ids=ids)
            yield from rows_of(grade, ids=ids)
        school_class.id = ids.next(OrganisationRow)
        school_class.path = path_below(grade.path, f"C{school_class.number}")
        yield from rows_of(
            grade._replace(
                id=school_class.id,
                parent_id=grade.id,
                path=school_class.path,
                level="class",
                kind="class",
                name=f"{grade.name}{school_class.number}班",
                pinyin=f"{grade.pinyin}{school_class.number}ban",
                initials=f"{grade.initials}{school_class.number}b",
            ),
            ids=ids,
        )


def grade_row(school: School, school_class: SchoolClass, *, code: str, ids: Ids) -> OrganisationRow:
    stage, year = school_class.stage, school_class.entry_year
    return organisation_row(
        id=ids.next(OrganisationRow),
        parent_id=school.id,
        path=path_below(school.path, code),
        unit_id=school.unit_id,
        school_id=school.id,
        level="grade",
        kind="grade",
        name=f"{STAGE_TITLES[stage] if len(school.shape.stages) > 1 else ''}{year}级",
        stage=stage,
        system=SYSTEM,
        entry_year=year,
        opened_on=max(date(year, 9, 1), school.opened_on),
        is_demo=True,
    )
