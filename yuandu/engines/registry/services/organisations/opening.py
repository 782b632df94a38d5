"""Opening organisations."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Area, Organisation, OrganisationState, User
from yuandu.engines.registry.rules import path_below, pinyin_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

LEVELS_OF_ANCESTORS = ("unit", "school")


class CodeTaken(Refusal):
    """Another organisation under the same parent has the code."""


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
    Raises CodeTaken where the parent has a child with the code already.
    """
    path = path_below(parent.path if parent else "", code)
    if Organisation.objects.filter(path=path).exists():
        raise CodeTaken(_("代码{code}已经用过，请换一个。").format(code=code))
    opened = Organisation(
        name=name, parent=parent, path=path, level=level, area=area, opened_on=on, **keys_of(name), **details
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


def keys_of(name: str) -> dict[str, str]:
    """Return the stored keys by which a name is found and ordered."""
    keys = pinyin_of(name)
    return {"pinyin": keys.full.replace(" ", ""), "initials": keys.initials}


def state_of(organisation: Organisation) -> dict[str, Any]:
    """Return what OrganisationState keeps of the organisation as it is now."""
    kept = ("parent", "path", "level", "name", "kind", "urban_rural", "area")
    return {name: getattr(organisation, name) for name in kept}
