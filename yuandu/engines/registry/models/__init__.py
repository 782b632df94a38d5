"""The tables of the registry."""

from yuandu.engines.registry.models.accounts import Activation, Delegation, Grant, SavedView, Seat, User
from yuandu.engines.registry.models.codes import Area, CalendarDay, Code, CodeTable
from yuandu.engines.registry.models.devices import ClassCode, Device, EmergencyView, PictureKey
from yuandu.engines.registry.models.exports import ExportedPeople, ExportRequest, Look
from yuandu.engines.registry.models.external_accounts import ExternalAccount
from yuandu.engines.registry.models.intake import ExternalId, Intake, IntakeFault, IntakeRow
from yuandu.engines.registry.models.organisations import (
    Designation,
    Organisation,
    OrganisationState,
    Succession,
)
from yuandu.engines.registry.models.people import Guardianship, Likeness, Merger, Paper, Person, Post
from yuandu.engines.registry.models.study import Course, Membership, TeachingGroup, Term
from yuandu.engines.registry.models.subjects import Claim, Consent, Processing

__all__ = [
    "Activation",
    "Area",
    "CalendarDay",
    "Claim",
    "ClassCode",
    "Code",
    "CodeTable",
    "Consent",
    "Course",
    "Delegation",
    "Designation",
    "Device",
    "EmergencyView",
    "ExportRequest",
    "ExportedPeople",
    "ExternalAccount",
    "ExternalId",
    "Grant",
    "Guardianship",
    "Intake",
    "IntakeFault",
    "IntakeRow",
    "Likeness",
    "Look",
    "Membership",
    "Merger",
    "Organisation",
    "OrganisationState",
    "Paper",
    "Person",
    "PictureKey",
    "Post",
    "Processing",
    "SavedView",
    "Seat",
    "Succession",
    "TeachingGroup",
    "Term",
    "User",
]
