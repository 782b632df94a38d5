"""The page of a person."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yuandu.engines.registry import rules
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.queries.grades import grade_of_field
from yuandu.engines.registry.queries.sight import NUMBER, PERSONAL, Sight
from yuandu.engines.registry.queries.standing_in import opened_people
from yuandu.engines.registry.services import privacy as services
from yuandu.engines.registry.views.people.changes import VERBS
from yuandu.engines.registry.views.people.finding import found
from yuandu.engines.registry.views.people.tables import post_of
from yuandu.engines.registry.views.sight import open_looks, sight_of
from yuandu.kernel.access import signed_in
from yuandu.kernel.drawing.words import day

HIDEABLE = (*PERSONAL, NUMBER)  # what the page shows of a person
EMERGENCY = ("name", "birth", "contact")  # what an emergency opens, as the purpose "safety" does
MOST_POSTS = 3  # in the line below the name
OFFERED = {
    "pupil": ("transfer", "suspend", "graduate", "leave"),
    "pupil_suspended": ("extend", "resume", "leave"),
}

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Guardianship, Person, Post, User


@signed_in
@require_safe
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person of one's scope, oneself or one's ward, each field as the reader may see it."""
    at = timezone.now()
    shown = found(queries.person_for, request.user, pk, at=at)
    if shown.merged_into:
        return redirect(shown.merged_into)
    may_manage, sight = may_change(request.user, shown), sight_of(request)
    posts, wards = list(queries.posts_of(shown)), list(queries.wards_of(shown))
    sight.learn(shown, posts, wards)
    if pk in opened_people(request.user, at):
        sight.open(services.people_opened(shown, EMERGENCY), EMERGENCY)
    context = {
        "person": shown,
        "title": sight.called(shown),
        "subtitle": subtitle_of(posts),
        "facts": facts_of(shown, sight),
        "papers": papers_of(shown, sight),
        "posts": [node_of(post, may_manage) for post in posts],
        "guardians": [row_of(row, row.guardian, may_manage, sight) for row in queries.guardians_of(shown)],
        "wards": [row_of(row, row.pupil, False, sight) for row in wards],
        "designations": [
            {"row": row, "title": title_of("designation_kind", row.kind)}
            for row in queries.designations_of(shown)
        ],
        "may_manage": may_manage,
        "is_pupil": any(post.kind in queries.pupil_kinds() for post in posts),
    }
    context |= looking_at(request, shown, sight, at=at) | grade_of(shown, posts, at=at)
    kept = kept_of(shown, posts, sight) if may_manage else {}
    return render(request, "registry/person.html", context | kept)


def looking_at(request: HttpRequest, person: "Person", sight: Sight, *, at: datetime) -> dict[str, Any]:
    """Return whether the reader may look at everything, or does so now, for what and until when."""
    look = open_looks(request, at=at).get(str(person.pk))
    return {
        "look": look and title_of("look_purpose", look["purpose"]),
        "look_until": look
        and timezone.localtime(datetime.fromtimestamp(look["until"], UTC)).strftime("%H:%M"),
        "may_look": request.user.holds("registry.look") and not sight.sees_all_of(person, HIDEABLE),
    }


def grade_of(person: "Person", posts: list["Post"], *, at: datetime) -> dict[str, str]:
    """Return the grade of the page: the highest of its fields, of a child's the child's."""
    is_pupil = any(post.kind in queries.pupil_kinds() for post in posts)
    on = timezone.localdate(at)
    grades = (grade_of_field(field, birth_on=person.birth_on, is_pupil=is_pupil, on=on) for field in HIDEABLE)
    level = rules.highest(grades)
    return {"grade": level, "grade_word": title_of("data_grade", level)}


def may_change(user: "User", person: "Person") -> bool:
    """Say whether the user may change the person, who is seen anyway."""
    return user.holds("registry.manage") and queries.is_managed_by(user, person)


