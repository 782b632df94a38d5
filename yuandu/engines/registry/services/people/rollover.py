"""Year roll-over (升级): final cohorts graduate, the new year's cohorts are opened, all others just grow older.

A class stays the same organisation for all its years, since its grade follows from the year of entry.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Membership, Organisation, OrganisationState, Post, User
from yuandu.engines.registry.queries import at_or_below
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.people import pupil_kinds
from yuandu.engines.registry.services.organisations.changing import end_states
from yuandu.engines.registry.services.organisations.opening import keys_of, state_of
from yuandu.engines.registry.services.people.changes import MOST_WHILE_WAITING
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yuandu.engines.jobs.models import Job

MOST_CLASSES = 60  # of one cohort in one school
CHUNK = 1_000


class NothingToRollOver(Refusal):
    """No cohort is through with its stage and none is to be opened."""


@dataclass
class Strand:
    """One stage of a school, or of one of its campuses: what becomes of its cohorts when the year begins."""

    parent: Organisation
    stage: str
    system: str
    with_stage: bool = False
    finishing: list[int] = field(default_factory=list)  # classes whose pupils are through
    going_on: int = 0  # classes
    entered: int = 0  # classes that have been opened for the new year already
    sizes: Counter[int] = field(default_factory=Counter)  # classes by earlier years of entry
    graduates: int = 0
    suspended: int = 0

    @property
    def key(self) -> str:
        return f"{self.parent.pk}-{self.stage}"

    @property
    def proposed(self) -> int:
        """Return how many classes to open unless somebody says otherwise: as many as entered last."""
        return 0 if self.entered or not self.sizes else self.sizes[max(self.sizes)]


class Cohort(NamedTuple):
    """A class: since when it learns what, and the organisation that its grade, or it itself, hangs below."""

    pk: int
    stage: str
    system: str
    entry_year: int
    parent: int


@dataclass(frozen=True)
class Rollover:
    """What the beginning of a school year would change at a place and below."""

    place: Organisation
    year: int
    strands: list[Strand]

    @property
    def on(self) -> date:
        return rules.first_day_of(self.year)

    @property
    def graduates(self) -> int:
        return sum(strand.graduates for strand in self.strands)

    @property
    def suspended(self) -> int:
        return sum(strand.suspended for strand in self.strands)

    @property
    def finishing(self) -> list[int]:
        return [pk for strand in self.strands for pk in strand.finishing]

    @property
    def going_on(self) -> int:
        return sum(strand.going_on for strand in self.strands)


def preview_rollover(*, place: Organisation, year: int) -> Rollover:
    """Return what the school year that begins in September of the year changes: four queries for any place."""
    strands = strands_of(place)
    cohorts = list(cohorts_below(place))
    known = {parent for parent, _stage in strands}
    parents = Organisation.objects.in_bulk({cohort.parent for cohort in cohorts} - known)
    for cohort in cohorts:
        sort_in(strands, cohort, parents, year=year)
    in_order = sorted(strands.values(), key=lambda strand: (strand.parent.path, strand.stage))
    result = Rollover(place, year, in_order)
    count_pupils(result)
    return result


def next_year_of(place: Organisation, *, on: date) -> int:
    """Return the school year that comes after the latest in which a class entered, else that of the day."""
    latest = Organisation.objects.filter(at_or_below(place.path), level="class", closed_on=None)
    year = (
        latest.exclude(entry_year=None).order_by("-entry_year").values_list("entry_year", flat=True).first()
    )
    return year + 1 if year else rules.school_year(on)


def roll_year_over(
    *, place: Organisation, year: int, classes: Mapping[str, int], by: User, at: datetime
) -> "dict[str, int] | Job":
    """Roll the year over at once, or by a job where more than 200 pupils graduate.

    `classes` says how many classes each strand opens, by its key; strands not named open none.
    Raises NothingToRollOver.
    """
    preview = preview_rollover(place=place, year=year)
    if not preview.finishing and not any(wanted_classes(preview, classes).values()):
        raise NothingToRollOver(_("{year}学年已经升好了，没有要办的。").format(year=year))
    if preview.graduates <= MOST_WHILE_WAITING:
        return roll_over(place=place, year=year, classes=classes, by=by, at=at)
    return jobs.ask(
        title=_("{place}升入{year}学年").format(place=place.called, year=year),
        task="registry.roll_over",
        by=by.pk,
        at=at,
        unit=_("名"),
        place=place.pk,
        year=year,
        classes=dict(classes),
    )


@transaction.atomic
def roll_over(
    *,
    place: Organisation,
    year: int,
    classes: Mapping[str, int],
    by: User | None,
    at: datetime,
    step: Callable[[int], None] = lambda count: None,
) -> dict[str, int]:
    """Let final cohorts graduate and open the new ones; return counts: graduated, closed, opened, suspended.

    Suspended pupils of a final cohort stay, and so does their class, until they come back or leave.
    All in one transaction, set-based; called again it changes nothing.
    """
    preview = preview_rollover(place=place, year=year)
    graduated = graduate(preview)
    step(graduated)
    closed = close_cohorts(preview)
    opened = open_cohorts(preview, classes)
    counts = {"graduated": graduated, "closed": closed, "opened": opened, "suspended": preview.suspended}
    if graduated or closed or opened:
        told = {"year": year} | counts
        record(place, verb="registry.rolled_over", path=place.path, by=by, at=at, data=told)
    return counts


def strands_of(place: Organisation) -> dict[tuple[int, str], Strand]:
    """Return an empty strand for every stage that the open schools at the place have by their kind."""
    kinds = codes_of("school_kind")
    schools = Organisation.objects.filter(at_or_below(place.path), level="school", closed_on=None)
    strands = {}
    for school in schools.select_related("unit", "school"):
        stages = kinds[school.kind].extra.get("stages", ()) if school.kind in kinds else ()
        for stage in filter(rules.has_grades, stages or [school.stage]):
            strand = Strand(school, stage, rules.system_of(school.system), with_stage=len(stages) > 1)
            strands[school.pk, stage] = strand
    return strands


def cohorts_below(place: Organisation) -> Iterator[Cohort]:
    """Yield the open classes of known cohorts."""
    below = Organisation.objects.filter(at_or_below(place.path), level="class", closed_on=None)
    rows = below.filter(entry_year__isnull=False).values_list(
        "pk", "stage", "system", "entry_year", "parent", "parent__level", "parent__parent"
    )
    for pk, stage, system, entry_year, parent, level, above in rows.iterator():
        if rules.has_grades(stage):
            yield Cohort(
                pk, stage, rules.system_of(system), entry_year, above if level == "grade" else parent
            )


def sort_in(
    strands: dict[tuple[int, str], Strand],
    cohort: Cohort,
    parents: Mapping[int, Organisation],
    *,
    year: int,
) -> None:
    """Put a class where it belongs: among those that are through, that go on, or that have entered already."""
    key = (cohort.parent, cohort.stage)
    if key not in strands:
        known = next((one.parent for one in strands.values() if one.parent.pk == cohort.parent), None)
        strands[key] = Strand(known or parents[cohort.parent], cohort.stage, cohort.system)
    strand = strands[key]
    strand.system = cohort.system
    if cohort.entry_year >= year:
        strand.entered += cohort.entry_year == year
        return
    strand.sizes[cohort.entry_year] += 1
    if rules.graduates_in(cohort.stage, cohort.system, cohort.entry_year) <= year:
        strand.finishing.append(cohort.pk)
    else:
        strand.going_on += 1


def count_pupils(preview: Rollover) -> None:
    """Fill in how many pupils graduate, and how many cannot because they are suspended."""
    held = Post.objects.filter(organisation__in=preview.finishing, kind__in=pupil_kinds(), to_on=None)
    rows = held.filter(from_on__lt=preview.on).order_by().values_list("organisation", "kind")
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for organisation, kind, people in rows.annotate(people=Count("pk")):
        counts[organisation, kind] = people
    for strand in preview.strands:
        strand.graduates = sum(counts[pk, "pupil"] for pk in strand.finishing)
        strand.suspended = sum(counts[pk, "pupil_suspended"] for pk in strand.finishing)


def graduate(preview: Rollover) -> int:
    """End the places of the pupils who are through, and their teaching groups; return how many pupils."""
    on, finishing = preview.on, preview.finishing
    held = Post.objects.filter(organisation__in=finishing, kind="pupil", to_on=None, from_on__lt=on)
    graduated = held.update(to_on=on, ending="graduated")
    through = Post.objects.filter(organisation__in=finishing, kind="pupil", to_on=on, ending="graduated")
    groups = Membership.objects.filter(kind="pupil", to_on=None, from_on__lt=on)
    groups.filter(person__in=through.values("person")).update(to_on=on)
    return graduated


def close_cohorts(preview: Rollover) -> int:
    """Close the classes that nobody learns in any more, then grades without classes; return how many classes."""
    on = preview.on
    pupils = Post.objects.filter(organisation=OuterRef("pk"), kind__in=pupil_kinds(), to_on=None)
    classes = Organisation.objects.filter(pk__in=preview.finishing)
    empty = list(classes.exclude(Exists(pupils)).values_list("pk", "parent"))
    closing = [pk for pk, _parent in empty]
    open_classes = Organisation.objects.filter(parent=OuterRef("pk"), closed_on=None).exclude(pk__in=closing)
    grades = Organisation.objects.filter(pk__in={parent for _pk, parent in empty}, level="grade")
    closing_grades = list(grades.exclude(Exists(open_classes)).values_list("pk", flat=True))
    staff = Post.objects.filter(organisation__in=closing + closing_grades, to_on=None)
    staff.filter(from_on__gte=on).delete()
    staff.update(to_on=on, ending="class_closed")
    end_states(closing + closing_grades, on=on)
    return len(closing)


def wanted_classes(preview: Rollover, classes: Mapping[str, int]) -> dict[str, int]:
    """Return how many classes each strand opens; none where the cohort has entered already."""
    return {
        strand.key: min(max(classes.get(strand.key, 0), 0), MOST_CLASSES)
        for strand in preview.strands
        if not strand.entered
    }


def open_cohorts(preview: Rollover, classes: Mapping[str, int]) -> int:
    """Open the new year's grades and classes; return how many classes."""
    wanted = wanted_classes(preview, classes)
    strands = [strand for strand in preview.strands if wanted.get(strand.key)]
    below = Organisation.objects.filter(at_or_below(preview.place.path), level="grade", closed_on=None)
    there = {(grade.parent_id, grade.stage): grade for grade in below.filter(entry_year=preview.year)}
    grades = opened(
        there.get((strand.parent.pk, strand.stage)) or new_grade(strand, preview) for strand in strands
    )
    return len(
        opened(
            new_class(grade, number)
            for grade, strand in zip(grades, strands, strict=True)
            for number in range(1, wanted[strand.key] + 1)
        )
    )


