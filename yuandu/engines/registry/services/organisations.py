"""Opening organisations."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yuandu.engines.registry.models import Area, Organisation, OrganisationState, User
from yuandu.engines.registry.rules import path_below
from yuandu.engines.registry.rules.pinyin import pinyin_of
from yuandu.engines.registry.services.trail import record

LEVELS_OF_ANCESTORS = ("unit", "school")


@transaction.atomic
def open_organisation(
    *,
    name: str,
    code: str,
    parent: Organisation | None,
    on: date,
    by: User | None,
    at: datetime,
    level: str = "school",
    area: Area | None = None,
    **details: Any,
) -> Organisation:
    """Open an organisation under its parent, or at the top, from the day on.

    `details` are further fields of Organisation: kind, short_name, urban_rural, identifier, marks, …
    """
    keys = pinyin_of(name)
    opened = Organisation(
        name=name,
        parent=parent,
        path=path_below(parent.path if parent else "", code),
        level=level,
        area=area,
        opened_on=on,
        pinyin=keys.full.replace(" ", ""),
        initials=keys.initials,
        **details,
    )
    opened.unit = parent.unit if parent else None
    opened.school = parent.school if parent else None
    opened.save()
    if level in LEVELS_OF_ANCESTORS:
        setattr(opened, level, opened)
        opened.save(update_fields=[level])
    OrganisationState.objects.create(organisation=opened, from_on=on, **state_of(opened))
    record(opened, verb="registry.opened", path=opened.path, by=by, at=at)
    return opened


def state_of(organisation: Organisation) -> dict[str, Any]:
    """Return what OrganisationState keeps of the organisation as it is now."""
    kept = ("parent", "path", "level", "name", "kind", "urban_rural", "area")
    return {name: getattr(organisation, name) for name in kept}
