"""What people were told, and who is to be told how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from yuandu.engines.messaging.enums import Timing
from yuandu.engines.messaging.models import Notice, Preference
from yuandu.engines.messaging.rules import usual_timing
from yuandu.engines.registry import api as registry
from yuandu.kernel.apps import titles

FAMILY_ROLES = ("pupil", "guardian")
MOST_SHOWN = 100  # beyond it the bell says 99+
SALT = "messaging.leave"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Someone to be told: in which language, and when by e-mail (NEVER without an address)."""

    pk: int
    language: str
    timing: Timing
    is_family: bool


def notices_for(user: Any) -> QuerySet[Notice]:
    """Return what the person was told, the newest first."""
    return Notice.objects.filter(user_id=user.pk).order_by("-at", "-pk")


def unread_for(user: Any) -> QuerySet[Notice]:
    """Return what the person was told and has not read, the newest first."""
    return notices_for(user).filter(read_at=None)


def latest_for(user: Any, *, limit: int) -> list[Notice]:
    """Return the newest notices that the person has not read."""
    return list(unread_for(user)[:limit])


def unread_count(user: Any) -> int:
    """Count what the person has not read, up to 100."""
    return unread_for(user).order_by()[:MOST_SHOWN].count()


def recipients(ids: Iterable[int], *, kind: str, on: date) -> list[Recipient]:
    """Return those of the accounts that are open, in one query however many there are."""
    chosen = Preference.objects.filter(user=OuterRef("pk"), kind=kind).values("email")
    rows = (
        get_user_model()
        .objects.filter(pk__in=list(ids), is_active=True)
        .annotate(
            chosen=Subquery(chosen), works=works(on), language=KeyTextTransform("language", "preferences")
        )
        .values_list("pk", "email", "chosen", "works", "language")
    )
    return [
        Recipient(
            pk=pk,
            language=language or settings.LANGUAGE_CODE,
            timing=Timing(chosen or usual_timing(is_family=not works)) if email else Timing.NEVER,
            is_family=not works,
        )
        for pk, email, chosen, works, language in rows
    ]


def works(on: date) -> Q:
    """Return the condition of accounts whose holder works in a school or an office on that day."""
    users = get_user_model().objects.filter(pk=OuterRef("pk"))
    granted = users.filter(Q(grant__to_on=None) | Q(grant__to_on__gt=on), grant__from_on__lte=on).exclude(
        grant__role__in=FAMILY_ROLES
    )
    kinds = [
        value
        for value, code in registry.codes_of("post_kind").items()
        if code.extra.get("role") not in FAMILY_ROLES
    ]
    posted = users.filter(
        Q(person__posts__to_on=None) | Q(person__posts__to_on__gt=on),
        person__posts__from_on__lte=on,
        person__posts__kind__in=kinds,
    )
    return Q(Exists(granted)) | Q(Exists(posted))


def choices_of(user: Any, *, on: date) -> Mapping[str, Timing]:
    """Return what the person gets by e-mail of each kind that some app declares."""
    chosen = dict(Preference.objects.filter(user_id=user.pk).values_list("kind", "email"))
    is_family = not get_user_model().objects.filter(works(on), pk=user.pk).exists()
    usual = usual_timing(is_family=is_family)
    return {kind: Timing(chosen.get(kind, usual)) for kind in titles("notices")}


def left_by(token: str) -> tuple[int, str]:
    """Return the account and the kind that a link of a letter takes leave of; raises signing.BadSignature."""
    leave = signing.loads(token, salt=SALT)
    return leave["user"], leave["kind"]
