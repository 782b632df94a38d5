"""What OneRoster asks for, as relations of ours: orgs, sessions, courses, classes and enrolments.

Each relation is a list of parts, walked one after the other; sourced ids are a part's letter and a number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yuandu.engines.registry.queries.oneroster.filters import Field
from yuandu.engines.registry.queries.oneroster.places import Place
from yuandu.engines.registry.rules.oneroster import ORG_TYPES, PUPILS

SCHOOL_LEVELS = tuple(level for level, name in ORG_TYPES.items() if name == "school")


@dataclass(frozen=True)
class Branch:
    """One way in which people come to be in a relation: rows of a table, and which column names the person."""

    source: str
    key: str
    where: str

    def ids(self, where: str = "", order: str = "") -> str:
        """Return the SQL of the ids, each once where there is an order; a condition may speak of the person p."""
        is_joined = not where or "registry_person p" in self.source
        joined = "" if is_joined else f" JOIN registry_person p ON p.id = {self.key}"
        more = f" AND {where}" if where else ""
        once = "DISTINCT " if order else ""
        return f"SELECT {once}{self.key} AS id FROM {self.source}{joined} WHERE {self.where}{more} {order}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table of a relation.

    `columns` come after id, moment of change and whether it is active, as the cells of our exports want
    them. `keys` give the order of the walk; `changed` and then the id that of a walk by change.
    Where there are `branches`, the walk by key is theirs, and that in any other order is of the source.
    `drivers` are branches that find the very rows of which a field has a value, for a quicker walk.
    """

    letter: str
    source: str
    where: str
    columns: str
    fields: Mapping[str, Field]
    id: str = "x.id"
    keys: tuple[str, ...] = ("x.id",)
    changed: str = "x.changed_at"
    active: str = "TRUE"
    narrowing: str = ""  # what narrowed it, which holds for the branches too
    branches: tuple[Branch, ...] = ()
    counters: tuple[Branch, ...] = ()  # branches of the same rows for counting, which nothing need narrow
    drivers: Mapping[tuple[str, str], tuple[Branch, ...]] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)

    def narrowed(self, where: str, **said: Any) -> "Part":
        """Return the part with one more condition."""
        narrowing = f"{self.narrowing} AND {where}" if self.narrowing else where
        where = f"({self.where}) AND {where}"
        return replace(self, where=where, narrowing=narrowing, said={**self.said, **said})

    def all_fields(self) -> dict[str, Field]:
        """Return the fields that can be filtered and sorted by."""
        head = {
            "sourcedId": Field(self.id, "id", self.letter),
            "status": choice(self.active, "active", "tobedeleted"),
            "dateLastModified": Field(self.changed, "moment"),
        }
        return head | dict(self.fields)


def choice(condition: str, yes: str, no: str) -> Field:
    """Return the field that has one word where the condition holds, and another where it does not."""
    sql = f"(CASE WHEN {condition} THEN '{yes}' ELSE '{no}' END)"
    return Field(sql, "choice", choices={yes: condition, no: f"NOT {condition}"})


def case(column: str, names: Mapping[str, str], *, otherwise: str = "NULL") -> str:
    """Return the SQL that says in words of OneRoster what a column says in ours."""
    whens = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in names.items())
    return f"(CASE {column} {whens} ELSE {otherwise} END)"


def among(column: str, codes: Iterable[str]) -> str:
    """Return the condition that a column has one of our codes."""
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def own(name: str) -> str:
    """Return the name of one of our extension fields."""
    return f"metadata.yuandu.{name}"


def unended(row: str) -> str:
    """Return the condition that a post or a membership has not ended."""
    return f"({row}.to_on IS NULL OR {row}.to_on > %(on)s)"


def orgs(place: Place, *, schools: bool = False) -> list[Part]:
    """Return the organisations at and below the place, without grades and classes; or its schools only."""
    kind = among("x.level", SCHOOL_LEVELS) if schools else "x.level NOT IN ('grade', 'class')"
    parent = "(CASE WHEN x.path = %(low)s THEN NULL ELSE x.parent_id END)"
    fields = {
        "name": Field("x.name"),
        "type": Field(case("x.level", ORG_TYPES)),
        "identifier": Field("x.uscc"),
        "parent.sourcedId": Field(parent, "id", "O"),
        own("areaCode"): Field("a.code"),
        own("institutionCode"): Field("x.identifier"),
        own("level"): Field("x.level"),
        own("schoolKind"): Field("x.kind"),
        own("urbanRural"): Field("x.urban_rural"),
    }
    part = Part(
        letter="O",
        source="registry_organisation x LEFT JOIN registry_area a ON a.id = x.area_id",
        where=f"{place.inside('x')} AND {kind}",
        columns=f"x.name, x.level, x.kind, x.identifier, x.uscc, x.urban_rural, a.code, {parent}, x.is_demo",
        fields=fields,
        active="(x.closed_on IS NULL OR x.closed_on > %(on)s)",
    )
    return [part]


