"""Writing facts down, telling who reacts to them."""

from yuandu.engines.activity.services.reactions import deliver, note_fault, retry
from yuandu.engines.activity.services.recording import record, record_look

__all__ = ["deliver", "note_fault", "record", "record_look", "retry"]
