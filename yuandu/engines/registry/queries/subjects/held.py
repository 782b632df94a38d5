"""What is held about a person, as it may be shown to them: the middle of numbers hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Code, Person, Processing
from yuandu.engines.registry.models.codes import codes_of, title_of
from yuandu.engines.registry.queries.people import designations_of, guardians_of, papers_of, posts_of
from yuandu.engines.registry.queries.subjects.consents import processing_in_force
from yuandu.engines.registry.queries.subjects.people import account_names_of, whose_of

PAPERS = ("id_card", "pupil_number")  # with a field of their own; all others are other_paper


@dataclass(frozen=True, kw_only=True)
class Held:
    """One datum: its field (code table person_field), the values, and the activities that it is held for."""

    field: Code
    values: tuple[str, ...]
    held_for: tuple[Processing, ...]


def held_of(person: Person, *, on: date, is_whole: bool = False) -> list[Held]:
    """Return what is held about the person field by field, in the order of the code table.

    The middle of numbers is hidden, unless the values are wanted whole: for a copy that the person asked for.
    """
    whose, values = whose_of(person), values_of(person, is_whole=is_whole)
    editions = [edition for edition in processing_in_force(on=on) if whose & set(edition.whose)]
    return [
        Held(
            field=field,
            values=values[code],
            held_for=tuple(edition for edition in editions if code in edition.fields and edition.in_use),
        )
        for code, field in codes_of("person_field").items()
        if values.get(code)
    ]


def values_of(person: Person, *, is_whole: bool = False) -> Mapping[str, tuple[str, ...]]:
    """Return the values by their field, as they may be shown or whole; fields without any are empty."""
    told = str if is_whole else rules.mask_number
    values = {
        "name": [person.name],
        "sex": [title_of("sex", person.sex)],
        "birth_on": [person.birth_on.isoformat() if person.birth_on else ""],
        "ethnic_group": [title_of("ethnic_group", person.ethnic_group)],
        "phone": [told(person.phone)],
        "email": [person.email],
        "account": account_names_of(person),
        "post": [
            f"{post.school.called if post.school else ''} {post.organisation.called}".strip()
            for post in posts_of(person)
            if post.to_on is None
        ],
        "guardians": [
            f"{row.guardian.name} {title_of('guardian_relation', row.relation)}"
            for row in guardians_of(person)
        ],
        "designations": [title_of("designation_kind", row.kind) for row in designations_of(person)],
    }
    for paper in papers_of(person):
        field = paper.kind if paper.kind in PAPERS else "other_paper"
        kind = "" if field == paper.kind else title_of("paper_kind", paper.kind)
        values.setdefault(field, []).append(f"{kind} {told(paper.number)}".strip())
    return {field: tuple(value for value in found if value) for field, found in values.items()}


def shown_value(person: Person, field: str) -> str:
    """Return what is recorded in a field now, as it may be shown; "" for nothing."""
    return "；".join(values_of(person).get(field, ()))
