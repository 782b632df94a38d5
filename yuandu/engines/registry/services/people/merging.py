"""Making two records of one person one, and taking that back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import (
    Activation,
    Designation,
    ExternalId,
    Guardianship,
    Likeness,
    Membership,
    Merger,
    Paper,
    Person,
    Post,
    User,
)
from yuandu.engines.registry.queries.people import path_of, pupil_kinds
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

FILLED = ("sex", "birth_on", "ethnic_group", "phone", "email")
FOREVER = date.max
# what belongs to a person, by the name under which a merger remembers it: (model, column)
BELONGINGS: dict[str, tuple[Any, str]] = {
    "papers": (Paper, "person"),
    "posts": (Post, "person"),
    "guardianships": (Guardianship, "pupil"),
    "wards": (Guardianship, "guardian"),
    "memberships": (Membership, "person"),
    "designations": (Designation, "person"),
    "activations": (Activation, "person"),
}


class NotOnePerson(Refusal):
    """The records have different identity cards, or one of them was merged already."""


class TwoAccounts(Refusal):
    """Both records have an account."""


class MergerStands(Refusal):
    """The merger was undone already, or another was built on it."""


@transaction.atomic
def merge_people(*, kept: Person, gone: Person, by: User | None, at: datetime, because: str = "") -> Merger:
    """Move everything that belongs to `gone` to `kept`, and remember it, so that undo_merger can take it back.

    What both have (the same post at the same time, the same guardian) remains once. Of two places of a pupil
    the later goes on. Raises NotOnePerson, and TwoAccounts where somebody must first close one.
    """
    people = Person.objects.select_for_update().in_bulk([kept.pk, gone.pk])
    kept, gone = people[kept.pk], people[gone.pk]
    refuse_merger(kept, gone)
    moved: dict[str, Any] = {"filled": fill_gaps(kept, gone), "dropped": drop_doubles(kept, gone)}
    for name, (model, column) in BELONGINGS.items():
        rows = model.objects.filter(**{column: gone})
        moved[name] = list(rows.values_list("pk", flat=True))
        rows.update(**{column: kept})
    moved["account"] = move_account(kept, gone)
    sources = ExternalId.objects.filter(kind="person", target_id=gone.pk)
    moved["sources"] = list(sources.values_list("pk", flat=True))
    sources.update(target_id=kept.pk)
    moved["ended"] = end_earlier_places(kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    merger = Merger.objects.create(kept=kept, gone=gone, moved=moved, merged_at=at)
    one, other = sorted((kept.pk, gone.pk))
    Likeness.objects.filter(one=one, other=other).update(decided_at=at, is_same=True)
    told = {"gone": gone.pk}
    record(kept, verb="registry.people_merged", path=path_of(kept), by=by, at=at, because=because, data=told)
    return merger


@transaction.atomic
def undo_merger(*, merger: Merger, by: User | None, at: datetime, because: str = "") -> None:
    """Give everything that the merger moved back to the record that it came from.

    Raises MergerStands where it was undone, or where one of the two has been merged again since.
    """
    merger = Merger.objects.select_for_update().select_related("kept", "gone").get(pk=merger.pk)
    kept, gone, moved = merger.kept, merger.gone, merger.moved
    refuse_undoing(merger)
    for name, (model, column) in BELONGINGS.items():
        model.objects.filter(pk__in=moved[name], **{column: kept}).update(**{column: gone})
    User.objects.filter(pk__in=moved["account"], person=kept).update(person=gone)
    ExternalId.objects.filter(pk__in=moved["sources"]).update(target_id=gone.pk)
    for ended in moved["ended"]:
        Post.objects.filter(pk=ended["pk"]).update(to_on=None, ending="")
    for name, rows in moved["dropped"].items():
        model = BELONGINGS[name][0]
        model.objects.bulk_create([model(**row) for row in rows])
    for name in moved["filled"]:
        setattr(kept, name, None if name == "birth_on" else "")
    kept.save()
    Person.objects.filter(pk=gone.pk).update(merged_into=None)
    merger.undone_at = at
    merger.save(update_fields=["undone_at"])
    one, other = sorted((kept.pk, gone.pk))
    Likeness.objects.filter(one=one, other=other).update(decided_at=None, is_same=None)
    told = {"gone": gone.pk}
    record(kept, verb="registry.merger_undone", path=path_of(kept), by=by, at=at, because=because, data=told)


def refuse_merger(kept: Person, gone: Person) -> None:
    """Raise NotOnePerson or TwoAccounts where the two cannot be made one."""
    if kept.merged_into_id or gone.merged_into_id or kept.pk == gone.pk:
        raise NotOnePerson(_("其中一条已经并入别的记录，请刷新后再看。"))
    cards = [
        set(person.papers.filter(kind="id_card", to_on=None).values_list("number", flat=True))
        for person in (kept, gone)
    ]
    if all(cards) and not cards[0] & cards[1]:
        raise NotOnePerson(_("两条记录的身份证号不同，不能合并。号码有误的，请先更正。"))
    if User.objects.filter(person__in=[kept, gone], is_active=True).count() > 1:
        raise TwoAccounts(_("两条记录都有账号。请先停用其中一个账号，再合并。"))


def refuse_undoing(merger: Merger) -> None:
    """Raise MergerStands where the merger cannot be taken back."""
    if merger.undone_at:
        raise MergerStands(_("这次合并已经撤销了。"))
    since = Merger.objects.filter(
        kept__in=[merger.kept, merger.gone], undone_at=None, merged_at__gt=merger.merged_at
    )
    if merger.kept.merged_into_id or since.exists():
        raise MergerStands(_("后来又合并过，请先撤销后来的那一次。"))


def fill_gaps(kept: Person, gone: Person) -> list[str]:
    """Let the kept record have what only the other knows; return the names of what was filled in."""
    filled = [name for name in FILLED if not getattr(kept, name) and getattr(gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    kept.save(update_fields=filled)
    return filled


def move_account(kept: Person, gone: Person) -> list[int]:
    """Give the kept record the other's account if it has none; return what was moved."""
    if User.objects.filter(person=kept).exists():
        return []
    accounts = User.objects.filter(person=gone)
    moved = list(accounts.values_list("pk", flat=True))
    accounts.update(person=kept)
    return moved


