"""The front door of activity."""

from yuandu.engines.activity.enums import Grade
from yuandu.engines.activity.queries import facts_about, facts_for, overdue_deliveries
from yuandu.engines.activity.services import record

__all__ = ["Grade", "facts_about", "facts_for", "overdue_deliveries", "record"]
