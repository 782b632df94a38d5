"""Changes of pupils' places (学籍变动), one pupil or many at once: first what would happen, then it happens.

A transfer between schools is decided here by somebody whose scope covers both. That the leaving and the
receiving side each agree, with their authorities and within their days, is a case of the process engine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Membership, Organisation, Post, User
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.people import pupil_kinds
from yuandu.engines.registry.rules import PupilChange, PupilRules, PupilState
from yuandu.engines.registry.services.people.posts import bring_guardians, refuse_unfit
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yuandu.engines.jobs.models import Job

MOST_AT_ONCE = 5_000  # pupils; a county's final year is the roll-over's
MOST_WHILE_WAITING = 200  # pupils; more are changed by a job
STATES: dict[str, PupilState] = {"pupil": "enrolled", "pupil_suspended": "suspended"}
KIND_AFTER: dict[PupilChange, str] = {
    "transfer": "pupil",
    "suspend": "pupil_suspended",
    "extend": "pupil_suspended",
    "resume": "pupil",
}
VERBS: dict[PupilChange, str] = {
    "transfer": "registry.pupils_transferred",
    "suspend": "registry.pupils_suspended",
    "extend": "registry.pupils_suspended",
    "resume": "registry.pupils_resumed",
    "graduate": "registry.pupils_graduated",
    "leave": "registry.pupils_left",
}

TITLES: dict[PupilChange, str] = {
    "transfer": gettext_lazy("{n}名学生转学"),
    "suspend": gettext_lazy("{n}名学生休学"),
    "extend": gettext_lazy("{n}名学生延长休学"),
    "resume": gettext_lazy("{n}名学生复学"),
    "graduate": gettext_lazy("{n}名学生毕业"),
    "leave": gettext_lazy("{n}名学生离校"),
}


TWICE = gettext_lazy("学籍登记了不止一处，请先处理重复的。")


class TooMany(Refusal):
    """More pupils than are changed at once."""


class NobodyChanges(Refusal):
    """None of the pupils may be changed so."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The change that somebody wants: of which kind, from which day, for a transfer into which class.

    `reason` is a code of post_ending for those who leave; a pupil who comes back may go into another class.
    """

    change: PupilChange
    on: date
    into: Organisation | None = None
    reason: str = ""
    document: str = ""


@dataclass(frozen=True)
class Outlook:
    """What would become of one pupil: nothing stands in the way, or a sentence says what does."""

    post: Post
    refusal: str = ""


@dataclass(frozen=True)
class Preview:
    """What would become of each of the pupils, in the order of their places."""

    wanted: Wanted
    outlooks: Sequence[Outlook] = field(default_factory=tuple)

    @property
    def allowed(self) -> list[Post]:
        return [outlook.post for outlook in self.outlooks if not outlook.refusal]

    @property
    def refused(self) -> list[Outlook]:
        return [outlook for outlook in self.outlooks if outlook.refusal]


def preview_change(*, wanted: Wanted, posts: QuerySet[Post]) -> Preview:
    """Return what the change would do to each pupil among the posts; nothing is written.

    Raises TooMany above 5,000 and PostUnfit for a class that takes no pupils on the day.
    """
    if wanted.into:
        refuse_unfit(wanted.into, "pupil", on=wanted.on)
    chosen = list(posts.filter(kind__in=pupil_kinds()).order_by("path", "pk")[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        raise TooMany(_("一次最多办理5,000名学生，请先筛选。"))
    renewals = renewals_of(chosen) if wanted.change == "extend" else {}
    law, elsewhere = law_in_force(), placed_elsewhere(chosen)
    outlooks = []
    for post in chosen:
        twice = TWICE if post.person_id in elsewhere else ""
        refusal = str(twice) or refusal_for(post, wanted, renewals.get(post.pk, 0), law)
        outlooks.append(Outlook(post, refusal))
    return Preview(wanted, outlooks)


def change_pupils(
    *, wanted: Wanted, posts: QuerySet[Post], by: User, at: datetime, because: str = ""
) -> "Preview | Job":
    """Change the pupils among the posts for whom it is lawful: at once, or by a job where they are many.

    Raises NobodyChanges where there is none, and what preview_change raises.
    """
    preview = preview_change(wanted=wanted, posts=posts)
    if not preview.allowed:
        raise NobodyChanges(_("选中的学生都不能这样办，原因写在每个人后面。"))
    if len(preview.allowed) <= MOST_WHILE_WAITING:
        return apply_change(wanted=wanted, posts=posts, by=by, at=at, because=because)
    return jobs.ask(
        title=TITLES[wanted.change].format(n=len(preview.allowed)),
        task="registry.change_pupils",
        by=by.pk,
        at=at,
        unit=_("名"),
        change=wanted.change,
        on=wanted.on.isoformat(),
        into=wanted.into.pk if wanted.into else None,
        reason=wanted.reason,
        document=wanted.document,
        because=because,
        posts=[post.pk for post in preview.allowed],
    )


@transaction.atomic
def apply_change(
    *, wanted: Wanted, posts: QuerySet[Post], by: User | None, at: datetime, because: str = ""
) -> Preview:
    """Change the pupils for whom it is lawful and leave the others; each of the batch's sides has one fact.

    Set-based: some ten statements however many pupils. Called again it changes nobody a second time.
    """
    locked = Post.objects.select_for_update(of=("self",)).filter(pk__in=posts.values("pk"))
    preview = preview_change(wanted=wanted, posts=locked.select_related("organisation", "school", "person"))
    changed, on = preview.allowed, wanted.on
    if not changed:
        return preview
    Post.objects.filter(pk__in=[post.pk for post in changed]).update(
        to_on=on, ending=wanted.reason or ending_of(wanted.change)
    )
    if wanted.change in KIND_AFTER:
        go_on(changed, wanted)
    pupils = [post.person_id for post in changed]
    if wanted.change in ("transfer", "graduate", "leave"):
        leave_groups(pupils, on=on)
    if wanted.into:
        bring_guardians(pupils, wanted.into)
    tell(changed, wanted, by=by, at=at, because=because)
    return preview


def placed_elsewhere(posts: Sequence[Post]) -> set[int]:
    """Return those of the posts' pupils who hold more than one place, which must be put right first."""
    held = Post.objects.filter(
        person__in=[post.person_id for post in posts], kind__in=pupil_kinds(), to_on=None
    )
    counts = held.order_by().values("person").annotate(places=Count("pk")).filter(places__gt=1)
    return set(counts.values_list("person", flat=True))