def drop_doubles(kept: Person, gone: Person) -> dict[str, list[dict[str, Any]]]:
    """Delete what the other record holds and the kept one too; return the rows, to be put back one day."""
    doubles: dict[str, list[Any]] = {
        "posts": [
            post for post in gone.posts.all() if any(is_double(post, held) for held in kept.posts.all())
        ],
        "guardianships": list(
            gone.guardianships.filter(
                guardian__in=[*kept.guardianships.values_list("guardian", flat=True), kept.pk]
            )
        ),
        "wards": list(gone.wards.filter(pupil__in=[*kept.wards.values_list("pupil", flat=True), kept.pk])),
        "memberships": [
            one
            for one in gone.membership_set.all()
            if kept.membership_set.filter(group=one.group_id, kind=one.kind).exists()
        ],
    }
    kept_rows = {name: [row_of(row) for row in rows] for name, rows in doubles.items()}
    for name, rows in doubles.items():
        BELONGINGS[name][0].objects.filter(pk__in=[row.pk for row in rows]).delete()
    return kept_rows


def is_double(post: Post, held: Post) -> bool:
    """Say whether one person cannot hold both: the same post at times that overlap, or two places since one day."""
    if (
        post.from_on == held.from_on
        and post.to_on == held.to_on
        and {post.kind, held.kind} <= set(pupil_kinds())
    ):
        return True
    same = (post.organisation_id, post.kind, post.subject) == (held.organisation_id, held.kind, held.subject)
    return same and post.from_on < (held.to_on or FOREVER) and held.from_on < (post.to_on or FOREVER)


def row_of(row: Any) -> dict[str, Any]:
    """Return the columns of a row, so that the same row can be made again."""
    return {
        field.attname: value.isoformat() if isinstance(value := getattr(row, field.attname), date) else value
        for field in row._meta.concrete_fields
    }


def end_earlier_places(kept: Person) -> list[dict[str, Any]]:
    """Let only the latest of a pupil's places go on; return what was ended."""
    places = list(kept.posts.filter(kind__in=pupil_kinds(), to_on=None).order_by("-from_on", "-pk"))
    earlier = [place for place in places[1:] if place.from_on < places[0].from_on]
    for place in earlier:
        Post.objects.filter(pk=place.pk).update(to_on=places[0].from_on, ending="merged")
    return [{"pk": place.pk} for place in earlier]
