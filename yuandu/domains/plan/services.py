"""Loading a city's plan."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from yuandu.domains.plan import queries, rules
from yuandu.domains.plan.models import Edition
from yuandu.engines.activity import api as activity
from yuandu.engines.indicators import api as indicators
from yuandu.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation, User


class FaultyPlan(Refusal):
    """The file is no plan; the text says which clause is wrong and what to do."""


@transaction.atomic
def load_plan(
    *, text: str, city: "Organisation", opens_on: date | None = None, by: "User | None", at: datetime
) -> Edition:
    """Load a plan file for the city, with its indicators and targets; the same file again changes nothing.

    An older file that comes again is in force again. Raises FaultyPlan with the reason, and indicators'
    UnknownMeasure and FaultyFormula for what nobody can count.
    """
    try:
        plan = rules.read_plan(text)
    except rules.PlanFileFault as fault:
        raise FaultyPlan(str(fault)) from fault
    digest = sha256(text.encode()).hexdigest()
    in_force = queries.edition()
    if in_force and is_same(in_force, plan, sha256=digest, city=city, opens_on=opens_on):
        return in_force
    edition, _is_new = Edition.objects.update_or_create(
        key=plan.key,
        sha256=digest,
        defaults={"text": text, "city": city, "opens_on": opens_on, "loaded_at": at},
    )
    indicators.load_tree(
        key=plan.key,
        title=plan.title.zh,
        sha256=digest,
        indicators=list(specs_of(plan)),
        path=city.path,
        by=by,
        at=at,
    )
    activity.record(
        verb="plan.loaded",
        about=f"plan.Edition:{edition.pk}",
        path=city.path,
        by=by.pk if by else None,
        at=at,
        data={"sha256": digest, "clauses": len(plan.clauses)},
    )
    return edition


def is_same(
    edition: Edition, plan: rules.Plan, *, sha256: str, city: "Organisation", opens_on: date | None
) -> bool:
    """Say whether the edition is the same file for the same city; without a day it opens as before."""
    same = (edition.key, edition.sha256, edition.city_id) == (plan.key, sha256, city.pk)
    return same and opens_on in (None, edition.opens_on)


def specs_of(plan: rules.Plan) -> Iterator[indicators.IndicatorSpec]:
    """Translate what the file says of indicators into what the engine keeps."""
    for clause, spec in plan.indicators():
        yield indicators.IndicatorSpec(
            code=spec.code,
            group=clause.id,
            title=spec.title.zh,
            title_en=spec.title.en,
            unit=spec.unit.zh,
            unit_en=spec.unit.en,
            direction=spec.direction,
            formula=spec.formula or "",
            waits_for=spec.waits_for.zh if spec.waits_for else "",
            waits_for_en=spec.waits_for.en if spec.waits_for else "",
            ceiling=Decimal(100) if spec.unit.zh == "%" else None,
            targets=[
                indicators.TargetSpec(
                    value=target.value,
                    due=target.due,
                    holds_from=target.holds_from,
                    source=target.order.title.zh,
                    source_en=target.order.title.en,
                    tag=target.source_tag,
                )
                for target in spec.targets
            ],
        )
