"""Rosters: who is what where on a day, as far as a person may see it. A row is a post."""

from datetime import date

from django.db.models import QuerySet

from yuandu.engines.registry.models import Organisation, Post, User
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scope import held_on, within
from yuandu.engines.registry.rules import normalise_name

VIEW, MANAGE = "registry.view", "registry.manage"


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
        initials = rows.filter(person__initials__startswith=key)
        return initials | rows.filter(person__pinyin__startswith=key)
    return rows.filter(person__name__startswith=normalise_name(text))


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
