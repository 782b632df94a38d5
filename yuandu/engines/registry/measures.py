"""What the registry can count, on any day: schools, units, posts and designations, as the rows themselves."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from yuandu.engines.registry.models import Designation, OrganisationState, Post
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries import held_on, states_on

COUNTED_STAGES = {"primary", "junior", "senior"}  # 中小学: neither kindergartens nor colleges


def kinds_of_schools() -> list[str]:
    """Return the codes of school_kind that are primary or secondary schools (中小学)."""
    return [
        code.code
        for code in codes_of("school_kind").values()
        if code.extra.get("is_school") and COUNTED_STAGES & set(code.extra.get("stages", ()))
    ]


def rural_codes() -> list[str]:
    """Return the codes of urban_rural that are countryside (乡村)."""
    return [code.code for code in codes_of("urban_rural").values() if code.extra.get("rural")]


def schools(*, on: date) -> QuerySet[OrganisationState]:
    """Return the primary and secondary schools that are open on the day."""
    return states_on(on).filter(level="school", kind__in=kinds_of_schools())


def rural_schools(*, on: date) -> QuerySet[OrganisationState]:
    """Return those of the schools that lie in the countryside."""
    return schools(on=on).filter(urban_rural__in=rural_codes())


def units(*, on: date) -> QuerySet[OrganisationState]:
    """Return the county-level management units."""
    return states_on(on).filter(level="unit")


DESIGNATIONS = {
    "schools_smart_campus": ("smart_campus", "smart_campus_model"),
    "schools_smart_campus_model": ("smart_campus_model",),
    "units_ai_centre": ("ai_centre",),
    "schools_experimental": ("experimental_school",),
    "ai_academies": ("ai_academy",),
    "schools_programming": ("programming_school",),
    "famous_principals": ("famous_principal",),
    "famous_teachers": ("famous_teacher",),
    "famous_studios": ("famous_principal_studio", "famous_teacher_studio"),
    "famous_teacher_classrooms": ("famous_teacher_classroom",),
}
POSTS = {"rural_schools_it_teacher": "subject_teacher", "schools_cio": "cio"}


def ever(name: str) -> QuerySet:
    """Return what the measure could have counted on any day: where there is none, its figure is unknown."""
    if name in DESIGNATIONS:
        return Designation.objects.filter(kind__in=DESIGNATIONS[name])
    if name in POSTS:
        return Post.objects.filter(kind=POSTS[name])
    return OrganisationState.objects.filter(level="unit" if name == "units" else "school")


def designated(on: date, *kinds: str) -> QuerySet[Designation]:
    held = Designation.objects.filter(held_on(on), kind__in=kinds)
    return held.select_related("organisation", "person")


def holding(rows: QuerySet[OrganisationState], on: date, *kinds: str) -> QuerySet[OrganisationState]:
    """Return those of the organisations that hold one of the designations on the day."""
    return rows.filter(Exists(designated(on, *kinds).filter(organisation=OuterRef("organisation"))))


def schools_smart_campus(*, on: date) -> QuerySet[OrganisationState]:
    """Return the schools that are smart campuses, the model ones among them (行动计划 1.2)."""
    return holding(schools(on=on), on, *DESIGNATIONS["schools_smart_campus"])


def schools_smart_campus_model(*, on: date) -> QuerySet[OrganisationState]:
    return holding(schools(on=on), on, *DESIGNATIONS["schools_smart_campus_model"])


def units_ai_centre(*, on: date) -> QuerySet[OrganisationState]:
    """Return the units that have a public AI learning experience centre (行动计划 2.1)."""
    return holding(units(on=on), on, *DESIGNATIONS["units_ai_centre"])


def staffed(on: date, **post: object) -> Exists:
    """Return the condition that somebody holds such a post at the school on the day."""
    return Exists(Post.objects.filter(held_on(on), school=OuterRef("organisation"), **post))


def rural_schools_it_teacher(*, on: date) -> QuerySet[OrganisationState]:
    """Return the rural schools with a dedicated teacher of information technology (行动计划 4.4)."""
    post = {"kind": "subject_teacher", "subject": "information_technology", "is_dedicated": True}
    return rural_schools(on=on).filter(staffed(on, **post))


def schools_cio(*, on: date) -> QuerySet[OrganisationState]:
    """Return the schools with a chief information officer (行动计划 G1.1)."""
    return schools(on=on).filter(staffed(on, kind="cio"))


def schools_experimental(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["schools_experimental"])


def ai_academies(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["ai_academies"])


def schools_programming(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["schools_programming"])


def famous_principals(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["famous_principals"])


def famous_teachers(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["famous_teachers"])


def famous_studios(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["famous_studios"])


def famous_teacher_classrooms(*, on: date) -> QuerySet[Designation]:
    return designated(on, *DESIGNATIONS["famous_teacher_classrooms"])