def kept_of(person: "Person", posts: list["Post"], sight: Sight) -> dict[str, Any]:
    """Return what only those see who keep the record: the account, likenesses and mergers."""
    present = [post for post in posts if post.to_on is None and post.kind in queries.pupil_kinds()]
    offered = OFFERED[present[0].kind] if present else ()
    return {
        "account": queries.account_of(person),
        "place": posts[0].organisation if posts else None,
        "changes": [
            {"title": VERBS[change], "url": reverse(f"registry:{change}_pupils"), "pk": present[0].pk}
            for change in offered
        ],
        "likenesses": [
            {"row": row, "name": sight.name(row.other if row.one_id == person.pk else row.one, row.path)}
            for row in queries.likenesses_of(person)
        ],
        "mergers": [
            {"row": row, "name": merged_name(row, person, sight)} for row in queries.mergers_of(person)
        ],
    }


def subtitle_of(posts: list["Post"]) -> str:
    """Return what the person is today, in a line."""
    held = [post for post in posts if post.is_held(timezone.localdate())]
    words = _("{place}{post}")
    return _("、").join(words.format(place=place_of(post), post=post_of(post)) for post in held[:MOST_POSTS])


def place_of(post: "Post") -> str:
    """Return the organisation with its school before it."""
    is_below = post.school and post.school_id != post.organisation_id
    if not is_below:
        return post.organisation.called
    return _("{school}{place}").format(school=post.school.called, place=post.organisation.called)


def merged_name(row: Any, person: "Person", sight: Sight) -> str:
    """Return the name of the record that is gone, as the reader may see that of the one that was kept."""
    return sight.of("registry.Person.name", person, row.gone.name)


def facts_of(person: "Person", sight: Sight) -> list[tuple[Any, ...]]:
    """Return what is known of the person, as the reader may see it."""
    titles = (
        ("sex", _("性别")),
        ("birth_on", _("出生日期")),
        ("ethnic_group", _("民族")),
        ("phone", _("手机号")),
        ("email", _("邮箱")),
    )
    return [(title, sight.of(f"registry.Person.{name}", person) or None) for name, title in titles]


def papers_of(person: "Person", sight: Sight) -> list[dict[str, Any]]:
    """Return the papers, their numbers as the reader may see them."""
    return [
        {
            "pk": paper.pk,
            "title": title_of("paper_kind", paper.kind),
            "number": sight.of(NUMBER, person, paper.number),
            "until": paper.to_on,
        }
        for paper in queries.papers_of(person)
    ]


def node_of(post: "Post", may_manage: bool) -> dict[str, Any]:
    """Return a post as the timeline draws it."""
    today = timezone.localdate()
    state = "done" if post.to_on and post.to_on <= today else "now" if post.from_on <= today else "wait"
    until = day(post.to_on, "year") if post.to_on else _("至今")
    names = [post.school.called if post.school else "", post.organisation.called]
    words = [title_of("post_ending", post.ending), post.document]
    return {
        "state": state,
        "title": post_of(post),
        "when": _("{start}—{end}").format(start=day(post.from_on, "year"), end=until),
        "who": [name for name in dict.fromkeys(names) if name] + ([post.title] if post.title else []),
        "text": _("，").join(word for word in words if word),
        "url": reverse("registry:end_post", args=[post.pk]) if may_end(post, may_manage) else "",
    }


def may_end(post: "Post", may_manage: bool) -> bool:
    return may_manage and post.to_on is None and post.kind not in queries.pupil_kinds()


def row_of(row: "Guardianship", person: "Person", may_manage: bool, sight: Sight) -> dict[str, Any]:
    """Return a guardian or a ward as the page lists them."""
    return {
        "name": sight.name(person, row.path),
        "url": person.get_absolute_url(),
        "relation": title_of("guardian_relation", row.relation),
        "phone": sight.tell("registry.Person.phone", person.phone, person.pk, row.path),
        "is_primary": row.is_primary,
        "end_url": reverse("registry:end_guardianship", args=[row.pk]) if may_manage else "",
    }
