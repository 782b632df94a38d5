"""Handing a seat over to a deputy for some days, and taking it back (委托)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Delegation, Seat, User
from yuandu.engines.registry.queries.standing_in import may_stand_in, seats_to_hand_over
from yuandu.engines.registry.services.trail import record
from yuandu.kernel import scope
from yuandu.kernel.refusals import Refusal

MOST_DAYS = 30  # [D]


class NotYoursToHandOver(Refusal):
    """The seat is not one that the person holds themselves."""


class NoDeputy(Refusal):
    """The account cannot stand in: it is the giver's own, stopped, or does not work here."""


class TooLong(Refusal):
    """The delegation begins in the past, ends before it begins, or lasts longer than MOST_DAYS."""


class HandedOverAlready(Refusal):
    """The same person stands in this seat on some of the days already."""


@transaction.atomic
def delegate(
    *,
    seat: Seat,
    deputy: User,
    from_on: date,
    until: date,
    because: str,
    by: User,
    at: datetime,
    may_grant: bool = False,
) -> Delegation:
    """Let the deputy sit in a seat of `by` from the day to the last day, both included.

    Raises NotYoursToHandOver, also for a seat that `by` holds by delegation, NoDeputy, TooLong and
    HandedOverAlready.
    """
    today = timezone.localdate(at)
    own = next((held for held in seats_to_hand_over(by) if held == seat), None)
    if own is None:
        raise NotYoursToHandOver(_("只能委托您自己的身份；别人委托给您的，不能再转给别人。"))
    refuse_days(from_on, until, today=today)
    with scope.platform():  # a deputy may work at another place of the unit
        able = deputy.is_active and deputy.pk != by.pk and may_stand_in(deputy, own, on=today)
        same = Delegation.objects.filter(
            giver=by, deputy=deputy, organisation=own.organisation, role=own.role
        )
        twice = same.filter(ended_at=None, from_on__lte=until, to_on__gt=from_on).exists()
    if not able:
        raise NoDeputy(_("只能委托本单位或下属单位在岗的人，不能是自己、学生和家长。"))
    if twice:
        raise HandedOverAlready(_("这几天里，这个身份已经委托给他了。"))
    made = Delegation.objects.create(
        giver=by,
        deputy=deputy,
        giver_name=by.name,
        deputy_name=deputy.name,
        organisation=own.organisation,
        role=own.role,
        may_grant=may_grant and "registry.grant" in own.permissions,
        from_on=from_on,
        to_on=until + timedelta(days=1),
        because=because,
        given_at=at,
    )
    told = told_of(made) | {"may_grant": made.may_grant}
    told |= {"from": from_on.isoformat(), "until": until.isoformat()}
    path = own.organisation.path
    record(made, verb="registry.delegated", path=path, by=by, at=at, because=because, data=told)
    return made


def refuse_days(from_on: date, until: date, *, today: date) -> None:
    if from_on < today or until < from_on:
        raise TooLong(_("从今天起才能委托，结束的日子不能早于开始的日子。"))
    if (until - from_on).days + 1 > MOST_DAYS:
        raise TooLong(_("一次最多委托{n}天，到期可以再委托。").format(n=MOST_DAYS))


@transaction.atomic
def take_back(*, delegation: Delegation, because: str, by: User, at: datetime) -> None:
    """End a delegation at once; the deputy's next page knows it."""
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    record(
        delegation,
        verb="registry.delegation_ended",
        path=delegation.organisation.path,
        by=by,
        at=at,
        because=because,
        data=told_of(delegation),
    )


def told_of(delegation: Delegation) -> dict[str, Any]:
    """Return what the facts say of a delegation: who handed which role to whom."""
    return {
        "role": delegation.role,
        "who": delegation.giver_name,
        "user": delegation.deputy_id,
        "name": delegation.deputy_name,
    }