def new_grade(strand: Strand, preview: Rollover) -> Organisation:
    """Return the grade of a new cohort, not saved yet."""
    parent = strand.parent
    return Organisation(
        parent=parent,
        path=rules.path_below(parent.path, rules.cohort_code(strand.stage, preview.year)),
        unit_id=parent.unit_id,
        school_id=parent.school_id,
        level="grade",
        kind="grade",
        stage=strand.stage,
        system=strand.system,
        entry_year=preview.year,
        opened_on=preview.on,
        is_demo=parent.is_demo,
        **named(rules.cohort_name(strand.stage, preview.year, with_stage=strand.with_stage)),
    )


def new_class(grade: Organisation, number: int) -> Organisation:
    return Organisation(
        parent=grade,
        path=rules.path_below(grade.path, f"C{number}"),
        unit_id=grade.unit_id,
        school_id=grade.school_id,
        level="class",
        kind="class",
        stage=grade.stage,
        system=grade.system,
        entry_year=grade.entry_year,
        opened_on=grade.opened_on,
        is_demo=grade.is_demo,
        **named(f"{grade.name}{number}班"),
    )


def named(name: str) -> dict[str, str]:
    return {"name": name} | keys_of(name)


def opened(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Save those that are new, each with its first state; return all of them in their order."""
    everything = list(organisations)
    new = Organisation.objects.bulk_create([one for one in everything if one.pk is None], batch_size=CHUNK)
    OrganisationState.objects.bulk_create(
        [OrganisationState(organisation=one, from_on=one.opened_on, **state_of(one)) for one in new],
        batch_size=CHUNK,
    )
    return everything
