"""Choosing what comes by e-mail, and taking leave of it."""

from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.db import transaction

from yuandu.engines.messaging.enums import Timing
from yuandu.engines.messaging.models import Preference
from yuandu.engines.messaging.queries import SALT
from yuandu.kernel import scope


@transaction.atomic
def choose(*, user: Any, choices: Mapping[str, Timing]) -> None:
    """Keep what the person wants by e-mail of each kind; it holds for what is told from now on."""
    rows = [Preference(user_id=user.pk, kind=kind, email=timing) for kind, timing in choices.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["email"]
    )


def leave(*, user_id: int, kind: str) -> None:
    """Send the person no more letters of the kind; a second time changes nothing."""
    with scope.platform():  # by the link of a letter, without signing in
        Preference.objects.update_or_create(user_id=user_id, kind=kind, defaults={"email": Timing.NEVER})


def leave_token(*, user_id: int, kind: str) -> str:
    """Return what a letter's link carries, so that one can take leave without signing in."""
    return signing.dumps({"user": user_id, "kind": kind}, salt=SALT)
