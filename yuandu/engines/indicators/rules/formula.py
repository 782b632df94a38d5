"""Formulas over measures, such as ``registry.schools_smart_campus / registry.schools * 100``."""

import ast
import operator
import re
from collections.abc import Mapping
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from django.utils.translation import gettext as _

LONGEST = 300
DIGITS = 28
MEASURE = re.compile(r"[a-z]\w*(?:\.[a-z]\w*)+", re.ASCII)
# gates what Python would read but a formula may not say: comments, hexadecimal, other alphabets
WORDS = re.compile(rf"(?:\s*(?:{MEASURE.pattern}|\d+(?:\.\d+)?|[-+*/()]))+\s*", re.ASCII)
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SIGNS = {ast.UAdd: operator.pos, ast.USub: operator.neg}


class FormulaFault(ValueError):
    """The text is not a formula over measures; the message says what to change."""


def measures_in(formula: str) -> frozenset[str]:
    """Return the names of the measures that a formula needs.

    Raises FormulaFault for anything but measures, numbers, + - * / and brackets, and for a formula
    without a measure: its figure would be invented.
    """
    return frozenset(measures_in_order(formula))


def measures_in_order(formula: str) -> list[str]:
    """Return the names of the measures that a formula needs, each once, as they come."""
    parsed(formula)
    return list(dict.fromkeys(MEASURE.findall(formula)))


def evaluate(formula: str, values: Mapping[str, Decimal | int | None]) -> Decimal | None:
    """Return the formula's value, to 28 digits; None if a measure is unknown or a divisor is 0.

    Raises FormulaFault as `measures_in` does.
    """
    if any(values.get(name) is None for name in measures_in(formula)):
        return None
    with localcontext(Context(prec=DIGITS)):
        try:
            return computed(parsed(formula), values)
        except ZeroDivisionError:
            return None


@lru_cache(maxsize=512)
def parsed(formula: str) -> ast.expr:
    """Return the formula's tree, of which every node is allowed; raises FormulaFault."""
    if len(formula) > LONGEST:
        raise FormulaFault(_("公式超过%s个字符，请拆成几个指标。") % LONGEST)
    if not WORDS.fullmatch(formula):
        raise FormulaFault(
            _("公式“%s”里有不能用的字符，请只用registry.schools这样的计量名、数字和+-*/()。") % formula
        )
    if not MEASURE.search(formula):
        raise FormulaFault(_("公式“%s”里没有计量，请至少用一个，如registry.schools。") % formula)
    try:
        tree = ast.parse(" ".join(formula.split()), mode="eval").body
    except SyntaxError:
        tree = None
    if tree is None or not is_allowed(tree):
        raise FormulaFault(_("公式“%s”读不懂，请检查运算符和括号。") % formula)
    return tree


def is_allowed(node: ast.expr) -> bool:
    """Say whether a tree holds measures, numbers and the four operations alone."""
    match node:
        case ast.BinOp():
            return type(node.op) in OPERATIONS and is_allowed(node.left) and is_allowed(node.right)
        case ast.UnaryOp():
            return type(node.op) in SIGNS and is_allowed(node.operand)
        case ast.Constant():
            return type(node.value) in (int, float)
        case _:
            return MEASURE.fullmatch(ast.unparse(node)) is not None


def computed(node: ast.expr, values: Mapping[str, Decimal | int | None]) -> Decimal:
    """Return a tree's value; raises ZeroDivisionError, for 0 / 0 too."""
    match node:
        case ast.BinOp():
            left, right = computed(node.left, values), computed(node.right, values)
            if isinstance(node.op, ast.Div) and not right:
                raise ZeroDivisionError
            return OPERATIONS[type(node.op)](left, right)
        case ast.UnaryOp():
            return SIGNS[type(node.op)](computed(node.operand, values))
        case ast.Constant():
            return Decimal(str(node.value))
        case _:
            return Decimal(values[ast.unparse(node)])
