"""The page of a person, and the door to full numbers."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yuandu.engines.registry import rules
from yuandu.engines.registry.forms import people as forms
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.services import people as services
from yuandu.engines.registry.views.people.changes import VERBS
from yuandu.engines.registry.views.people.finding import found, managed_person, told
from yuandu.engines.registry.views.people.tables import post_of
from yuandu.kernel.access import needs, signed_in
from yuandu.kernel.drawing.words import day
from yuandu.kernel.refusals import Refusal

MOST_POSTS = 3  # in the line below the name
OFFERED = {
    "pupil": ("transfer", "suspend", "graduate", "leave"),
    "pupil_suspended": ("extend", "resume", "leave"),
}

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Guardianship, Person, Post, User


@signed_in
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person of one's scope, oneself or one's ward."""
    shown = found(queries.person_for, request.user, pk)
    if shown.merged_into:
        return redirect(shown.merged_into)
    may_manage = may_change(request.user, shown)
    posts = list(queries.posts_of(shown))
    context = {
        "person": shown,
        "title": shown.name,
        "subtitle": subtitle_of(posts),
        "facts": facts_of(shown),
        "papers": papers_of(shown),
        "posts": [node_of(post, may_manage) for post in posts],
        "guardians": [row_of(row, row.guardian, may_manage) for row in queries.guardians_of(shown)],
        "wards": [row_of(row, row.pupil, False) for row in queries.wards_of(shown)],
        "designations": [
            {"row": row, "title": title_of("designation_kind", row.kind)}
            for row in queries.designations_of(shown)
        ],
        "may_manage": may_manage,
        "is_pupil": any(post.kind in queries.pupil_kinds() for post in posts),
    }
    return render(request, "registry/person.html", context | (kept_of(shown, posts) if may_manage else {}))


def may_change(user: "User", person: "Person") -> bool:
    """Say whether the user may change the person, who is seen anyway."""
    return user.holds("registry.manage") and queries.is_managed_by(user, person)


def kept_of(person: "Person", posts: list["Post"]) -> dict[str, Any]:
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
            {"row": row, "other": row.other if row.one_id == person.pk else row.one}
            for row in queries.likenesses_of(person)
        ],
        "mergers": list(queries.mergers_of(person)),
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


def facts_of(person: "Person") -> list[tuple[Any, ...]]:
    """Return what is known of the person; numbers have their middle hidden."""
    return [
        (_("性别"), title_of("sex", person.sex) or None),
        (_("出生日期"), day(person.birth_on, "year") if person.birth_on else None),
        (_("民族"), title_of("ethnic_group", person.ethnic_group) or None),
        (_("手机号"), rules.mask_number(person.phone) or None),
        (_("邮箱"), person.email or None),
    ]


def papers_of(person: "Person") -> list[dict[str, Any]]:
    """Return the papers with the middle of their numbers hidden."""
    return [
        {
            "pk": paper.pk,
            "title": title_of("paper_kind", paper.kind),
            "number": rules.mask_number(paper.number),
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


def row_of(row: "Guardianship", person: "Person", may_manage: bool) -> dict[str, Any]:
    """Return a guardian or a ward as the page lists them."""
    return {
        "name": person.name,
        "url": person.get_absolute_url(),
        "relation": title_of("guardian_relation", row.relation),
        "phone": rules.mask_number(person.phone),
        "is_primary": row.is_primary,
        "end_url": reverse("registry:end_guardianship", args=[row.pk]) if may_manage else "",
    }


@needs("registry.manage")
@never_cache
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why somebody wants to see full numbers; record it and show them, this once."""
    shown = managed_person(request, pk)
    form = forms.Reveal(request.POST or None)
    title = _("{name}的完整号码").format(name=shown.name)
    trail = [(shown.name, shown.get_absolute_url()), _("完整号码")]
    context = {"person": shown, "form": form, "title": title, "trail": trail}
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/person_papers.html", context, status=422 if form.errors else 200)
    try:
        full = services.reveal(person=shown, **told(request), **form.cleaned_data)
    except Refusal as refusal:
        return render(request, "registry/person_papers.html", context | {"refusal": refusal}, status=409)
    numbers = [(title_of("paper_kind", paper.kind), paper.number) for paper in full]
    numbers.append((_("手机号"), shown.phone or None))
    return render(request, "registry/person_papers.html", context | {"numbers": numbers})
