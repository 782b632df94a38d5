"""Granting and ending designations (认定)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Designation, Organisation, Person, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries import held_on
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class WrongHolder(Refusal):
    """The designation is for organisations of another level, or for people."""


class AlreadyDesignated(Refusal):
    """The holder has the designation on that day."""


class EndsBeforeItBegan(Refusal):
    """The day is not after the one on which the designation was granted."""


@transaction.atomic
def designate(
    *,
    kind: str,
    holder: Organisation | Person,
    path: str,
    on: date,
    authority: Organisation | None,
    document: str = "",
    to_on: date | None = None,
    evidence: Any = None,
    note: str = "",
    by: User | None,
    at: datetime,
) -> Designation:
    """Grant a designation from the day on; `path` is the holder's place.

    Raises WrongHolder where the kind is not for such a holder, AlreadyDesignated where it is held.
    """
    refuse_wrong_holder(kind, holder)
    place = {"organisation": holder} if isinstance(holder, Organisation) else {"person": holder}
    if Designation.objects.filter(held_on(on), kind=kind, **place).exists():
        raise AlreadyDesignated(_("{holder}已经有这项认定，不用再办。").format(holder=holder))
    granted = Designation.objects.create(
        kind=kind,
        path=path,
        authority=authority,
        document=document,
        from_on=on,
        to_on=to_on,
        evidence=evidence,
        note=note,
        **place,
    )
    record(granted, verb="registry.designated", path=path, by=by, at=at, data={"kind": kind})
    return granted


def refuse_wrong_holder(kind: str, holder: Organisation | Person) -> None:
    """Raise WrongHolder unless the code table designation_kind allows the holder."""
    rule = codes_of("designation_kind")[kind].extra
    wanted = "organisation" if isinstance(holder, Organisation) else "person"
    if rule.get("holder") != wanted:
        raise WrongHolder(_("这项认定不是给{holder}这一类的。").format(holder=holder))
    levels = rule.get("holder_levels")
    if wanted == "organisation" and levels and holder.level not in levels:
        raise WrongHolder(_("{holder}的层级不能得到这项认定。").format(holder=holder))


@transaction.atomic
def end_designation(
    *, designation: Designation, on: date, by: User | None, at: datetime, because: str
) -> None:
    """End a designation on the day, with the reason; what was granted remains known.

    Raises EndsBeforeItBegan.
    """
    if on <= designation.from_on:
        raise EndsBeforeItBegan(
            _("这项认定从{day}起算，请填这天以后的日子。").format(day=designation.from_on)
        )
    designation.to_on = on
    designation.save(update_fields=["to_on"])
    record(
        designation, verb="registry.designation_ended", path=designation.path, by=by, at=at, because=because
    )
