"""A real list of schools: nothing is invented about them, what the list does not say stays unknown."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import NamedTuple

from django.utils.translation import gettext as _

from yuandu.engines.registry.demo.rows import Ids, OrganisationRow, StateRow
from yuandu.engines.registry.demo.tree import RECORD_BEGINS, Place, Tree, organisation_row, rows_of, tree_rows
from yuandu.engines.registry.rules import path_below
from yuandu.engines.registry.rules.city_file import CityFile
from yuandu.engines.registry.rules.names import normalise_name
from yuandu.kernel.refusals import Refusal

COLUMNS = ("name", "county_code", "county_name", "level_guess")
KINDS = {"kindergarten": "111", "primary": "211", "junior": "311", "senior": "342", "special": "514"}
STAGES = {"111": "kindergarten", "211": "primary", "311": "junior", "342": "senior", "514": "special"}


class FaultyList(Refusal):
    """The list of schools cannot be used; the sentence says where and why."""


class ListedSchool(NamedTuple):
    """A school of the list: `kind` is "" where the list only guesses, `unit` None for the city's own."""

    name: str
    kind: str
    unit: str | None
    area: str


def read_list(text: str, *, city: CityFile) -> list[ListedSchool]:
    """Read a list of schools from CSV with the columns name, county_code, county_name, level_guess.

    A school without a county is the city bureau's own. Raises FaultyList.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise FaultyList(_("名单缺少这些列：{columns}。请补上再来。").format(columns=_("、").join(missing)))
    units = {code: unit.code for unit in reversed(city.units) for code in unit.areas}
    known = {area.code for area in city.areas if not area.is_retired}
    schools: dict[tuple[str, str | None], ListedSchool] = {}
    for row in reader:
        name, area = normalise_name(row["name"] or ""), (row["county_code"] or "").strip()
        if not name:
            raise FaultyList(_("名单第{line}行没有校名，请补上或删去。").format(line=reader.line_num))
        if area and area not in known:
            raise FaultyList(
                _("名单第{line}行的区划代码{code}不在城市文件里，请核对。").format(
                    line=reader.line_num, code=area
                )
            )
        school = ListedSchool(
            name, KINDS.get(row["level_guess"] or "", ""), units.get(area), area or city.code
        )
        schools.setdefault((school.name, school.unit), school)
    return list(schools.values())


def listed_rows(
    tree: Tree, schools: list[ListedSchool], *, ids: Ids, known: Mapping[str, int], first_number: int
) -> Iterator[OrganisationRow | StateRow]:
    """Yield the bureaus and the listed schools; since when a school exists nobody told us, so it says so."""
    yield from tree_rows(tree, [], ids=ids, known=known)
    for number, school in enumerate(schools, start=first_number):
        parent = tree.units[school.unit] if school.unit else tree.root
        yield from rows_of(listed_row(tree, school, parent, number=number, ids=ids), ids=ids)


def listed_row(tree: Tree, school: ListedSchool, parent: Place, *, number: int, ids: Ids) -> OrganisationRow:
    own = ids.next(OrganisationRow)
    return organisation_row(
        id=own,
        parent_id=parent.id,
        path=path_below(parent.path, f"S{number:04d}"),
        unit_id=parent.id if school.unit else None,
        school_id=own,
        level="school",
        kind=school.kind,
        name=school.name,
        area_id=tree.areas[school.area],
        stage=STAGES.get(school.kind, ""),
        opened_on=RECORD_BEGINS,
        marks='{"is_opening_day_unknown": true}',
        is_demo=False,
    )
