"""The whole invented city as one stream of rows: bureaus, schools, people, titles, terms, in this order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from yuandu.engines.registry.demo.crowd import Crowd
from yuandu.engines.registry.demo.history import (
    appoint,
    change_schools,
    designation_rows,
    succession_rows,
)
from yuandu.engines.registry.demo.pupils import pupils_of
from yuandu.engines.registry.demo.rows import Ids, PostRow
from yuandu.engines.registry.demo.schools import School, SchoolClass, fill_classes, plan_schools, showcase_of
from yuandu.engines.registry.demo.shapes import SCHOOL_YEAR, Scale
from yuandu.engines.registry.demo.staff import officers, staff_of
from yuandu.engines.registry.demo.study import Study, Subject
from yuandu.engines.registry.demo.tree import Tree, tree_rows
from yuandu.engines.registry.rules.city_file import CityFile


@dataclass
class Invention:
    """An invented city: reading its `rows` once makes it; who signs in is known afterwards.

    The same seed gives the same rows. `areas` are the ids of the areas by code, `known` those of bureaus
    that are there already by path; the schools are numbered from `first_number`.
    """

    city: CityFile
    scale: Scale
    rng: Random
    ids: Ids
    areas: Mapping[str, int]
    subjects: tuple[Subject, ...]
    known: Mapping[str, int] = field(default_factory=dict)
    first_number: int = 1

    def __post_init__(self) -> None:
        self.tree = Tree(self.city, self.areas, is_demo=True)
        self.crowd = Crowd(self.rng, self.ids)
        self.study = Study(ids=self.ids)

    def rows(self) -> Iterator[NamedTuple]:
        """Yield every row of the city, each after those that it names."""
        schools = plan_schools(self.city, scale=self.scale, rng=self.rng, first_number=self.first_number)
        changes = change_schools(schools, rng=self.rng)
        showcase = showcase_of(self.city)
        fill_classes(schools, scale=self.scale, rng=self.rng, showcase=showcase)
        appoint(schools, rng=self.rng)
        yield from tree_rows(self.tree, schools, ids=self.ids, known=self.known)
        yield from succession_rows(changes, ids=self.ids)
        yield from self.study.rows(self.tree.root, self.subjects)
        yield from officers(self.tree, self.crowd, showcase=showcase.code)
        stage = stage_of([school for school in schools if school.unit == showcase])
        on_stage = [school for number in stage for school in schools if school.id == number]
        for school in on_stage + [school for school in schools if school.id not in stage]:
            yield from self.people_of(school, stage_class=stage.get(school.id))
        yield from designation_rows(self.tree, schools, self.crowd, ids=self.ids, rng=self.rng)

    def people_of(self, school: School, *, stage_class: SchoolClass | None) -> Iterator[NamedTuple]:
        """Yield who works and learns at a school; of one on stage, the teaching groups too."""
        posts = []
        self.crowd.places = [place for place in (school.unit_id, school.id) if place]
        for rows in (
            staff_of(school, self.crowd, stage_class=stage_class),
            pupils_of(school, self.crowd, stage_class=stage_class),
        ):
            for row in rows:
                yield row
                if stage_class and isinstance(row, PostRow):
                    posts.append(row)
        if stage_class:
            yield from self.study.groups_of(school, posts)


def stage_of(schools: Iterable[School]) -> dict[int, SchoolClass]:
    """Return the class on stage of each school on stage, by school: a primary one, then a junior one.

    In them are those who sign in: a pupil in the fourth year, and an elder child of the same family.
    """
    stage: dict[int, SchoolClass] = {}
    for name, years in (("primary", 3), ("junior", 0)):
        for school in sorted(schools, key=lambda school: len(school.shape.stages)):
            wanted = (name, SCHOOL_YEAR - years)
            found = [row for row in school.classes if (row.stage, row.entry_year) == wanted]
            if found and school.id not in stage:
                stage[school.id] = found[0]
                break
    return stage
