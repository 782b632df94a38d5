"""The rows that OneRoster asks for over HTTP, as far as another system may see them."""

from yuandu.engines.registry.queries.oneroster.filters import BadFilter, Clause, read_filter
from yuandu.engines.registry.queries.oneroster.nested import (
    classes_of_person,
    courses_of_school,
    of,
    people_of_class,
    people_of_school,
    terms_of_school,
)
from yuandu.engines.registry.queries.oneroster.paging import (
    BadCursor,
    BadSort,
    Found,
    Page,
    Wish,
    check_sort,
    counts_of,
    found,
    limit_time,
    page,
)
from yuandu.engines.registry.queries.oneroster.people import (
    Belonging,
    belongings,
    demographics,
    students,
    teachers,
    users,
)
from yuandu.engines.registry.queries.oneroster.places import Place, place_of_client
from yuandu.engines.registry.queries.oneroster.relations import (
    Part,
    classes,
    courses,
    enrolments,
    orgs,
    sessions,
)

__all__ = [
    "BadCursor",
    "BadFilter",
    "BadSort",
    "Belonging",
    "Clause",
    "Found",
    "Page",
    "Part",
    "Place",
    "Wish",
    "belongings",
    "check_sort",
    "classes",
    "classes_of_person",
    "counts_of",
    "courses",
    "courses_of_school",
    "demographics",
    "enrolments",
    "found",
    "limit_time",
    "of",
    "orgs",
    "page",
    "people_of_class",
    "people_of_school",
    "place_of_client",
    "read_filter",
    "sessions",
    "students",
    "teachers",
    "terms_of_school",
    "users",
]
