"""The plan and how it stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yuandu.domains.plan import rules
from yuandu.domains.plan.models import Edition
from yuandu.engines.indicators import api as indicators


def edition() -> Edition | None:
    """Return the plan in force, None before one is loaded."""
    return Edition.objects.select_related("city").defer("text").order_by("-loaded_at", "-pk").first()


def plan_of(loaded: Edition) -> rules.Plan:
    """Return the plan that the edition holds; read once in a process."""
    return read(loaded.pk, loaded.sha256)


@lru_cache(maxsize=4)
def read(pk: int, sha256: str) -> rules.Plan:
    return rules.read_plan(Edition.objects.values_list("text", flat=True).get(pk=pk))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One action or safeguard on the board: its headline clause and how that clause's indicator stands."""

    action: rules.Action
    clause: rules.Clause
    standing: indicators.Standing

    @property
    def status(self) -> indicators.Status:
        return self.standing.judgement.status


def board(loaded: Edition, *, organisation, on: date) -> list[Row]:
    """Return every action and safeguard with its headline indicator at the organisation: three queries."""
    plan, standing = plan_of(loaded), standings_by_code(loaded, organisation=organisation, on=on)
    rows = []
    for action in plan.actions:
        clause = plan.headline_of(action)
        rows.append(Row(action=action, clause=clause, standing=standing[clause.indicators[0].code]))
    return rows


def standings_by_code(loaded: Edition, *, organisation, on: date) -> Mapping[str, indicators.Standing]:
    """Return how every indicator of the plan stands at the organisation, by its code."""
    rows = indicators.standings(loaded.key, organisation=organisation, on=on)
    return {row.indicator.code: row for row in rows}


def numbered(rows: list[Row]) -> list[Row]:
    """Return the numbered actions, without the safeguards: the segments of the kite."""
    return [row for row in rows if row.action.number.isdigit()]


def counted(rows: list[Row]) -> dict[indicators.Status, int]:
    """Return how many of the rows stand how, every status named."""
    return {status: sum(row.status == status for row in rows) for status in indicators.Status}
