"""Changing and closing: what was stays known for the days on which it held."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Organisation, OrganisationState, Post, User
from yuandu.engines.registry.queries import at_or_below, held_on
from yuandu.engines.registry.services.organisations.opening import keys_of, state_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class StateIsPast(Refusal):
    """The day lies before the organisation's present state began: history is not rewritten."""


class StillInUse(Refusal):
    """Somebody works or learns there, or something below it is open."""


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    on: date,
    by: User | None,
    at: datetime,
    because: str = "",
    **changes: Any,
) -> Organisation:
    """Change fields of an organisation from the day on; questions about earlier days get the old answers.

    Raises StateIsPast for a day before the present state began.
    """
    changed = Organisation.objects.select_for_update().get(pk=organisation.pk)
    told = {
        name: [str(getattr(changed, name)), str(value)]
        for name, value in changes.items()
        if getattr(changed, name) != value
    }
    if not told:
        return changed
    for name in told:
        setattr(changed, name, changes[name])
    if "name" in told:
        changed.pinyin, changed.initials = keys_of(changed.name).values()
    changed.save()
    begin_state(changed, on=on)
    record(changed, verb="registry.changed", path=changed.path, by=by, at=at, because=because, data=told)
    return changed


def begin_state(organisation: Organisation, *, on: date) -> None:
    """Let the organisation's present fields hold from the day; raises StateIsPast for too early a day."""
    present = OrganisationState.objects.get(organisation=organisation, to_on=None)
    if on < present.from_on:
        raise StateIsPast(
            _("{name}现在的登记从{day}开始，不能从更早的日子改起。").format(
                name=organisation.name, day=present.from_on
            )
        )
    if on == present.from_on:
        OrganisationState.objects.filter(pk=present.pk).update(**state_of(organisation))
        return
    present.to_on = on
    present.save(update_fields=["to_on"])
    OrganisationState.objects.create(organisation=organisation, from_on=on, **state_of(organisation))


@transaction.atomic
def close_organisation(
    *,
    organisation: Organisation,
    on: date,
    document: str = "",
    by: User | None,
    at: datetime,
    because: str = "",
) -> None:
    """Close an organisation on the day: the first on which it is no longer open.

    Raises StillInUse while anything below it is open or anybody holds a post there on the day, and StateIsPast.
    """
    below = Organisation.objects.filter(at_or_below(organisation.path), closed_on=None)
    if open_below := below.exclude(pk=organisation.pk).count():
        raise StillInUse(
            _("{name}下面还有{n}个机构没有撤销，请先处理它们。").format(name=organisation.name, n=open_below)
        )
    posts = Post.objects.filter(at_or_below(organisation.path)).filter(held_on(on)).count()
    if posts:
        raise StillInUse(
            _("{name}还有{n}个岗位有人，请先结束或调走。").format(name=organisation.name, n=posts)
        )
    end_states([organisation.pk], on=on)
    record(
        organisation,
        verb="registry.closed",
        path=organisation.path,
        by=by,
        at=at,
        because=because,
        data={"on": on.isoformat(), "document": document},
    )


def end_states(organisations: list[int], *, on: date) -> None:
    """Close the organisations on the day; a state that began on the same day never held and goes.

    Raises StateIsPast for a day before a present state began.
    """
    states = OrganisationState.objects.filter(organisation__in=organisations, to_on=None)
    if later := states.filter(from_on__gt=on).order_by("-from_on").first():
        raise StateIsPast(
            _("{name}现在的登记从{day}开始，不能从更早的日子撤销。").format(
                name=later.name, day=later.from_on
            )
        )
    Organisation.objects.filter(pk__in=organisations).update(closed_on=on)
    states.filter(from_on=on).delete()
    states.update(to_on=on)
