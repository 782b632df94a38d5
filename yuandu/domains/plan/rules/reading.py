"""Reading a plan from its file."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

import yaml
from django.utils.translation import gettext as _

from yuandu.domains.plan.rules import shapes
from yuandu.domains.plan.rules.entry import Entry, PlanFileFault
from yuandu.domains.plan.rules.shapes import (
    Action,
    Clause,
    IndicatorSpec,
    Order,
    Part,
    Plan,
    TargetSpec,
)

MEASURE = re.compile(r"[a-z]\w*(?:\.[a-z]\w*)+", re.ASCII)
# the words and signs of a formula; whether they stand in order is for the engine that computes it to say
FORMULA = re.compile(rf"(?:\s*(?:{MEASURE.pattern}|\d+(?:\.\d+)?|[-+*/()]))+\s*", re.ASCII)


def read_plan(text: str) -> Plan:
    """Return the plan that a plan file (YAML) says; raises PlanFileFault at the first thing to mend."""
    file = Entry(parsed(text), _("计划文件"))
    head = Entry(file.required("plan"), file.inside("plan"))
    people = Entry(file.required("people"), file.inside("people"))
    orders = file.keyed("orders", read_order, by="key", called=_("文件%s"))
    clauses = file.keyed("clauses", partial(read_clause, orders=orders), by="id", called=_("条目%s"))
    plan = Plan(
        key=head.text("key"),
        title=head.words("title"),
        issuer=head.words("issuer"),
        first_year=head.year("first_year"),
        last_year=head.year("last_year"),
        people={key: people.words(key) for key in people.values},
        orders=tuple(orders.values()),
        parts=tuple(file.keyed("parts", read_part, by="key", called=_("部分%s")).values()),
        actions=tuple(file.keyed("actions", read_action, by="number", called=_("行动%s")).values()),
        clauses=tuple(clauses.values()),
    )
    for place, key, value in broken_references(plan):
        raise Entry({}, place).fault(
            _("的%(key)s写成了“%(value)s”，但计划里没有它，请改正或补上") % {"key": key, "value": value}
        )
    return plan


def parsed(text: str) -> object:
    """Return what the YAML says; raises PlanFileFault, with the line where it is known."""
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PlanFileFault(_("计划文件第%s行读不懂，请检查这一行的缩进、冒号和引号。") % line) from error
    except (yaml.YAMLError, ValueError) as error:  # a character or a date that there cannot be
        raise PlanFileFault(_("计划文件读不懂，请检查日期和特殊字符：%s。") % error) from error


def read_order(entry: Entry) -> Order:
    """Return a document that sets targets."""
    return Order(
        key=entry.text("key"),
        title=entry.words("title"),
        holds_from=entry.day("holds_from"),
        source=entry.words("source"),
        address=entry.text("address"),
        reliability=entry.choice("reliability", shapes.Reliability),
        summary=entry.words("summary") if entry.has("summary") else None,
    )


def read_part(entry: Entry) -> Part:
    """Return a chapter."""
    return Part(key=entry.text("key"), heading=entry.words("heading"), title=entry.words("title"))


def read_action(entry: Entry) -> Action:
    """Return an action or a safeguard."""
    return Action(
        number=entry.text("number"),
        part=entry.text("part"),
        heading=entry.words("heading"),
        title=entry.words("title"),
        headline=entry.text("headline"),
    )


def read_clause(entry: Entry, orders: Mapping[str, Order]) -> Clause:
    """Return a clause; its indicators bear its id, so that no two clauses share one."""
    indicators = entry.keyed(
        "indicators", partial(read_indicator, orders=orders), by="code", called=_("指标%s")
    )
    for code in indicators:
        if not re.fullmatch(re.escape(entry.text("id")) + "[a-z]?", code):
            raise entry.fault(_("的指标编号“%s”不对，请用条目编号，后面最多加一个小写字母") % code)
    return Clause(
        id=entry.text("id"),
        action=entry.text("action"),
        kind=entry.choice("kind", shapes.Kind),
        what=entry.words("what"),
        people=tuple(map(str, entry.listed("people"))),
        sentence=entry.words("sentence"),
        indicators=tuple(indicators.values()),
    )


def read_indicator(entry: Entry, orders: Mapping[str, Order]) -> IndicatorSpec:
    """Return an indicator: a formula says what it counts, no formula says what it waits for."""
    formula = read_formula(entry)
    return IndicatorSpec(
        code=entry.text("code"),
        title=entry.words("title"),
        unit=entry.words("unit"),
        direction=entry.choice("direction", shapes.Direction),
        source_tag=entry.choice("source_tag", shapes.SourceTag),
        formula=formula,
        definition=entry.words("definition") if formula else None,
        waits_for=None if formula else entry.words("waits_for"),
        targets=tuple(read_targets(entry, orders)),
    )


def read_formula(entry: Entry) -> str | None:
    """Return a formula made of measures, numbers and signs; one without a measure would invent a figure."""
    if not entry.has("formula"):
        return None
    formula = entry.text("formula")
    if not FORMULA.fullmatch(formula) or not MEASURE.search(formula):
        raise entry.fault(_("的公式“%s”不对，请用registry.schools这样的计量名、数字和+-*/()") % formula)
    return formula


def read_targets(indicator: Entry, orders: Mapping[str, Order]) -> Iterator[TargetSpec]:
    """Go through an indicator's targets: of one order, one for a day."""
    seen = set()
    for position, values in enumerate(indicator.listed("targets"), start=1):
        entry = Entry(values, indicator.inside(_("第%s个目标") % position))
        target = read_target(entry, orders)
        if (target.order.key, target.due) in seen:
            raise entry.fault(_("和前面的目标同出一处、同日到期，请删去一个"))
        seen.add((target.order.key, target.due))
        yield target


def read_target(entry: Entry, orders: Mapping[str, Order]) -> TargetSpec:
    """Return a target with the order that sets it."""
    if entry.text("order") not in orders:
        raise entry.fault(_("出自“%s”，但orders里没有它，请改正或补上") % entry.text("order"))
    return TargetSpec(
        value=entry.number("value"),
        due=entry.day("due"),
        due_source=entry.choice("due_source", shapes.DueSource),
        order=orders[entry.text("order")],
        source_tag=entry.choice("source_tag", shapes.SourceTag),
        note=entry.words("note") if entry.has("note") else None,
    )


def broken_references(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Go through the names that lead nowhere, as (place, key, value)."""
    parts = {part.key for part in plan.parts}
    clauses = {clause.id: clause.action for clause in plan.clauses}
    for action in plan.actions:
        place = _("行动%s") % action.number
        if action.part not in parts:
            yield place, "part", action.part
        if clauses.get(action.headline) != action.number:
            yield place, "headline", action.headline
    numbers = {action.number for action in plan.actions}
    for clause in plan.clauses:
        place = _("条目%s") % clause.id
        if clause.action not in numbers:
            yield place, "action", clause.action
        for unknown in [key for key in clause.people if key not in plan.people]:
            yield place, "people", unknown
