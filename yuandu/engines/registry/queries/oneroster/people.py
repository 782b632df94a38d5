"""Users of OneRoster: the people of a place, and what belongs to those on a page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from yuandu.engines.registry.queries.oneroster.filters import Field
from yuandu.engines.registry.queries.oneroster.places import Place
from yuandu.engines.registry.queries.oneroster.relations import Branch, Part, among, choice, unended
from yuandu.engines.registry.rules.oneroster import (
    OTHER_STAFF,
    PARENTS,
    PUPILS,
    STAFF_ROLES,
    TEACHERS,
)

AT_A_PLACE = " ".join(f"WHEN '{kind}' THEN '{role}'" for kind, role in STAFF_ROLES.items())
# the role that a post y at an organisation o gives, as rules.oneroster says it
ROLE = (
    f"(CASE WHEN {among('y.kind', PUPILS)} THEN 'student' WHEN o.level IN ('grade', 'class') THEN 'teacher'"
    f" ELSE CASE y.kind {AT_A_PLACE} ELSE '{OTHER_STAFF}' END END)"
)
FIRST_HAN = "⺀"
LAST_WORD = "substring(p.name from '[^ ]*$')"
# as export.rows.parts_of says it: names in letters by their last word, Chinese ones by their first character
HAN = f"'{FIRST_HAN}' COLLATE \"C\""
IN_LETTERS = f"p.name LIKE '%% %%' AND p.name < {HAN} AND {LAST_WORD} < {HAN}"
IN_HAN = f"length(p.name) > 1 AND (p.name >= {HAN} OR substr(p.name, 2) >= {HAN})"
FAMILY_NAME = f"(CASE WHEN {IN_LETTERS} THEN {LAST_WORD} WHEN {IN_HAN} THEN left(p.name, 1) ELSE p.name END)"
GIVEN_NAME = (
    f"(CASE WHEN {IN_LETTERS} THEN left(p.name, -length({LAST_WORD}) - 1)"
    f" WHEN {IN_HAN} THEN substr(p.name, 2) ELSE '*' END)"
)
NUMBER = """(SELECT n.number FROM registry_paper n WHERE n.person_id = p.id AND n.kind = 'pupil_number'
    AND n.to_on IS NULL ORDER BY n.number LIMIT 1)"""


def posts(place: Place, kinds: Iterable[str] = (), *, where: str = "") -> Branch:
    """Return the people who hold, held or will hold a post at the place."""
    conditions = [place.holds("y"), *([among("y.kind", kinds)] if kinds else []), *([where] if where else [])]
    return Branch("registry_post y", "y.person_id", " AND ".join(conditions))


def guardians(place: Place, *, where: str = "") -> Branch:
    """Return the people who look after somebody with a pupil's place there that did not end."""
    wards = "registry_guardianship g JOIN registry_post y ON y.person_id = g.pupil_id"
    conditions = [place.holds("y"), among("y.kind", PUPILS), unended("y"), *([where] if where else [])]
    return Branch(wards, "g.guardian_id", " AND ".join(conditions))


def everybody(place: Place) -> tuple[Branch, ...]:
    """Return all at the place: by posts, as guardians, and records that were merged into such."""
    kept = posts(place, where="y.person_id = m.merged_into_id").ids()
    return (
        posts(place),
        Branch("registry_guardianship g", "g.guardian_id", place.holds("g")),
        Branch("registry_person m", "m.id", f"m.merged_into_id IS NOT NULL AND EXISTS ({kept})"),
    )


def is_active(place: Place) -> str:
    """Return the condition that a person has a post at the place that did not end, or a ward who has."""
    mine = posts(place, where=f"y.person_id = p.id AND {unended('y')}").ids()
    wards = guardians(place, where="g.guardian_id = p.id").ids()
    return f"(p.merged_into_id IS NULL AND (EXISTS ({mine}) OR EXISTS ({wards})))"


def users(place: Place, branches: Sequence[Branch] = (), *, columns: str = "p.name") -> list[Part]:
    """Return the people of the place, or those among them that the branches find.

    Of who is active no longer the names are not told, nor found by.
    """
    active = is_active(place)
    found = tuple(branches) or (() if place.is_whole_city else everybody(place))
    where = "TRUE"
    if not branches and place.column and found:
        where = "p.places && ARRAY[%(place)s]::bigint[]"
    elif found:
        where = f"p.id IN ({' UNION ALL '.join(branch.ids() for branch in found)})"
    part = Part(
        letter="P",
        source="registry_person p",
        where=where,
        columns=columns,
        fields=fields(place, active),
        id="p.id",
        keys=("p.id",),
        changed="p.changed_at",
        active=active,
        branches=found,
        drivers={} if branches else drivers(place),
    )
    return [part]


def drivers(place: Place) -> dict[tuple[str, str], tuple[Branch, ...]]:
    """Return the branches of exactly those who are active, and of those who have each role."""
    held = Branch(
        "registry_post y JOIN registry_organisation o ON o.id = y.organisation_id",
        "y.person_id",
        f"{place.holds('y')} AND {unended('y')}",
    )
    found: dict[tuple[str, str], tuple[Branch, ...]] = {
        ("status", "active"): (posts(place, where=unended("y")), guardians(place)),
        ("roles.role", "student"): (posts(place, PUPILS, where=unended("y")),),
        ("roles.role", "parent"): (guardians(place, where=among("g.relation", PARENTS)),),
        ("roles.role", "guardian"): (guardians(place, where=f"NOT {among('g.relation', PARENTS)}"),),
    }
    for role in {*STAFF_ROLES.values(), OTHER_STAFF}:
        kinds = [kind for kind, said in STAFF_ROLES.items() if said == role]
        known = among("y.kind", kinds) if kinds and role != "teacher" else f"NOT {among('y.kind', PUPILS)}"
        known = f"{known} AND {ROLE} = '{role}'"
        found["roles.role", role] = (replace(held, where=f"{held.where} AND {known}"),)
    return found


