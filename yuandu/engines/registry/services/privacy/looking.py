"""Looking at full data: for a purpose, recorded, and noticed where it happens too often."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Code, Look, Person, User
from yuandu.engines.registry.queries.people import guardians_of, path_of
from yuandu.engines.registry.queries.privacy import looks_a_day, people_looked_at, purposes_for
from yuandu.kernel.refusals import Refusal

REASON = 500  # characters that a fact keeps


class PurposeUnfit(Refusal):
    """The purpose is not one for which somebody in the seat looks."""


class WordsMissing(Refusal):
    """The purpose says too little without words."""


@transaction.atomic
def reveal(*, person: Person, purpose: str, by: User, at: datetime, words: str = "") -> Look:
    """Open the person's data to somebody for a purpose (code table look_purpose), and record it; the only way.

    The fact names the person, and the guardians where their numbers are opened with it. `opens` of the look are
    the groups of fields that the purpose opens. Raises PurposeUnfit and WordsMissing.
    """
    chosen = purpose_for(by, purpose, words=words)
    opens = list(chosen.extra["opens"])
    because = reason_of(chosen, words)
    fact = activity.record(
        verb="registry.revealed",
        about=f"{Person._meta.label}:{person.pk}",
        path=path_of(person),
        by=by.pk,
        at=at,
        because=because,
        data={"purpose": chosen.code, "fields": opens},
        people=people_opened(person, opens),
    )
    look = Look.objects.create(
        user=by,
        person=person,
        path=by.seat.organisation.path,
        seat=by.seat.words,
        purpose=chosen.code,
        words=words.strip(),
        opens=opens,
        fact_id=fact.pk,
        at=at,
    )
    notice_if_often(by, at=at)
    return look


def purpose_for(user: User, code: str, *, words: str) -> Code:
    """Return the purpose; raises PurposeUnfit for one that the seat has not, WordsMissing for too few words."""
    chosen = next((purpose for purpose in purposes_for(user.seat) if purpose.code == code), None)
    if chosen is None:
        raise PurposeUnfit(_("请从列表里选用途。"))
    if chosen.extra.get("words") and not words.strip():
        raise WordsMissing(_("选“其他”的，请写明用来做什么。"))
    return chosen


def reason_of(purpose: Code, words: str) -> str:
    """Return what the trail keeps as the reason: the purpose, and the words to it."""
    said = [purpose.title, words.strip()]
    return "：".join(part for part in said if part)[:REASON]


def people_opened(person: Person, opens: Sequence[str]) -> list[int]:
    """Return whose data is opened: the person, and with the ways to reach them those who look after them."""
    kin = guardians_of(person).values_list("guardian", flat=True) if "contact" in opens else ()
    return [person.pk, *kin]


def notice_if_often(user: User, *, at: datetime) -> None:
    """Record once a day that somebody looked at more people than is usual in their role."""
    often, people = looks_a_day(user.seat.role), people_looked_at(user, on=timezone.localdate(at))
    if people == often + 1 and is_first_beyond(user, people, at=at):
        activity.record(
            verb="registry.looked_often",
            about=f"{User._meta.label}:{user.pk}",
            path=user.seat.organisation.path,
            by=user.pk,
            at=at,
            data={"people": people, "limit": often, "seat": user.seat.words},
        )


def is_first_beyond(user: User, people: int, *, at: datetime) -> bool:
    """Say whether the newest look brought in somebody whom the account had not seen that day."""
    day = timezone.localdate(at)
    newest = Look.objects.filter(user=user).order_by("-pk").values_list("person", flat=True)[0]
    begins = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return Look.objects.filter(user=user, person=newest, at__gte=begins).count() == 1
