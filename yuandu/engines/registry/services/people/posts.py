"""Giving and ending posts. Pupils' places change by services.people.changes."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Guardianship, Organisation, Person, Post, User
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.queries.people import pupil_kinds
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class PostUnfit(Refusal):
    """There is no such post at this level, or the organisation is not open on the day."""


class AlreadyHeld(Refusal):
    """The person holds the post, or is a pupil somewhere, already."""


class EndUnfit(Refusal):
    """The day on which a post should end lies before its beginning, or the post is a pupil's."""


@transaction.atomic
def give_post(
    *,
    person: Person,
    organisation: Organisation,
    kind: str,
    from_on: date,
    by: User | None,
    at: datetime,
    subject: str = "",
    title: str = "",
    is_dedicated: bool = True,
    document: str = "",
    because: str = "",
) -> Post:
    """Give the person a post (code tables post_kind, subject) from the day on.

    Raises PostUnfit where the organisation's level has no such post or it is not open on the day,
    AlreadyHeld for the same post twice and for a second place of a pupil.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    post = keep_post(
        person,
        organisation,
        kind=kind,
        from_on=from_on,
        subject=subject,
        title=title,
        is_dedicated=is_dedicated,
        document=document,
    )
    told = {"person": person.pk, "kind": kind, "on": from_on.isoformat()}
    record(post, verb="registry.post_given", path=post.path, by=by, at=at, because=because, data=told)
    return post


@transaction.atomic
def end_post(
    *, post: Post, on: date, by: User | None, at: datetime, ending: str = "", because: str = ""
) -> Post:
    """End a post on the day, the first on which it is no longer held; `ending` is a code of post_ending.

    Raises EndUnfit for a day that is not after the beginning, for a post that has ended, and for pupils.
    """
    ended = Post.objects.select_for_update().get(pk=post.pk)
    if ended.kind in pupil_kinds():
        raise EndUnfit(_("学生请办理转学、休学、毕业或离校。"))
    if ended.to_on is not None:
        raise EndUnfit(_("这个岗位已经结束了。"))
    if on <= ended.from_on:
        raise EndUnfit(_("结束日期要晚于开始日期，请改选。"))
    ended.to_on, ended.ending = on, ending
    ended.save(update_fields=["to_on", "ending"])
    told = {"person": ended.person_id, "kind": ended.kind, "on": on.isoformat(), "ending": ending}
    record(ended, verb="registry.post_ended", path=ended.path, by=by, at=at, because=because, data=told)
    return ended


def keep_post(
    person: Person, organisation: Organisation, *, kind: str, from_on: date, **details: object
) -> Post:
    """Check and save a post without telling of it."""
    refuse_unfit(organisation, kind, on=from_on)
    is_pupil = kind in pupil_kinds()
    if is_pupil and person.posts.filter(kind__in=pupil_kinds(), to_on=None).exists():
        raise AlreadyHeld(_("已经登记为学生了。换班或换学校，请办理转学。"))
    post = Post(
        person=person,
        organisation=organisation,
        path=organisation.path,
        unit_id=organisation.unit_id,
        school_id=organisation.school_id,
        kind=kind,
        from_on=from_on,
        **details,
    )
    save_once(post)
    if is_pupil:
        bring_guardians([person.pk], organisation)
    return post


def refuse_unfit(organisation: Organisation, kind: str, *, on: date) -> None:
    """Raise PostUnfit where nobody can hold such a post at the organisation on the day."""
    known = codes_of("post_kind").get(kind)
    if known is None or organisation.level not in known.extra.get("levels", ()):
        level = title_of("organisation_level", organisation.level)
        raise PostUnfit(_("{level}不设这个岗位，请换一个岗位或机构。").format(level=level))
    if not organisation.is_open(on):
        raise PostUnfit(_("{name}在这一天没有开办，请换一天。").format(name=organisation))


def bring_guardians(pupils: list[int], organisation: Organisation) -> None:
    """Let the guardians of the pupils belong where the pupils are."""
    Guardianship.objects.filter(pupil__in=pupils).update(
        path=organisation.path, unit=organisation.unit_id, school=organisation.school_id
    )


def save_once(post: Post) -> None:
    """Save a post; the database says whether the person holds it already."""
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "post_is_held_once_at_a_time":
            raise
        raise AlreadyHeld(_("这个人已经在这里任这个岗位了。")) from None
