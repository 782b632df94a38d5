"""The fact that every write of the provider leaves, about the system that it concerns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import User
from yuandu.site.provider.models import Client


def record(
    client: Client,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    whom: User | None = None,
) -> None:
    """Record the fact where the system belongs; `whom` is the person whom it concerns."""
    activity.record(
        verb=verb,
        about=f"provider.Client:{client.pk}",
        path=client.organisation.path,
        by=by.pk if by else None,
        at=at,
        because=because,
        data=data,
        people=(whom.person_id,) if whom and whom.person_id else (),
    )
