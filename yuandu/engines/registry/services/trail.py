"""The fact that every write of the registry leaves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import User


def record(
    about: Model,
    *,
    verb: str,
    path: str,
    by: User | None,
    at: datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    people: Sequence[int] = (),
) -> Any:
    """Record the fact about one of our rows, and return it; `people` are ids of those whom it concerned."""
    return activity.record(
        verb=verb,
        about=f"{about._meta.label}:{about.pk}",
        path=path,
        by=by.pk if by else None,
        at=at,
        because=because,
        data=data,
        people=people,
    )
