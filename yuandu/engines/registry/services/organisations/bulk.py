"""Opening and changing many organisations at once, by the invariants of opening one; facts are the caller's."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from yuandu.engines.registry.models import Organisation, OrganisationState
from yuandu.engines.registry.services.organisations.changing import begin_state
from yuandu.engines.registry.services.organisations.opening import LEVELS_OF_ANCESTORS, keys_of, state_of

BATCH = 2_000


def open_organisations(drafts: Iterable[Organisation], *, parents: Mapping[int, Organisation]) -> None:
    """Open organisations from their `opened_on` on, parents before children, each with an id of its own.

    A draft has id, name, path, level, parent_id and what is known beside; `parents` holds the parents that are
    open already, by id. Pinyin, unit, school and the first state are filled in here. Leaves no facts.
    """
    placed: dict[int, Organisation] = dict(parents)
    opened = []
    for draft in drafts:
        parent = placed[draft.parent_id]
        draft.unit_id, draft.school_id = parent.unit_id, parent.school_id
        if draft.level in LEVELS_OF_ANCESTORS:
            setattr(draft, f"{draft.level}_id", draft.pk)
        for name, value in keys_of(draft.name).items():
            setattr(draft, name, value)
        placed[draft.pk] = draft
        opened.append(draft)
    Organisation.objects.bulk_create(opened, batch_size=BATCH)
    OrganisationState.objects.bulk_create(
        [OrganisationState(organisation=one, from_on=one.opened_on, **ids_of_state(one)) for one in opened],
        batch_size=BATCH,
    )


def ids_of_state(organisation: Organisation) -> dict[str, Any]:
    """Return what a state keeps, without fetching the rows that it points to."""
    pointing = {"parent": "parent_id", "area": "area_id"}
    kept = ("path", "level", "name", "kind", "urban_rural")
    return {column: getattr(organisation, column) for column in (*pointing.values(), *kept)}


def change_organisations(changes: Mapping[int, Mapping[str, Any]], *, on: date) -> None:
    """Change fields of many organisations, by id, from the day on; history is kept. Leaves no facts.

    Where the present state began after the day, it is mended instead.
    """
    for organisation in Organisation.objects.select_for_update().filter(pk__in=changes).order_by("path"):
        for name, value in changes[organisation.pk].items():
            setattr(organisation, name, value)
        if "name" in changes[organisation.pk]:
            for name, value in keys_of(organisation.name).items():
                setattr(organisation, name, value)
        organisation.save()
        present = OrganisationState.objects.get(organisation=organisation, to_on=None)
        if any(getattr(present, name) != value for name, value in state_of(organisation).items()):
            begin_state(organisation, on=max(on, present.from_on))
