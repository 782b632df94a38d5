"""Telling people what happened: in the product at once, by e-mail when they want it."""

from yuandu.engines.messaging.services.choosing import choose, leave
from yuandu.engines.messaging.services.guarding import (
    tell_of_export_asked,
    tell_of_export_decided,
    tell_of_export_made,
    tell_of_looks,
)
from yuandu.engines.messaging.services.notifying import notify
from yuandu.engines.messaging.services.reacting import tell_of_grant, tell_of_job, tell_of_job_by_id
from yuandu.engines.messaging.services.reading import read, read_all
from yuandu.engines.messaging.services.rights import tell_of_answer, tell_of_consent
from yuandu.engines.messaging.services.sending import send_due
from yuandu.engines.messaging.services.standing_in import tell_of_delegation, tell_of_emergency

__all__ = [
    "choose",
    "leave",
    "notify",
    "read",
    "read_all",
    "send_due",
    "tell_of_answer",
    "tell_of_consent",
    "tell_of_delegation",
    "tell_of_emergency",
    "tell_of_export_asked",
    "tell_of_export_decided",
    "tell_of_export_made",
    "tell_of_grant",
    "tell_of_job",
    "tell_of_job_by_id",
    "tell_of_looks",
]