def sessions(place: Place, *, terms: bool = False) -> list[Part]:
    """Return the academic sessions of the place and of the bureaus above it, and the present school year.

    With `terms` only what is shorter than a year.
    """
    year = "((x.school_year + 1)::text)"
    fields = {
        "title": Field("x.name"),
        "type": Field(case("x.kind", {"year": "schoolYear"}, otherwise="'semester'")),
        "startDate": Field("x.from_on", "date"),
        "endDate": Field("(x.to_on + 1)", "date"),
        "schoolYear": Field(year),
    }
    of_terms = Part(
        letter="S",
        source="registry_term x JOIN registry_organisation o ON o.id = x.organisation_id",
        where=f"({place.inside('o')} OR starts_with(%(low)s, o.path))",
        columns="x.name, x.kind, x.school_year, x.from_on, x.to_on",
        fields=fields,
    )
    if terms:
        return [of_terms.narrowed("x.kind <> 'year'")]
    whole = Part(
        letter="Y",
        source="(SELECT %(year)s::int AS id, make_date(%(year)s::int, 9, 1) AS from_on) x",
        where="TRUE",
        columns="1",
        fields={
            "title": Field("x.id || '—' || (x.id + 1)"),
            "type": Field("'schoolYear'"),
            "startDate": Field("x.from_on", "date"),
            "endDate": Field("make_date(x.id + 1, 9, 1)", "date"),
            "schoolYear": Field("((x.id + 1)::text)"),
        },
        changed="(x.from_on::timestamp AT TIME ZONE 'Asia/Shanghai')",
    )
    return [of_terms, whole]


def courses(place: Place) -> list[Part]:
    """Return the courses of the place and of the bureaus above it, and the one of all homeroom classes.

    A course from above is said to be offered by the place itself, whose system knows no org above.
    """
    org = f"(CASE WHEN {place.inside('o')} THEN o.id ELSE %(place)s END)"
    fields = {
        "title": Field("x.name"),
        "courseCode": Field("x.code"),
        "subjectCodes": Field("x.subject"),
        "org.sourcedId": Field(org, "id", "O"),
    }
    taught = Part(
        letter="K",
        source="registry_course x JOIN registry_organisation o ON o.id = x.organisation_id",
        where=f"({place.inside('o')} OR starts_with(%(low)s, o.path))",
        columns=f"x.name, x.code, x.subject, {org}",
        fields=fields,
    )
    homeroom = Part(
        letter="H",
        source="(SELECT 0 AS id, make_date(%(year)s::int, 9, 1) AS from_on) x",
        where="TRUE",
        columns="1",
        fields={
            "title": Field("'行政班'"),
            "courseCode": Field("'HOMEROOM'"),
            "subjectCodes": Field("''"),
            "org.sourcedId": Field("%(place)s", "id", "O"),
        },
        changed="(x.from_on::timestamp AT TIME ZONE 'Asia/Shanghai')",
    )
    return [taught, homeroom]


def classes(place: Place) -> list[Part]:
    """Return the classes of the place: 行政班 as homeroom classes, then the teaching groups."""
    school = "coalesce(x.school_id, x.parent_id)"
    homerooms = Part(
        letter="C",
        source=(
            "registry_organisation x"
            " LEFT JOIN registry_organisation p ON p.id = x.parent_id AND p.level = 'grade'"
        ),
        where=f"{place.inside('x')} AND x.level = 'class'",
        columns=f"x.name, {school}, p.stage, p.system, p.entry_year",
        fields={
            "title": Field("x.name"),
            "classType": Field("'homeroom'"),
            "course.sourcedId": Field("0", "id", "H"),
            "school.sourcedId": Field(school, "id", "O"),
            "terms.sourcedId": Field("%(year)s", "id", "Y"),
            own("entryYear"): Field("p.entry_year::text"),
        },
        active="(x.closed_on IS NULL OR x.closed_on > %(on)s)",
    )
    groups = Part(
        letter="T",
        source="registry_teachinggroup x",
        where=place.inside("x"),
        columns="x.name, x.course_id, x.term_id, x.school_id",
        fields={
            "title": Field("x.name"),
            "classType": Field("'scheduled'"),
            "course.sourcedId": Field("x.course_id", "id", "K"),
            "school.sourcedId": Field("x.school_id", "id", "O"),
            "terms.sourcedId": Field("x.term_id", "id", "S"),
            own("entryYear"): Field("NULL::text"),
        },
    )
    return [homerooms, groups]


def enrolments(place: Place) -> list[Part]:
    """Return who is in which class, ended ones too: posts in 行政班, then members of teaching groups."""
    school = "coalesce(o.school_id, o.parent_id)"
    said = {
        "role": choice(f"({among('x.kind', PUPILS)})", "student", "teacher"),
        "user.sourcedId": Field("x.person_id", "id", "P"),
        "beginDate": Field("x.from_on", "date"),
        "endDate": Field("x.to_on", "date"),
    }
    posts = Part(
        letter="E",
        source="registry_post x JOIN registry_organisation o ON o.id = x.organisation_id",
        where=f"{place.holds('x')} AND o.level = 'class'",
        columns=f"x.person_id, x.kind, x.from_on, x.to_on, x.organisation_id, {school}",
        fields=said
        | {
            "class.sourcedId": Field("x.organisation_id", "id", "C"),
            "school.sourcedId": Field(school, "id", "O"),
            "primary": Field(
                f"(CASE WHEN {among('x.kind', PUPILS)} THEN NULL WHEN x.kind = 'class_teacher'"
                " THEN 'true' ELSE 'false' END)"
            ),
        },
        keys=("x.person_id", "x.id"),
        active=unended("x"),
    )
    members = Part(
        letter="M",
        source="registry_teachinggroup g JOIN registry_membership x ON x.group_id = g.id",
        where=place.inside("g"),
        columns="x.person_id, x.kind, x.from_on, x.to_on, g.id, g.school_id",
        fields=said
        | {
            "class.sourcedId": Field("x.group_id", "id", "T"),
            "school.sourcedId": Field("g.school_id", "id", "O"),
            "primary": Field("NULL::text"),
        },
        keys=("x.group_id", "x.id"),
        active=unended("x"),
    )
    return [posts, members]
