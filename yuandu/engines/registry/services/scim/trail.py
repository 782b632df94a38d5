"""The facts that another system leaves: each names the client, and the people whom it concerned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import User
from yuandu.kernel.access import Client


def record(user: User, *, verb: str, client: Client, at: datetime, **told: Any) -> None:
    """Record what the client did to an account; values of people are not told, only which ones changed."""
    activity.record(
        verb=verb,
        about=f"registry.User:{user.pk}",
        path=client.path,
        by=None,
        at=at,
        data={"client": client.name, **told},
        people=[user.person_id] if user.person_id else [],
    )


def record_look(*, client: Client, people: Iterable[int], at: datetime, **told: Any) -> None:
    """Record that the client read accounts: one fact a page, with the ids of the people on it."""
    activity.record(
        verb="registry.scim_read",
        about=f"registry.Organisation:{client.organisation_id}",
        path=client.path,
        by=None,
        at=at,
        data={"client": client.name, **told},
        people=sorted(set(people)),
    )
