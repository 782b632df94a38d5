"""Loading an edition of a tree: what is the same as before stays, so that its values go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.indicators.models import Indicator, Target, Tree, Value
from yuandu.engines.indicators.queries import known_measures
from yuandu.engines.indicators.rules import FormulaFault, measures_in
from yuandu.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yuandu.engines.registry.models import User


class UnknownMeasure(Refusal):
    """A formula counts something that no app of this installation can count."""


class FaultyFormula(Refusal):
    """A formula that cannot be read."""


@dataclass(frozen=True, kw_only=True)
class TargetSpec:
    """A target as a plan file gives it."""

    value: Decimal
    due: date
    holds_from: date
    source: str
    source_en: str = ""
    tag: str = "D"


@dataclass(frozen=True, kw_only=True)
class IndicatorSpec:
    """An indicator as a plan file gives it; without a formula it says what it waits for."""

    code: str
    group: str
    title: str
    title_en: str
    unit: str
    unit_en: str = ""
    direction: str = "up"
    formula: str = ""
    waits_for: str = ""
    waits_for_en: str = ""
    ceiling: Decimal | None = None
    targets: Sequence[TargetSpec] = ()


@transaction.atomic
def load_tree(
    *,
    key: str,
    title: str,
    sha256: str,
    indicators: Sequence[IndicatorSpec],
    path: str,
    by: "User | None",
    at: datetime,
) -> Tree:
    """Load an edition; the same content again changes nothing. Values of unchanged formulas are kept.

    Raises UnknownMeasure for a formula over something that nobody registered, FaultyFormula for no formula.
    """
    refuse_unknown_measures(indicators)
    former = Tree.objects.filter(key=key).order_by("-edition").first()
    if former and former.sha256 == sha256:
        return former
    edition = former.edition + 1 if former else 1
    tree = Tree.objects.create(key=key, title=title, edition=edition, sha256=sha256, loaded_at=at)
    for order, spec in enumerate(indicators):
        indicator = Indicator.objects.create(tree=tree, order=order, **fields_of(spec))
        Target.objects.bulk_create(Target(indicator=indicator, **vars(target)) for target in spec.targets)
    if former:
        keep_values(former, tree)
    activity.record(
        verb="indicators.loaded",
        about=f"indicators.Tree:{tree.pk}",
        path=path,
        by=by.pk if by else None,
        at=at,
        data={"sha256": sha256, "indicators": len(indicators)},
    )
    return tree


def fields_of(spec: IndicatorSpec) -> dict[str, object]:
    return {name: value for name, value in vars(spec).items() if name != "targets"}


def refuse_unknown_measures(indicators: Sequence[IndicatorSpec]) -> None:
    known = set(known_measures())
    for spec in indicators:
        if spec.formula and (unknown := measures_of(spec) - known):
            raise UnknownMeasure(
                _("指标{code}要数“{measure}”，这里没有应用能数它。请改公式，或先装上能数它的应用。").format(
                    code=spec.code, measure=sorted(unknown)[0]
                )
            )


def measures_of(spec: IndicatorSpec) -> frozenset[str]:
    """Return the measures of the formula; raises FaultyFormula."""
    try:
        return measures_in(spec.formula)
    except FormulaFault as fault:
        raise FaultyFormula(_("指标{code}：{fault}").format(code=spec.code, fault=fault)) from fault


def keep_values(former: Tree, tree: Tree) -> None:
    """Move the values of indicators whose formula has not changed to the new edition."""
    before = {indicator.code: indicator for indicator in former.indicators.all()}
    for indicator in tree.indicators.all():
        old = before.get(indicator.code)
        if old and old.formula == indicator.formula:
            Value.objects.filter(indicator=old).update(indicator=indicator)
