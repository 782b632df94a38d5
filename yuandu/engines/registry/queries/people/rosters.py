"""Rosters: who is what where on a day, as far as a person may see it. A row is a post."""

from datetime import date

from django.db.models import Q, QuerySet

from yuandu.engines.registry.models import Organisation, Post, User
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scope import at_or_below, begins, held_on, within
from yuandu.engines.registry.rules import entry_year_of, normalise_name, system_of

VIEW, MANAGE = "registry.view", "registry.manage"
SPELLINGS = ("", "63", "six_three", "54", "five_four")  # of a school system in organisations


def pupil_kinds() -> list[str]:
    """Return the kinds of post that make somebody a pupil, by the code table post_kind."""
    return [code.code for code in codes_of("post_kind").values() if code.extra.get("role") == "pupil"]


def staff_kinds() -> list[str]:
    """Return all other kinds of post."""
    return [code.code for code in codes_of("post_kind").values() if code.extra.get("role") != "pupil"]


def posts_for(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Post]:
    """Return the posts that are held on the day where the user holds the permission."""
    held = Post.objects.filter(within(user, permission=permission)).filter(held_on(on))
    return held.select_related("person", "organisation", "school", "unit")


def pupils_for(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Post]:
    """Return the places of pupils in their classes, the suspended ones' too."""
    return posts_for(user, on=on, permission=permission).filter(kind__in=pupil_kinds())


def staff_for(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Post]:
    """Return the posts of everybody who works."""
    return posts_for(user, on=on, permission=permission).filter(kind__in=staff_kinds())


def class_for(user: User, pk: int, *, permission: str = VIEW) -> Organisation:
    """Return a class, also one that has closed; raises Organisation.DoesNotExist outside the user's scope."""
    classes = Organisation.objects.filter(within(user, permission=permission), level="class")
    return classes.select_related("school", "unit", "parent").get(pk=pk)


def pupils_in(place: Organisation, *, on: date) -> QuerySet[Post]:
    """Return the pupils of a class on the day."""
    held = Post.objects.filter(held_on(on), organisation=place, kind__in=pupil_kinds())
    return held.select_related("person", "organisation", "school", "unit")


def teachers_in(place: Organisation, *, on: date) -> QuerySet[Post]:
    """Return who teaches in a class on the day, the class teacher first."""
    held = Post.objects.filter(held_on(on), organisation=place, kind__in=staff_kinds())
    return held.select_related("person").order_by("kind", "subject", "pk")


def parts_of(school: Organisation, *, on: date) -> QuerySet[Organisation]:
    """Return the school and everything below it that is open on the day."""
    below = Organisation.objects.filter(at_or_below(school.path), opened_on__lte=on)
    return below.exclude(closed_on__lte=on).order_by("path")


def post_for(user: User, pk: int, *, permission: str = MANAGE) -> Post:
    """Return a post, also one that has ended; raises Post.DoesNotExist outside the user's scope."""
    rows = Post.objects.filter(within(user, permission=permission))
    return rows.select_related("person", "organisation").get(pk=pk)


def posts_among(ids: list[int]) -> QuerySet[Post]:
    """Return the posts with these ids, for work that was asked for by somebody who may change them."""
    return Post.objects.filter(pk__in=ids)


def people_called(rows: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Narrow posts to people whose name, pinyin or initials begin with the text."""
    if text.isascii():
        key = text.lower().replace(" ", "")
        return rows.filter(begins("person__initials", key) | begins("person__pinyin", key))
    return rows.filter(begins("person__name", normalise_name(text)))


def at_place(rows: QuerySet[Post], path: str) -> QuerySet[Post]:
    """Narrow posts to those at an organisation and below."""
    return rows.filter(at_or_below(path))


def in_grade(rows: QuerySet[Post], code: str, *, on: date) -> QuerySet[Post]:
    """Narrow pupils to a grade (code table grade) that they are in on the day, in either school system."""
    grade = codes_of("grade")[code].extra
    cohorts = Q(pk__in=[])
    for system, number in grade["grade_no"].items():
        spellings = [one for one in SPELLINGS if system_of(one) == system]
        year = entry_year_of(grade["stage"], system, number, on)
        cohorts |= Q(organisation__system__in=spellings, organisation__entry_year=year)
    return rows.filter(cohorts, organisation__stage=grade["stage"])


def open_on(user: User, level: str, *, on: date, permission: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(within(user, permission=permission), level=level, opened_on__lte=on)
    return rows.exclude(closed_on__lte=on).order_by("path")


def classes_of(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Organisation]:
    """Return the classes that are open on the day in the user's scope, those of the seat's posts among them."""
    return open_on(user, "class", on=on, permission=permission).select_related("school", "unit", "parent")


def schools_of(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Organisation]:
    """Return the schools that are open on the day in the user's scope, in the order of their names."""
    return open_on(user, "school", on=on, permission=permission).order_by("unit__path", "pinyin", "pk")


def units_of(user: User, *, on: date, permission: str = VIEW) -> QuerySet[Organisation]:
    """Return the management units that are open on the day in the user's scope."""
    return open_on(user, "unit", on=on, permission=permission)
