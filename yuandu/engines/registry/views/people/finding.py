"""Finding what a page is about; what a person may not see is not there."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.queries import people


def found(look: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return what the query finds; answers that there is none where it raises DoesNotExist."""
    try:
        return look(*args, **options)
    except ObjectDoesNotExist as missing:
        raise Http404(_("没有找到，或者您看不到。")) from missing


def managed_person(request: HttpRequest, pk: int) -> Any:
    """Return a person whom the user may change."""
    return found(people.person_for, request.user, pk, permission="registry.manage")


def told(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as every service asks."""
    return {"by": request.user, "at": timezone.now()}


def schools_to_choose(request: HttpRequest, *, on: date) -> list[tuple[int, str]]:
    """Return the schools that the user may change, as a form offers them."""
    schools = people.schools_of(request.user, on=on, permission="registry.manage")
    return [(school.pk, school.name) for school in schools]


def school_among(request: HttpRequest, pk: int | None, *, on: date) -> Any:
    """Return the school that was chosen, if the user may change it; None for none."""
    schools = people.schools_of(request.user, on=on, permission="registry.manage")
    return schools.filter(pk=pk or 0).order_by("pk").first()
