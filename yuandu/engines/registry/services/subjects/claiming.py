"""Asking for correction, erasure, access or a copy of personal data, or questioning a look at it."""

from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.files import api as files
from yuandu.engines.registry.models import Claim, Organisation, Person, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.services.subjects.consenting import NotDeciding
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

KINDS_OF_FILE = frozenset({"pdf", "jpeg", "png"})
LARGEST_FILE = 20 << 20  # bytes
NEEDS_FIELD = {"correct", "erase"}


class ClaimUnclear(Refusal):
    """It is not said what is meant: which datum, which look, what is right."""


class AskedAlready(Refusal):
    """The same is asked for already and not yet answered."""


class NobodyAnswers(Refusal):
    """The person is at no school and no bureau, so nobody is the source of the data."""


@transaction.atomic
def make_claim(
    *,
    person: Person,
    kind: str,
    by: User,
    at: datetime,
    field: str = "",
    right: str = "",
    text: str = "",
    look: int | None = None,
    file: tuple[BinaryIO, str] | None = None,
) -> Claim:
    """Ask the source of the data; the answer is promised in working days of the registry's calendar.

    `kind` and `field` are codes of claim_kind and person_field, `look` the fact of a look at the person, `file`
    content and name. What is recorded now is kept beside what is right. Raises NotDeciding for a stranger,
    ClaimUnclear, AskedAlready, NobodyAnswers, and the refusals of files.keep.
    """
    on = timezone.localdate(at)
    asked_as = asking(by, person, on=on)
    refuse_unclear(person, kind=kind, field=field, right=right, text=text, look=look)
    open_ones = Claim.objects.filter(person=person, kind=kind, field=field, look=look, answered_at=None)
    if kind != "access" and open_ones.exists():
        raise AskedAlready(_("同样的请求已经提出，还在等答复。"))
    place = queries.source_of(person, seat=by.seat)
    if place is None:
        raise NobodyAnswers(_("名册里没有登记所在的学校或单位，请找学校管理员。"))
    claim = Claim(person=person, kind=kind, field=field, right=right.strip(), text=text.strip(), look=look)
    claim.wrong = queries.shown_value(person, field)[:200] if field else ""
    claim.organisation, claim.path = place, place.path
    claim.unit_id, claim.school_id = place.unit_id, place.school_id
    claim.asked_at, claim.asked_by, claim.asked_name, claim.asked_as = at, by, by.name, asked_as
    claim.due_on = queries.promised_on(kind, on=on)
    claim.file = kept(file, place, by=by, at=at) if file else None
    claim.save()
    told = {"kind": kind, "field": field} | ({"look": look} if look else {})
    record(claim, verb="registry.claim_made", path=claim.path, by=by, at=at, data=told, people=[person.pk])
    return claim


def asking(user: User, person: Person, *, on: date) -> str:
    """Return as what the user asks, a code of guardian_relation or "" for oneself; raises NotDeciding."""
    try:
        return queries.subject_for(user, person.pk, on=on).relation
    except ObjectDoesNotExist:
        raise NotDeciding(_("您只能为自己和自己照看的孩子提出请求。")) from None


def refuse_unclear(person: Person, *, kind: str, field: str, right: str, text: str, look: int | None) -> None:
    """Raise ClaimUnclear where something is missing."""
    if kind not in queries.kinds_of_claim():
        raise ClaimUnclear(_("请选要什么。"))
    if (kind in NEEDS_FIELD) != bool(field) or (field and field not in codes_of("person_field")):
        raise ClaimUnclear(_("请选哪一项信息。"))
    if kind == "correct" and not right.strip():
        raise ClaimUnclear(_("请写正确的内容。"))
    if kind == "question" and not (look and text.strip()):
        raise ClaimUnclear(_("请写这次查看哪里不对。"))
    if look:
        refuse_strange_look(person, look)


def refuse_strange_look(person: Person, look: int) -> None:
    """Raise ClaimUnclear where the fact is no look at the person."""
    try:
        queries.look_at(person, look)
    except ObjectDoesNotExist:
        raise ClaimUnclear(_("没有这次查看，请回到“谁看过”里重新选。")) from None


def kept(file: tuple[BinaryIO, str], place: Organisation, *, by: User, at: datetime) -> Any:
    """Return the file, kept as sensitive data of the place that answers."""
    content, name = file
    return files.keep(
        content=content,
        name=name,
        path=place.path,
        by=by.pk,
        at=at,
        allowed=KINDS_OF_FILE,
        limit=LARGEST_FILE,
        grade="L4",
    )
