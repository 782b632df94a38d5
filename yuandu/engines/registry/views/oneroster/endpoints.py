"""The operations of the rostering service, as the standard names them, each as a view.

Source: 1EdTech OneRoster 1.2 Rostering Service REST/JSON Binding, final release of 19 September 2022, table 3.1a.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from yuandu.engines.registry.queries import oneroster
from yuandu.engines.registry.queries.oneroster import Found, Part
from yuandu.engines.registry.rules.oneroster import CORE, FULL
from yuandu.engines.registry.rules.oneroster import DEMOGRAPHICS as PRIVILEGED
from yuandu.engines.registry.views.oneroster.kinds import (
    CLASS,
    COURSE,
    DEMOGRAPHICS,
    ENROLLMENT,
    ORG,
    SESSION,
    USER,
    Caller,
    Kind,
)

Relation = Callable[..., list[Part]]  # (caller, *parents)


@dataclass(frozen=True)
class Operation:
    """One operation: its name in the standard, its address, what it answers with, and which rows.

    A gap in the address stands for a parent, which `parents` finds one after the other; where `is_single`
    the last gap is the object itself.
    """

    name: str
    address: str
    kind: Kind
    rows: Relation
    parents: tuple[Relation, ...] = ()
    scopes: tuple[str, ...] = field(default=(CORE, FULL))
    is_single: bool = False


def orgs(caller: Caller) -> list[Part]:
    return oneroster.orgs(caller.place)


def schools(caller: Caller) -> list[Part]:
    return oneroster.orgs(caller.place, schools=True)


def sessions(caller: Caller) -> list[Part]:
    return oneroster.sessions(caller.place)


def terms(caller: Caller) -> list[Part]:
    return oneroster.sessions(caller.place, terms=True)


def none(caller: Caller, *parents: Found) -> list[Part]:
    """Return nothing: schools here are not graded by periods."""
    return []


def courses(caller: Caller) -> list[Part]:
    return oneroster.courses(caller.place)


def classes(caller: Caller) -> list[Part]:
    return oneroster.classes(caller.place)


def enrollments(caller: Caller) -> list[Part]:
    return oneroster.enrolments(caller.place)


def demographics(caller: Caller) -> list[Part]:
    return oneroster.demographics(caller.place)


def of_school(parts: list[Part], school: Found) -> list[Part]:
    return oneroster.of(parts, "school.sourcedId", "O", school.id)


def classes_of_school(caller: Caller, school: Found) -> list[Part]:
    return of_school(classes(caller), school)


def enrollments_of_class(caller: Caller, school: Found, clazz: Found) -> list[Part]:
    parts = of_school(enrollments(caller), school)
    return oneroster.of(parts, "class.sourcedId", clazz.letter, clazz.id)


def classes_for(name: str) -> Relation:
    """Return the relation of the classes of a course or in a term."""
    return lambda caller, parent: oneroster.of(classes(caller), name, parent.letter, parent.id)


def classes_with(*roles: str) -> Relation:
    """Return the relation of the classes of a person in these roles."""
    return lambda caller, person: oneroster.classes_of_person(caller.place, person.id, roles)


def people_of_school(role: str) -> Relation:
    return lambda caller, school: caller.people_of_school(role, school)


def people_of_class(role: str) -> Relation:
    return lambda caller, *parents: caller.people_of_class(role, parents[-1])


SCHOOL, CLASS_OF_SCHOOL = (schools,), (schools, classes_of_school)
WHOLE = (  # collection, single, address, kind, rows
    ("getAllAcademicSessions", "getAcademicSession", "academicSessions", SESSION, sessions),
    ("getAllClasses", "getClass", "classes", CLASS, classes),
    ("getAllCourses", "getCourse", "courses", COURSE, courses),
    ("getAllEnrollments", "getEnrollment", "enrollments", ENROLLMENT, enrollments),
    ("getAllGradingPeriods", "getGradingPeriod", "gradingPeriods", SESSION, none),
    ("getAllOrgs", "getOrg", "orgs", ORG, orgs),
    ("getAllSchools", "getSchool", "schools", ORG, schools),
    ("getAllStudents", "getStudent", "students", USER, Caller.students),
    ("getAllTeachers", "getTeacher", "teachers", USER, Caller.teachers),
    ("getAllTerms", "getTerm", "terms", SESSION, terms),
    ("getAllUsers", "getUser", "users", USER, Caller.users),
    ("getAllDemographics", "getDemographics", "demographics", DEMOGRAPHICS, demographics),
)
NESTED = (  # name, address, kind, rows, parents
    ("getClassesForSchool", "schools/{}/classes", CLASS, classes_of_school, SCHOOL),
    (
        "getEnrollmentsForClassInSchool",
        "schools/{}/classes/{}/enrollments",
        ENROLLMENT,
        enrollments_of_class,
        CLASS_OF_SCHOOL,
    ),
    (
        "getStudentsForClassInSchool",
        "schools/{}/classes/{}/students",
        USER,
        people_of_class("student"),
        CLASS_OF_SCHOOL,
    ),
    (
        "getTeachersForClassInSchool",
        "schools/{}/classes/{}/teachers",
        USER,
        people_of_class("teacher"),
        CLASS_OF_SCHOOL,
    ),
    (
        "getCoursesForSchool",
        "schools/{}/courses",
        COURSE,
        lambda caller, school: oneroster.courses_of_school(courses(caller), school.id),
        SCHOOL,
    ),
    (
        "getEnrollmentsForSchool",
        "schools/{}/enrollments",
        ENROLLMENT,
        lambda caller, school: of_school(enrollments(caller), school),
        SCHOOL,
    ),
    ("getStudentsForSchool", "schools/{}/students", USER, people_of_school("student"), SCHOOL),
    ("getTeachersForSchool", "schools/{}/teachers", USER, people_of_school("teacher"), SCHOOL),
    (
        "getTermsForSchool",
        "schools/{}/terms",
        SESSION,
        lambda caller, school: oneroster.terms_of_school(terms(caller), school.id),
        SCHOOL,
    ),
    ("getStudentsForClass", "classes/{}/students", USER, people_of_class("student"), (classes,)),
    ("getTeachersForClass", "classes/{}/teachers", USER, people_of_class("teacher"), (classes,)),
    ("getClassesForCourse", "courses/{}/classes", CLASS, classes_for("course.sourcedId"), (courses,)),
    ("getClassesForTerm", "terms/{}/classes", CLASS, classes_for("terms.sourcedId"), (sessions,)),
    ("getGradingPeriodsForTerm", "terms/{}/gradingPeriods", SESSION, none, (sessions,)),
    ("getClassesForStudent", "students/{}/classes", CLASS, classes_with("student"), (Caller.students,)),
    ("getClassesForTeacher", "teachers/{}/classes", CLASS, classes_with("teacher"), (Caller.teachers,)),
    (
        "getClassesForUser",
        "users/{}/classes",
        CLASS,
        classes_with("student", "teacher"),
        (Caller.users,),
    ),
)


def operations() -> list[Operation]:
    """Return all operations of the service."""
    made = []
    for many, single, address, kind, rows in WHOLE:
        scopes = (PRIVILEGED,) if kind is DEMOGRAPHICS else (CORE, FULL)
        made += [
            Operation(many, address, kind, rows, scopes=scopes),
            Operation(single, f"{address}/{{}}", kind, rows, scopes=scopes, is_single=True),
        ]
    made += [Operation(*nested, scopes=(FULL,)) for nested in NESTED]
    return made
