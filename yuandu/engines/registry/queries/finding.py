"""Finding organisations and people by the beginning of a name, of its pinyin or of its initials."""

from datetime import date

from django.db.models import Q

from yuandu.engines.registry.models import Organisation, Person, Post, User
from yuandu.engines.registry.queries.scope import begins, held_on, within
from yuandu.engines.registry.rules.names import normalise_name

OPEN_LEVELS = ("city", "unit", "school")
MOST_LOOKED_AT = 2000  # namesakes: beyond a county one types the second character
SHORTEST_KEYS = 2  # one letter fits every tenth person


def organisations_called(text: str, *, limit: int) -> list[Organisation]:
    """Return the open bureaus and schools called like the text, those whose name begins with it first.

    There are some 2,600 of them in a city, found by their level; so a part of the name serves too.
    """
    key = text.lower().replace(" ", "")
    called = Q(name__contains=text) | Q(short_name__contains=text) | Q(name_en__icontains=text)
    if text.isascii():
        called |= Q(pinyin__startswith=key) | Q(initials__startswith=key) | Q(identifier=text)
    rows = Organisation.objects.filter(called, level__in=OPEN_LEVELS, closed_on=None).select_related("unit")
    found = rows.order_by("level", "pinyin", "pk")[: limit * 8]

    def nearness(row: Organisation) -> tuple[bool, bool, int]:
        begins = row.name.startswith(text) or row.short_name.startswith(text) or row.initials == key
        return not begins, row.level == "school", len(row.name)

    return sorted(found, key=nearness)[:limit]


def posts_called(user: User, text: str, *, on: date, limit: int) -> list[Post]:
    """Return a post that is held on the day for each person in the user's scope called like the text.

    Inside a school its few thousand posts are looked at; beyond, the names first, and then which of their
    bearers are in scope: so neither the namesakes of a city nor the posts of a county are ever walked.
    """
    if text.isascii() and len(text) < SHORTEST_KEYS:
        return []
    posts = Post.objects.filter(within(user, permission="registry.view"), held_on(on))
    if user.seat and user.seat.organisation.school_id:
        posts = posts.filter(called(text, "person__"), person__merged_into=None)
    else:
        bearers = Person.objects.filter(called(text), merged_into=None).values("pk")[:MOST_LOOKED_AT]
        posts = posts.filter(person__in=bearers)
    rows = posts.select_related("person", "organisation", "school").order_by(
        "person__pinyin", "person", "path"
    )
    first = {post.person_id: post for post in reversed(rows[: limit * 3])}
    return list(first.values())[::-1][:limit]


def called(text: str, prefix: str = "") -> Q:
    """Return the filter for people whose name, pinyin or initials begin with the text."""
    if not text.isascii():
        return begins(f"{prefix}name", normalise_name(text))
    key = text.lower().replace(" ", "")
    return begins(f"{prefix}initials", key) | begins(f"{prefix}pinyin", key)
