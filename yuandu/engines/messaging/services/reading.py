"""Taking note of what one was told."""

from datetime import datetime
from typing import Any

from yuandu.engines.messaging import queries
from yuandu.engines.messaging.models import Notice


def read(*, notice: Notice, at: datetime) -> Notice:
    """Mark one notice as read; a second time changes nothing."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def read_all(*, user: Any, at: datetime) -> int:
    """Mark everything that the person has not read as read; return how many there were."""
    return queries.unread_for(user).filter(at__lte=at).update(read_at=at)
