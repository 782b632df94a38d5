"""Organisations, as they are and as they were."""

from datetime import date

from django.db.models import QuerySet

from yuandu.engines.registry.models import Area, Organisation, OrganisationState, User
from yuandu.engines.registry.queries.scope import at_or_below, held_on, within


def organisations_for(user: User, *, permission: str = "registry.view") -> QuerySet[Organisation]:
    """Return the organisations, closed ones too, where the person holds the permission."""
    return Organisation.objects.filter(within(user, permission=permission))


def organisations_below(path: str) -> QuerySet[Organisation]:
    """Return the organisations under the path, without the unit itself."""
    return Organisation.objects.filter(at_or_below(path)).exclude(path=path)


def organisation(pk: int) -> Organisation:
    """Return the organisation; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(pk=pk)


def organisation_at(path: str) -> Organisation:
    """Return the organisation with this path; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(path=path)


def units(*, on: date) -> QuerySet[Organisation]:
    """Return the county-level management units that are open on the day, in the order of their paths."""
    opened = Organisation.objects.filter(level="unit", opened_on__lte=on)
    return opened.exclude(closed_on__lte=on).order_by("path")


def states_on(on: date) -> QuerySet[OrganisationState]:
    """Return what every organisation was on the day; those not open then are not among them."""
    return OrganisationState.objects.filter(held_on(on))


def cities() -> QuerySet[Organisation]:
    """Return the city bureaus that are open, in the order of their paths: one in nearly every installation."""
    return Organisation.objects.filter(level="city", closed_on=None).order_by("path")


def area(code: str) -> Area:
    """Return the administrative division with the code; raises Area.DoesNotExist."""
    return Area.objects.get(code=code)