def law_in_force() -> PupilRules:
    """Return the rules with the reasons to leave that the code table post_ending allows in compulsory stages."""
    endings = codes_of("post_ending").values()
    reasons = frozenset(code.code for code in endings if code.extra.get("compulsory"))
    return PupilRules(reasons_to_leave_compulsory=reasons)


def refusal_for(post: Post, wanted: Wanted, renewals: int, law: PupilRules) -> str:
    """Return why the pupil's place cannot be changed so on the day, or "" if it can."""
    place, on = post.organisation, wanted.on
    if post.to_on is not None or on <= post.from_on:
        return _("这一天以前就没有在这里就读，请核对日期。")
    if not rules.has_grades(place.stage):
        return _("班级没有登记学段，请先补登。")
    lawful = rules.refusal_of(
        wanted.change,
        state=STATES[post.kind],
        stage=place.stage,
        grade=rules.grade_reached(place.stage, place.system, place.entry_year, on) or 0,
        system=rules.system_of(place.system),
        on=on,
        renewals=renewals,
        reason=wanted.reason,
        rules=law,
    )
    return _(lawful) if lawful else refusal_of_class(place, wanted)


def refusal_of_class(place: Organisation, wanted: Wanted) -> str:
    """Return why the pupil cannot go into the class, or "" if they can or need none."""
    into = wanted.into
    if wanted.change == "transfer" and into is None:
        return _("请选要转入的班级。")
    if into is None:
        return ""
    if into.pk == place.pk and wanted.change == "transfer":
        return _("已经在这个班了。")
    return _("学段不同，不能转入这个班。") if into.stage != place.stage else ""


def renewals_of(posts: Iterable[Post]) -> dict[int, int]:
    """Return how often the present suspension of each post's pupil has been extended."""
    suspended = Post.objects.filter(person__in=[post.person_id for post in posts], kind="pupil_suspended")
    spells = suspended.order_by("person", "-from_on", "-pk")
    by_person = {person: list(rows) for person, rows in groupby(spells, key=lambda spell: spell.person_id)}
    return {post.pk: renewed(by_person.get(post.person_id, [])) for post in posts}


def renewed(spells: list[Post]) -> int:
    """Return how many of the spells, latest first, ended by being extended into the one after."""
    count = 0
    for later, earlier in zip(spells, spells[1:], strict=False):
        if earlier.ending != "extended" or earlier.to_on != later.from_on:
            break
        count += 1
    return count


def ending_of(change: PupilChange) -> str:
    """Return the code of post_ending that the change leaves on the post that it ends."""
    return next(code.code for code in codes_of("post_ending").values() if code.extra.get("change") == change)


def go_on(ended: Sequence[Post], wanted: Wanted) -> None:
    """Let each pupil go on as the change says: in the class that is wanted, else where they were."""
    Post.objects.bulk_create(
        [
            Post(
                person_id=post.person_id,
                organisation_id=place.pk,
                path=place.path,
                unit_id=place.unit_id,
                school_id=place.school_id,
                kind=KIND_AFTER[wanted.change],
                from_on=wanted.on,
                document=wanted.document,
            )
            for post in ended
            for place in [wanted.into or post.organisation]
        ],
        batch_size=1_000,
    )


def leave_groups(pupils: list[int], *, on: date) -> None:
    """End the pupils' memberships of teaching groups."""
    held = Membership.objects.filter(person__in=pupils, kind="pupil", to_on=None)
    held.filter(from_on__gte=on).delete()
    held.update(to_on=on)


def tell(changed: Sequence[Post], wanted: Wanted, *, by: User | None, at: datetime, because: str) -> None:
    """Record the batch where the pupils were, school by school, and for a transfer also where they are."""
    told = {"change": wanted.change, "on": wanted.on.isoformat(), "document": wanted.document}
    verb, into = VERBS[wanted.change], wanted.into
    schools = groupby(sorted(changed, key=lambda post: post.path), key=lambda post: post.school_id)
    for _school, members in schools:
        left = list(members)
        place = left[0].organisation if len({post.organisation_id for post in left}) == 1 else left[0].school
        people = {"count": len(left), "people": [post.person_id for post in left]}
        record(place, verb=verb, path=place.path, by=by, at=at, because=because, data=told | people)
    if into:
        people = {"count": len(changed), "people": [post.person_id for post in changed]}
        arrived = "registry.pupils_received"
        record(into, verb=arrived, path=into.path, by=by, at=at, because=because, data=told | people)