def students(place: Place, **said: Any) -> list[Part]:
    """Return the people of the place who learn there, and those who did and are gone."""
    return only(place, PUPILS, **said)


def teachers(place: Place, **said: Any) -> list[Part]:
    """Return the people of the place who teach there, and those who did and are gone."""
    return only(place, TEACHERS, **said)


def only(place: Place, kinds: Iterable[str], **said: Any) -> list[Part]:
    """Return who holds such a post at the place, and who held one and has nothing else there now."""
    [part] = users(place, [posts(place, kinds)], **said)
    held = posts(place, kinds, where=f"y.person_id = p.id AND {unended('y')}").ids()
    part = part.narrowed(f"(EXISTS ({held}) OR NOT {part.active})")
    # the same people, found the other way round: quicker to count, slower to walk
    now = posts(place, kinds, where=unended("y"))
    past = posts(place, kinds, where=f"y.to_on <= %(on)s AND NOT {part.active}")
    joined = f"{past.source} JOIN registry_person p ON p.id = {past.key}"
    return [replace(part, counters=(now, replace(past, source=joined)))]


def demographics(place: Place) -> list[Part]:
    """Return birth date and sex of the people of whom one of both is known."""
    [part] = users(place, columns="p.birth_on, p.sex")
    return [part.narrowed("(p.birth_on IS NOT NULL OR p.sex IN ('1', '2', '9'))")]


def fields(place: Place, active: str) -> dict[str, Field]:
    """Return what users are filtered and sorted by."""
    said = {
        name: Field(f"(CASE WHEN {active} THEN {sql} ELSE '*' END)")
        for name, sql in (("familyName", FAMILY_NAME), ("givenName", GIVEN_NAME))
    }
    role, org = of_roles(place)
    return said | {
        "username": Field("p.id", "id", "P"),
        "enabledUser": choice(active, "true", "false"),
        "roles.role": role,
        "roles.org.sourcedId": org,
    }


def of_roles(place: Place) -> tuple[Field, Field]:
    """Return the fields of role and org, each of any of a person's roles that has not ended."""
    family = f"(CASE WHEN {among('g.relation', PARENTS)} THEN 'parent' ELSE 'guardian' END)"
    school = "coalesce(y.school_id, y.organisation_id)"
    org = f"(CASE WHEN o.level IN ('grade', 'class') THEN {school} ELSE y.organisation_id END)"
    ward = guardians(place, where="g.guardian_id = p.id")
    roles = (
        f"SELECT {ROLE} AS role, {org} AS org FROM registry_post y JOIN registry_organisation o"
        f" ON o.id = y.organisation_id WHERE y.person_id = p.id AND {place.holds('y')} AND {unended('y')}"
        f" UNION ALL SELECT {family}, {school} FROM {ward.source} WHERE {ward.where}"
    )
    within = f"EXISTS (SELECT FROM ({roles}) r WHERE {{}})"
    return Field("r.role", within=within), Field("r.org", "id", "O", within)


class Belonging(NamedTuple):
    """A post of somebody on the page, or a tie between a pupil and who looks after them.

    `what` is post, ward (of a guardian: `other` is the pupil) or guardian (of a pupil: `other` looks after
    them); `kind` the kind of post or the relation; `org` the organisation that a role is at.
    """

    person: int
    what: str
    kind: str
    other: int | None
    org: int
    in_class: bool
    from_on: date | None
    to_on: date | None


def belongings(place: Place, ids: Sequence[int]) -> dict[int, list[Belonging]]:
    """Return posts and ties at the place of the people, ended ones too; one query, by person."""
    school = "coalesce(y.school_id, y.organisation_id)"
    statement = f"""
        SELECT y.person_id, 'post', y.kind, NULL::bigint,
               CASE WHEN o.level IN ('grade', 'class') THEN {school} ELSE y.organisation_id END,
               o.level IN ('grade', 'class'), y.from_on, y.to_on
        FROM registry_post y JOIN registry_organisation o ON o.id = y.organisation_id
        WHERE y.person_id = ANY(%(ids)s) AND {place.holds("y")}
        UNION ALL
        SELECT g.guardian_id, 'ward', g.relation, g.pupil_id, {school}, TRUE, NULL, y.to_on
        FROM registry_guardianship g JOIN registry_post y ON y.person_id = g.pupil_id
        WHERE g.guardian_id = ANY(%(ids)s) AND {place.holds("y")} AND {among("y.kind", PUPILS)}
        UNION ALL
        SELECT g.pupil_id, 'guardian', g.relation, g.guardian_id, 0, FALSE, NULL, NULL
        FROM registry_guardianship g WHERE g.pupil_id = ANY(%(ids)s) AND {place.holds("g")}
        ORDER BY 1, 2, 7, 5, 4
    """
    found: dict[int, list[Belonging]] = {pk: [] for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**place.said(), "ids": list(ids)})
        for row in cursor.fetchall():
            found[row[0]].append(Belonging(*row))
    return found
