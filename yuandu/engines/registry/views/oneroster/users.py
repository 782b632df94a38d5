"""People as users of OneRoster: no more of each than the scope of the other system asks for."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from yuandu.engines.registry.queries.oneroster import Belonging, Found, Place, belongings
from yuandu.engines.registry.queries.oneroster.people import NUMBER
from yuandu.engines.registry.rules.oneroster import (
    CONTACTS,
    FULL,
    PUPILS,
    may_be_numbered,
    role_at_a_place,
    role_in_a_class,
    role_of_family,
)
from yuandu.engines.registry.services.export import rows
from yuandu.engines.registry.services.intake.oneroster import NO_NAME
from yuandu.engines.registry.views.oneroster.objects import DEMONSTRATION, Maker, Object

FORMER = "ext:former"  # of somebody who has no role at the place, not even an ended one


def columns_for(scopes: Collection[str]) -> str:
    """Return what is read of each person: nothing that the scopes do not ask for leaves the database."""
    contacts = "p.email, p.phone" if CONTACTS in scopes else "'', ''"
    number = f"p.birth_on, {NUMBER}" if FULL in scopes else "NULL::date, NULL::text"
    return f"p.name, p.is_demo, {contacts}, {number}"


def users(maker: Maker, found: Sequence[Found]) -> list[Object]:
    """Return the users, with roles and agents; one query for all."""
    theirs = belongings(maker.place, [row.id for row in found])
    return [user(maker, row, theirs[row.id]) for row in found]


def user(maker: Maker, row: Found, theirs: Sequence[Belonging]) -> Object:
    """Return one user; of somebody who is gone only what the standard cannot do without."""
    name, is_demo, email, phone, birth_on, number = row.values
    on = maker.place.on
    if not row.is_active:
        cells = {
            "sourcedId": f"P{row.id}",
            "enabledUser": "false",
            "familyName": NO_NAME,
            "givenName": NO_NAME,
        }
        return maker.object(row, cells) | {"roles": roles(maker, theirs)}
    held = [one for one in theirs if one.what != "guardian" and not has_ended(one, on)]
    is_pupil = any(one.what == "post" and one.kind in PUPILS for one in held)
    agents = sorted({one.other for one in theirs if one.what != "post" and not has_ended(one, on)})
    if is_pupil:
        email = phone = ""
    cells = rows.user(row.id, name, email, phone, "", None, None, None, agents)
    made = maker.object(row, cells | (DEMONSTRATION if is_demo else {})) | {"roles": roles(maker, held)}
    if number and may_be_numbered(birth_on, is_pupil=is_pupil, on=on):
        made["userIds"] = [{"type": "pupilNumber", "identifier": number}]
    return made


def has_ended(one: Belonging, on: date) -> bool:
    return one.to_on is not None and one.to_on <= on


def roles(maker: Maker, theirs: Sequence[Belonging]) -> list[Object]:
    """Return the roles, each once at an organisation; the first there is the primary one."""
    found: dict[tuple[str, str], Object] = {}
    for one in sorted(theirs, key=lambda one: (one.in_class, one.org)):
        if one.what == "guardian":
            continue
        cells = role(one, maker.place)
        found.setdefault((cells["role"], cells["orgSourcedId"]), cells)
    if not found:
        found[FORMER, ""] = {"role": FORMER, "orgSourcedId": f"O{maker.place.pk}"}
    made, seen = [], set()
    for cells in found.values():
        org = cells["orgSourcedId"]
        dates = {name: cells[name] for name in ("beginDate", "endDate") if cells.get(name)}
        kind = "secondary" if org in seen else "primary"
        made.append({"roleType": kind, "role": cells["role"], "org": maker.pointer("org", org)} | dates)
        seen.add(org)
    return made


def role(one: Belonging, place: Place) -> dict[str, Any]:
    """Return the cells of a role; in a class and of a family it has no dates until it has ended."""
    cells: dict[str, Any] = {"orgSourcedId": f"O{one.org}"}
    if one.what == "ward":
        cells["role"] = role_of_family(one.kind)
    else:
        cells["role"] = role_in_a_class(one.kind) if one.in_class else role_at_a_place(one.kind)
    if has_ended(one, place.on) or not one.in_class:
        cells |= {"beginDate": rows.iso(one.from_on), "endDate": rows.iso(one.to_on)}
    return cells


def demographics(maker: Maker, found: Sequence[Found]) -> list[Object]:
    """Return birth date and sex; nothing but the id of somebody who is gone."""
    return [
        maker.object(
            row, rows.demographics(row.id, *row.values) if row.is_active else {"sourcedId": f"P{row.id}"}
        )
        for row in found
    ]
