"""Writing facts down, telling who reacts to them, sealing them, looking whether they are as they were."""

from yuandu.engines.activity.services.reactions import deliver, note_fault, retry
from yuandu.engines.activity.services.recording import record, record_look
from yuandu.engines.activity.services.sealing import AT_ONCE, Sealer, accept
from yuandu.engines.activity.services.verifying import Fault, Outcome, verify

__all__ = [
    "AT_ONCE",
    "Fault",
    "Outcome",
    "Sealer",
    "accept",
    "deliver",
    "note_fault",
    "record",
    "record_look",
    "retry",
    "verify",
]
