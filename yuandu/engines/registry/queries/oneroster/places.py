"""Where another system may look: its organisation and all below it, said as conditions in SQL."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Any

from yuandu.engines.registry.models import Organisation
from yuandu.engines.registry.models.codes import FRESH_SECONDS
from yuandu.engines.registry.queries.reach import WHOLE_CITY
from yuandu.engines.registry.rules import span_of
from yuandu.engines.registry.rules.grades import school_year

COLUMNS = {"unit": "unit_id", "school": "school_id"}  # levels whose id every row about people carries


@dataclass(frozen=True, kw_only=True)
class Place:
    """The organisation of a system, and the day on which it looks."""

    pk: int
    path: str
    level: str
    on: date

    @property
    def is_whole_city(self) -> bool:
        return self.level in WHOLE_CITY

    @property
    def column(self) -> str:
        """The column that says of a post or a ward that it is here; empty where only the path does."""
        return COLUMNS.get(self.level, "")

    def said(self) -> dict[str, Any]:
        """Return the parameters of the conditions."""
        low, high = span_of(self.path)
        return {"low": low, "high": high, "place": self.pk, "on": self.on, "year": school_year(self.on)}

    def inside(self, row: str) -> str:
        """Return the condition that a row with a path lies here."""
        return f"({row}.path >= %(low)s AND {row}.path < %(high)s)"

    def holds(self, row: str) -> str:
        """Return the condition that a post or a ward is here."""
        return f"{row}.{self.column} = %(place)s" if self.column else self.inside(row)


def place_of_client(organisation_id: int, path: str, *, on: date) -> Place:
    """Return the place of a system; raises Organisation.DoesNotExist where its organisation is gone."""
    level = level_of(organisation_id, path, int(monotonic() // FRESH_SECONDS))
    return Place(pk=organisation_id, path=path, level=level, on=on)


@lru_cache(maxsize=256)
def level_of(organisation_id: int, path: str, minute: int) -> str:
    """Return the level of an organisation; kept in the process for a minute."""
    return Organisation.objects.values_list("level", flat=True).get(pk=organisation_id, path=path)
