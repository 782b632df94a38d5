"""What the search box finds in the registry."""

from typing import Any

from django.utils import timezone

from yuandu.engines.registry.models.codes import title_of
from yuandu.engines.registry.queries.finding import organisations_called, posts_called
from yuandu.engines.registry.queries.sight import Sight
from yuandu.kernel.search import Hit


def organisations(user: Any, text: str, *, limit: int) -> list[Hit]:
    """Find open schools and bureaus, for everyone."""
    return [
        Hit(title=str(row), url=row.get_absolute_url(), note=note_on(row), icon="school")
        for row in organisations_called(text, limit=limit)
    ]


def note_on(row: Any) -> str:
    table = "school_kind" if row.level == "school" else "organisation_level"
    unit = row.unit.called if row.unit and row.level == "school" else ""
    kind = title_of(table, row.kind if row.level == "school" else row.level)
    return " · ".join(part for part in (unit, kind) if part)


def people(user: Any, text: str, *, limit: int) -> list[Hit]:
    """Find people in the person's scope, by a post that they hold today."""
    if not (user.is_authenticated and user.holds("registry.view")):
        return []
    posts, sight = posts_called(user, text, on=timezone.localdate(), limit=limit), Sight(user)
    return [
        Hit(
            title=sight.name_at(post),
            url=post.get_absolute_url(),
            note=" · ".join(dict.fromkeys([str(post.school or post.organisation), what_is(post)])),
            icon="user-round",
        )
        for post in posts
    ]


def what_is(post: Any) -> str:
    """Say what the person is there: the class of a pupil, else the kind of post."""
    kind = title_of("post_kind", post.kind)
    return f"{post.organisation} {kind}" if post.school_id != post.organisation_id else kind
