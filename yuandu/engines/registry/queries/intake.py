"""Rosters that were handed in, as far as a person may see them, and where one may hand in."""

from django.db.models import Q, QuerySet

from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.models import Intake, IntakeFault, Organisation, User
from yuandu.engines.registry.queries.scope import at_or_below, within

IMPORT = "registry.import"
MOVING = (IntakeState.READING, IntakeState.APPLYING, IntakeState.UNDOING)
WIDE_LEVELS = ("ministry", "province", "city")


def intakes_for(user: User) -> QuerySet[Intake]:
    """Return the rosters of the places where the person may import."""
    scope = within(user, permission=IMPORT)
    return Intake.objects.filter(scope).select_related("file", "organisation", "handed_in_by", "job")


def faults_of(intake: Intake) -> QuerySet[IntakeFault]:
    """Return what is wrong with the rows, and what is to be remarked, in no order."""
    return IntakeFault.objects.filter(intake=intake)


def places_for(user: User) -> QuerySet[Organisation]:
    """Return where the person may hand a roster in: the places of the seat, and what is managed right below.

    Right below a city are its units; anywhere else its schools.
    """
    offered = Q(pk__in=[])
    for place in Organisation.objects.filter(path__in=user.paths(IMPORT)):
        level = "unit" if place.level in WIDE_LEVELS else "school"
        offered |= Q(pk=place.pk) | at_or_below(place.path) & Q(level=level)
    return Organisation.objects.filter(offered, closed_on=None).order_by("path")
