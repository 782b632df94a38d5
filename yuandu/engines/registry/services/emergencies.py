"""Seeing somebody outside of one's scope in an emergency, for an hour, and having it reviewed (应急查看)."""

from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import EmergencyView, Person, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.accounts import place_of
from yuandu.engines.registry.queries.people import path_of, person_for
from yuandu.engines.registry.queries.standing_in import (
    PERMISSION,
    emergencies_for,
    opened_people,
    people_exactly,
)
from yuandu.engines.registry.services.trail import record
from yuandu.kernel import scope
from yuandu.kernel.refusals import Refusal

MINUTES = 60  # [D]
SHORTEST = 10  # [D] characters that say why
MOST_A_DAY = 10  # [D] tries of one account, found or not; more is no emergency but a search
DAY = 24 * 3600  # seconds


class NobodyExactly(Refusal):
    """Nobody is called exactly that, or more than one."""


class SeenAnyway(Refusal):
    """The person is in scope, or opened already."""


class NotAnEmergency(Refusal):
    """The reason is not one of the table, or said too shortly, or there were too many today."""


class NotYoursToReview(Refusal):
    """A second person reviews: not who looked, not their deputy, not whom they stood in for."""


class ReviewedAlready(Refusal):
    """Somebody has reviewed it."""


def open_emergency(
    *,
    reason: str,
    because: str,
    by: User,
    at: datetime,
    number: str = "",
    name: str = "",
    birth_on: date | None = None,
) -> EmergencyView:
    """Let `by` see the person with the 学籍号, or with the name and birth date, for MINUTES, read-only.

    Raises NotAnEmergency, NobodyExactly (the same for none and for several; the try is recorded) and SeenAnyway.
    """
    refuse_lightness(by, reason=reason, because=because, at=at)
    with scope.platform():
        found = people_exactly(number=number, name=name, birth_on=birth_on)
        path = path_of(found[0]) if len(found) == 1 else ""
    if not path:
        record(by, verb="registry.emergency_missed", path=place_of(by), by=by, at=at, because=because.strip())
        raise NobodyExactly(_("没有找到唯一的一个人。请核对，或者改用学籍号。"))
    if is_seen(by, found[0], at=at):
        raise SeenAnyway(_("您本来就能看到这个人，不用应急查看，请直接搜索姓名。"))
    return keep_emergency(found[0], path=path, reason=reason, because=because.strip(), by=by, at=at)


@transaction.atomic
def keep_emergency(
    person: Person, *, path: str, reason: str, because: str, by: User, at: datetime
) -> EmergencyView:
    """Keep the view and record it; who has to be told is told after the commit."""
    seat = by.seat
    view = EmergencyView(
        user=by,
        behalf_id=seat.giver_id,
        who=by.name,
        seat=seat.words,
        person=person,
        name=person.name,
        path=path,
        reason=reason,
        because=because,
        opened_at=at,
        ends_at=at + timedelta(minutes=MINUTES),
    )
    view.save()
    told = {"reason": reason, "minutes": MINUTES, "view": view.pk}
    record_about(view, verb="registry.emergency_opened", by=by, at=at, because=view.because, data=told)
    return view


def refuse_lightness(by: User, *, reason: str, because: str, at: datetime) -> None:
    """Raise NotAnEmergency for what was not thought about, and for the eleventh of a day."""
    if not by.holds(PERMISSION) or reason not in codes_of("emergency_reason"):
        raise NotAnEmergency(_("请选一种情形。"))
    if len(because.strip()) < SHORTEST:
        raise NotAnEmergency(_("请把情况写清楚，至少{n}个字。").format(n=SHORTEST))
    tries = f"registry.emergency:{by.pk}"
    count = cache.get_or_set(tries, 0, DAY)
    if count >= MOST_A_DAY:
        raise NotAnEmergency(_("一天最多应急查看{n}次，请联系系统管理员。").format(n=MOST_A_DAY))
    cache.set(tries, count + 1, DAY)


def is_seen(user: User, person: Person, *, at: datetime) -> bool:
    """Say whether the user sees the person without this."""
    try:
        person_for(user, person.pk)
    except Person.DoesNotExist:
        return person.pk in opened_people(user, at)
    return True


def record_about(
    view: EmergencyView, *, verb: str, by: User, at: datetime, because: str = "", data: dict | None = None
) -> None:
    """Record what was done; the fact names whom it concerned, so that they see it."""
    told = (data or {}) | {"person": view.person_id, "who": by.name}
    record(view, verb=verb, path=view.path, by=by, at=at, because=because, data=told, people=[view.person_id])


@transaction.atomic
def close_emergency(*, view: EmergencyView, by: User, at: datetime) -> None:
    """End the view before its time."""
    view.closed_at = at
    view.save(update_fields=["closed_at"])
    record_about(view, verb="registry.emergency_closed", by=by, at=at)


@transaction.atomic
def review_emergency(*, view: EmergencyView, remark: str, by: User, at: datetime) -> None:
    """Say, as a second person, that one looked at what happened, and what one thinks of it.

    Raises NotYoursToReview and ReviewedAlready.
    """
    locked = emergencies_for(by).select_for_update().get(pk=view.pk)
    acting = {by.pk, by.seat.giver_id if by.seat else None} - {None}
    if acting & {locked.user_id, locked.behalf_id} or not by.holds(PERMISSION):
        raise NotYoursToReview(_("要由另一个人核查：查看的人、他的委托人和受托人都不能核查。"))
    if locked.reviewed_at:
        raise ReviewedAlready(_("{name}已经核查过了。").format(name=locked.reviewer))
    locked.reviewed_by, locked.reviewer, locked.reviewed_at, locked.remark = by, by.name, at, remark
    locked.save(update_fields=["reviewed_by", "reviewer", "reviewed_at", "remark"])
    record_about(locked, verb="registry.emergency_reviewed", by=by, at=at, because=remark)
