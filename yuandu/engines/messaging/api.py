"""The front door of messaging."""

from yuandu.engines.messaging.queries import latest_for, notices_for, unread_count
from yuandu.engines.messaging.services import notify

__all__ = ["latest_for", "notices_for", "notify", "unread_count"]
