"""The tables of the registry."""

from yuandu.engines.registry.models.accounts import Activation, Grant, SavedView, Seat, User
from yuandu.engines.registry.models.codes import Area, CalendarDay, Code, CodeTable
from yuandu.engines.registry.models.intake import ExternalId, Intake, IntakeFault, IntakeRow
from yuandu.engines.registry.models.organisations import (
    Designation,
    Organisation,
    OrganisationState,
    Succession,
)
from yuandu.engines.registry.models.people import Guardianship, Likeness, Merger, Paper, Person, Post
from yuandu.engines.registry.models.study import Course, Membership, TeachingGroup, Term

__all__ = [
    "Activation",
    "Area",
    "CalendarDay",
    "Code",
    "CodeTable",
    "Course",
    "Designation",
    "ExternalId",
    "Grant",
    "Guardianship",
    "Intake",
    "IntakeFault",
    "IntakeRow",
    "Likeness",
    "Membership",
    "Merger",
    "Organisation",
    "OrganisationState",
    "Paper",
    "Person",
    "Post",
    "SavedView",
    "Seat",
    "Succession",
    "TeachingGroup",
    "Term",
    "User",
]
