"""Filters and orders of SCIM as SQL, for attributes that have a column (RFC 7644 §3.4.2.2, §3.4.2.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Lower
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from yuandu.engines.registry.gateways.scim.schemas import CORE, ENTERPRISE

Operator = CompareOperator
ORDER: dict[str, Callable[[Any, Any], Any]] = {
    Operator.gt: GreaterThan,
    Operator.ge: GreaterThanOrEqual,
    Operator.lt: LessThan,
    Operator.le: LessThanOrEqual,
}
LIKE = {Operator.co: "contains", Operator.sw: "startswith", Operator.ew: "endswith"}
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Column:
    """Where an attribute is kept: `kind` is text, small (text kept in small letters), exact, id, moment or truth.

    `hidden_as` is its name among the attributes that a client has removed.
    """

    field: str
    kind: str
    hidden_as: str = ""

    @property
    def shown(self) -> Q:
        """The filter for accounts of which the client sees the attribute."""
        return ~Q(hidden__contains=[self.hidden_as]) if self.hidden_as else Q()

    @property
    def key(self) -> Combinable:
        """What the attribute is compared and sorted by."""
        if self.field == "last_modified":
            return Greatest("changed_at", "user__person__changed_at")
        return Lower(self.field) if self.kind == "text" else F(self.field)


COLUMNS = {
    f"{CORE}:id": Column(field="user_id", kind="id"),
    f"{CORE}:externalId": Column(field="external_id", kind="exact"),
    f"{CORE}:userName": Column(field="user__username", kind="small"),
    f"{CORE}:displayName": Column(field="user__name", kind="text", hidden_as="displayName"),
    f"{CORE}:name.formatted": Column(field="user__person__name", kind="text", hidden_as="name"),
    f"{CORE}:name.familyName": Column(field="family_name", kind="text", hidden_as="name"),
    f"{CORE}:name.givenName": Column(field="given_name", kind="text", hidden_as="name"),
    f"{CORE}:active": Column(field="user__is_active", kind="truth", hidden_as="active"),
    f"{CORE}:emails.value": Column(field="user__email", kind="small"),
    f"{CORE}:meta.created": Column(field="made_at", kind="moment"),
    f"{CORE}:meta.lastModified": Column(field="last_modified", kind="moment"),
    f"{ENTERPRISE}:employeeNumber": Column(field="number", kind="text"),
}
ALIASES = {f"{CORE}:emails": f"{CORE}:emails.value", f"{CORE}:name": f"{CORE}:name.formatted"}
TEXTS = {"text", "small", "exact"}


def condition(scim_filter: ScimFilter[Any]) -> Q:
    """Return the filter; raises InvalidFilterException for an attribute without a column and for an odd value."""
    return Where(scim_filter).visit(scim_filter.ast)


class Where(FilterVisitor[Q]):
    """Walks the tree of a filter and puts together what Django asks the database."""

    def __init__(self, scim_filter: ScimFilter[Any]) -> None:
        self.filter = scim_filter

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        join = and_ if node.op == LogicalOperator.and_ else or_
        return reduce(join, [self.visit(term) for term in node.terms])

    def visit_value_path(self, node: ValuePath) -> Q:
        raise unanswerable(f"{node.attr_path}[…]")

    def visit_present(self, node: Present) -> Q:
        column = self.column(node.attr_path)
        return ~blank(column) & column.shown

    def visit_comparison(self, node: Comparison) -> Q:
        column = self.column(node.attr_path)
        if node.value is None:
            absent = blank(column) | ~column.shown if column.hidden_as else blank(column)
            return absent if node.op == Operator.eq else ~absent
        if node.op == Operator.ne:
            return ~(equal(column, node) & column.shown)
        return compared(column, node) & column.shown

    def column(self, attr_path: AttrPath) -> Column:
        binding = self.filter.resolve(attr_path, strict=False)
        urn = binding.urn if binding else ""
        return column_of(urn, str(attr_path))


def column_of(urn: str, named: str) -> Column:
    """Return where the attribute is kept; raises InvalidFilterException for one that is not in a column."""
    column = COLUMNS.get(ALIASES.get(urn, urn))
    if column is None:
        raise unanswerable(named)
    return column


def unanswerable(named: str) -> InvalidFilterException:
    known = "、".join(urn.removeprefix(f"{CORE}:") for urn in COLUMNS)
    sentence = _("不能按{named}筛选或排序。能用的有：{known}。")
    return InvalidFilterException(detail=sentence.format(named=named[:100], known=known))


def blank(column: Column) -> Q:
    """Return the filter for accounts without a value: an empty text; other columns always have one."""
    return Q(**{column.field: ""}) if column.kind in TEXTS else Q(pk__in=[])


def compared(column: Column, node: Comparison) -> Q:
    """Return the filter for accounts whose value stands so to the given one; those without one never do."""
    if node.op == Operator.eq:
        return equal(column, node)
    if node.op in LIKE:
        if column.kind not in TEXTS:
            raise odd(node)
        fold = "" if column.kind == "exact" else "i"
        fold, value = (
            ("", value_of(column, node)) if column.kind == "small" else (fold, value_of(column, node))
        )
        return Q(**{f"{column.field}__{fold}{LIKE[node.op]}": value}) & ~blank(column)
    if column.kind == "truth":
        raise odd(node)
    return Q(ORDER[node.op](column.key, value_of(column, node))) & ~blank(column)


def equal(column: Column, node: Comparison) -> Q:
    value = value_of(column, node)
    if column.field == "last_modified":
        changed = Q(changed_at=value, user__person__changed_at__lte=value)
        return changed | Q(user__person__changed_at=value, changed_at__lte=value)
    if value == "":
        return Q(pk__in=[])  # an empty text is no value (RFC 7643 §2.5)
    return Q(**{f"{column.field}__{'iexact' if column.kind == 'text' else 'exact'}": value})


def value_of(column: Column, node: Comparison) -> Any:
    """Return the value as the column keeps it; raises InvalidFilterException for one that it never could."""
    value = node.value
    if column.kind == "truth" and isinstance(value, bool):
        return value
    if not isinstance(value, str) or column.kind == "truth" or "\0" in value:
        raise odd(node)
    if column.kind == "id":
        return int(value) if value.isascii() and value.isdigit() and int(value) <= LARGEST_ID else 0
    if column.kind == "moment":
        return moment(value, node)
    return value if column.kind == "exact" else value.lower()


def moment(value: str, node: Comparison) -> datetime:
    try:
        parsed = parse_datetime(value)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise odd(node)
    return parsed


def odd(node: Comparison) -> InvalidFilterException:
    sentence = _("{named}不能这样比较，请核对运算符和值。")
    return InvalidFilterException(detail=sentence.format(named=str(node.attr_path)[:100]))


def ranks(column: Column) -> tuple[Combinable, Combinable]:
    """Return what rows are sorted by: whether the client sees no value, and the value; then comes the id."""
    without = blank(column) | ~column.shown if column.hidden_as else blank(column)
    nothing = Case(When(without, then=Value(1)), default=Value(0), output_field=IntegerField())
    return nothing, column.key
