"""Merging and splitting: parts move, people go on, and both sides know of each other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from yuandu.engines.registry.models import Organisation, Post, Succession, User
from yuandu.engines.registry.queries import held_on
from yuandu.engines.registry.services.organisations.changing import end_states
from yuandu.engines.registry.services.organisations.moving import move_organisation
from yuandu.engines.registry.services.trail import record


@transaction.atomic
def merge_organisations(
    *,
    gone: Sequence[Organisation],
    into: Organisation,
    on: date,
    document: str = "",
    by: User | None,
    at: datetime,
    because: str = "",
) -> None:
    """Merge organisations into another from the day on: their parts move, their staff goes on there.

    Designations stay with the organisation that earned them. Raises MovesIntoItself and StateIsPast.
    """
    for organisation in gone:
        for part in Organisation.objects.filter(parent=organisation, closed_on=None).order_by("path"):
            move_organisation(organisation=part, parent=into, on=on, by=by, at=at, because=because)
        take_over_posts(organisation, into, on=on)
        end_states([organisation.pk], on=on)
        Succession.objects.create(before=organisation, after=into, kind="merge", on=on, document=document)
        record(
            organisation,
            verb="registry.merged",
            path=organisation.path,
            by=by,
            at=at,
            because=because,
            data={"into": into.pk, "on": on.isoformat(), "document": document},
        )


def take_over_posts(organisation: Organisation, into: Organisation, *, on: date) -> None:
    """End the posts at the organisation itself; who does not hold the same at the other goes on there."""
    held = Post.objects.filter(held_on(on), organisation=organisation)
    there = set(
        Post.objects.filter(organisation=into, to_on=None).values_list("person_id", "kind", "subject")
    )
    going = [post for post in held if (post.person_id, post.kind, post.subject) not in there]
    held.filter(from_on__gte=on).delete()
    held.update(to_on=on)
    Post.objects.bulk_create(
        Post(
            person_id=post.person_id,
            organisation=into,
            path=into.path,
            unit_id=into.unit_id,
            school_id=into.school_id,
            kind=post.kind,
            subject=post.subject,
            title=post.title,
            is_dedicated=post.is_dedicated,
            from_on=on,
            document=post.document,
        )
        for post in going
    )


@transaction.atomic
def split_organisation(
    *,
    organisation: Organisation,
    parts: Mapping[Organisation, Sequence[Organisation]],
    on: date,
    document: str = "",
    by: User | None,
    at: datetime,
    because: str = "",
) -> None:
    """Split parts off to organisations that are open already: each takes the parts listed for it.

    The organisation itself stays open; close_organisation ends it when nobody is left.
    """
    for after, moved in parts.items():
        for part in moved:
            move_organisation(organisation=part, parent=after, on=on, by=by, at=at, because=because)
        Succession.objects.create(before=organisation, after=after, kind="split", on=on, document=document)
    record(
        organisation,
        verb="registry.split",
        path=organisation.path,
        by=by,
        at=at,
        because=because,
        data={"into": [after.pk for after in parts], "on": on.isoformat(), "document": document},
    )
