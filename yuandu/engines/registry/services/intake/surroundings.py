"""What the translation of a file must know of the platform: code lists, areas, the day."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from yuandu.engines.registry.models import Area, ExternalId
from yuandu.engines.registry.models.codes import Code, codes_of
from yuandu.engines.registry.services.intake.drafts import Draft

CODE_TABLES = (
    "course_kind",
    "education_level",
    "ethnic_group",
    "grade",
    "guardian_relation",
    "organisation_kind",
    "organisation_level",
    "paper_kind",
    "post_kind",
    "school_kind",
    "school_system",
    "sex",
    "stage",
    "subject",
    "term_kind",
    "urban_rural",
)


class Anything:
    """Where nothing is known, nothing is unknown."""

    def __contains__(self, thing: object) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The platform as the translators see it. `is_own`: the file is an export of this installation."""

    on: date
    is_own: bool = False
    area_ids: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Code]] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known_groups: frozenset[str] = frozenset()

    @property
    def areas(self) -> Container[str]:
        """The codes that are known; all codes where no areas have been loaded."""
        return self.area_ids or Anything()

    def code(self, table: str, text: str | None) -> str:
        """Return the code that the text is, or is the title of; "" for none."""
        if not text:
            return ""
        return text if text in self.codes[table] else self.titles[table].get(text, "")

    def claimed(self, sourced_id: str) -> int | None:
        """Return the id of ours that a sourced id of our own export holds: a letter, then digits."""
        digits = sourced_id[1:]
        return int(digits) if self.is_own and digits.isascii() and digits.isdigit() else None

    def claiming(self, draft: Draft, sourced_id: str) -> Draft:
        """Return the draft with the id that its sourced id claims to be."""
        return draft._replace(target=self.claimed(sourced_id)) if self.is_own else draft


def surroundings(*, on: date, source: str, is_own: bool) -> Surroundings:
    """Read what translation needs, once for each intake."""
    codes = {table: codes_of(table) for table in CODE_TABLES}
    groups = ExternalId.objects.filter(source=source, kind="group").values_list("sourced_id", flat=True)
    return Surroundings(
        on=on,
        is_own=is_own,
        area_ids=dict(Area.objects.values_list("code", "pk")),
        codes=codes,
        titles={table: {code.title: key for key, code in listed.items()} for table, listed in codes.items()},
        known_groups=frozenset(groups.iterator()) if source else frozenset(),
    )
