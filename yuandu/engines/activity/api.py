"""The front door of activity."""

from yuandu.engines.activity.enums import Grade
from yuandu.engines.activity.queries import facts_about, facts_for, looks_at, overdue_deliveries
from yuandu.engines.activity.services import record, record_look

__all__ = [
    "Grade",
    "facts_about",
    "facts_for",
    "looks_at",
    "overdue_deliveries",
    "record",
    "record_look",
]
