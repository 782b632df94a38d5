"""When and what is taught: the terms from 2019 to 2022, courses by stage, teaching groups of the schools on stage."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from yuandu.engines.registry.demo.rows import (
    CourseRow,
    Ids,
    MembershipRow,
    PostRow,
    TeachingGroupRow,
    TermRow,
)
from yuandu.engines.registry.demo.schools import School
from yuandu.engines.registry.demo.shapes import SCHOOL_YEAR, STAGES
from yuandu.engines.registry.demo.tree import Place

# first and last days are ours [D]: the city's own school calendar differs by a few days
TERM_DAYS = (
    (2018, "second", date(2019, 2, 18), date(2019, 7, 12)),
    (2019, "first", date(2019, 9, 1), date(2020, 1, 17)),
    (2019, "second", date(2020, 2, 17), date(2020, 7, 24)),
    (2020, "first", date(2020, 9, 1), date(2021, 1, 29)),
    (2020, "second", date(2021, 3, 1), date(2021, 7, 9)),
    (2021, "first", date(2021, 9, 1), date(2022, 1, 21)),
    (2021, "second", date(2022, 2, 17), date(2022, 7, 8)),
    (2022, "first", date(2022, 9, 1), date(2023, 1, 13)),
)
TERM_TITLES = {"first": "第一学期", "second": "第二学期"}
CLUB = "编程社团"
CLUB_SUBJECT = "programming"
CLUB_MEMBERS_OF_A_CLASS = 4


class Subject(NamedTuple):
    """A subject of the code table: its title, the stages that have it, and whether the state prescribes it."""

    code: str
    title: str
    stages: tuple[str, ...]
    is_national: bool


class Study:
    """The terms and courses of the city, as far as teaching groups need to know of them."""

    def __init__(self, *, ids: Ids) -> None:
        self.ids = ids
        self.terms: list[TermRow] = []
        self.courses: dict[tuple[str, str], CourseRow] = {}  # by stage and subject

    def rows(self, root: Place, subjects: Iterable[Subject]) -> Iterator[TermRow | CourseRow]:
        """Yield the terms and courses of the city."""
        for year, kind, from_on, to_on in TERM_DAYS:
            name = f"{year}—{year + 1}学年{TERM_TITLES[kind]}"
            self.terms.append(TermRow(self.ids.next(TermRow), root.id, name, kind, year, from_on, to_on))
        yield from self.terms
        for subject in subjects:
            for stage in subject.stages:
                if stage in STAGES:
                    self.courses[stage, subject.code] = self.course(root, subject, stage)
        yield from self.courses.values()

    def course(self, root: Place, subject: Subject, stage: str) -> CourseRow:
        kind = "national" if subject.is_national else "school"
        code = f"{stage}-{subject.code}"
        return CourseRow(self.ids.next(CourseRow), root.id, code, subject.title, kind, subject.code, stage)

    def groups_of(self, school: School, posts: list[PostRow]) -> Iterator[TeachingGroupRow | MembershipRow]:
        """Yield the teaching groups of a school in both terms of its school year, from its posts."""
        lessons: dict[tuple[int, str], list[PostRow]] = {}
        for post in posts:
            if post.kind == "subject_teacher" and post.organisation_id != school.id:
                lessons.setdefault((post.organisation_id, post.subject), []).append(post)
        for term in self.terms:
            if term.school_year == SCHOOL_YEAR:
                for taught in lessons.values():
                    yield from self.whole_class(school, term, taught)
                yield from self.club(school, term, posts)

    def whole_class(
        self, school: School, term: TermRow, taught: list[PostRow]
    ) -> Iterator[TeachingGroupRow | MembershipRow]:
        """Yield a class that is taught a subject; its pupils are those of the class, so only teachers are named."""
        by_id = {row.id: row for row in school.classes}
        school_class = by_id[taught[0].organisation_id]
        course = self.courses[school_class.stage, taught[0].subject]
        name = f"{school_class.entry_year}级{school_class.number}班{course.name}"
        if len(school.shape.stages) > 1:
            name = f"{school_class.stage[0].upper()}{name}"
        number = self.ids.next(TeachingGroupRow)
        yield TeachingGroupRow(number, school.id, school.path, name, course.id, term.id, school_class.id)
        for post in taught:
            yield self.member(number, post.person_id, "teacher", term)

    def club(
        self, school: School, term: TermRow, posts: list[PostRow]
    ) -> Iterator[TeachingGroupRow | MembershipRow]:
        """Yield a group whose pupils come from several classes."""
        course = self.courses[school.shape.stages[0], CLUB_SUBJECT]
        number = self.ids.next(TeachingGroupRow)
        yield TeachingGroupRow(number, school.id, school.path, CLUB, course.id, term.id, None)
        taken: dict[int, int] = {}
        for post in posts:
            if post.kind == "pupil" and taken.setdefault(post.organisation_id, 0) < CLUB_MEMBERS_OF_A_CLASS:
                taken[post.organisation_id] += 1
                yield self.member(number, post.person_id, "pupil", term)
        teacher = next(post for post in posts if post.kind == "subject_teacher")
        yield self.member(number, teacher.person_id, "teacher", term)

    def member(self, group: int, person: int, kind: str, term: TermRow) -> MembershipRow:
        """Return a member of a group while the term lasts; of the present one, with an open end."""
        return MembershipRow(self.ids.next(MembershipRow), group, person, kind, term.from_on, term.to_on)
