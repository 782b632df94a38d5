"""Every clause that an app says it answers is one of the plan's, and somebody travels it in a browser."""

import ast
import re
from pathlib import Path

from yuandu.domains.plan.rules import read_plan
from yuandu.kernel.apps import declared

ROOT = Path(__file__).parents[2]
PLAN = read_plan((ROOT / "plan/weifang-2020.yaml").read_text("utf-8"))
CLAUSE = re.compile(r"\b(?:G\d|\d{1,2})\.\d+\b")


def travelled():
    """Return the clauses that the first sentence of a journey's module names."""
    modules = (ROOT / "tests/journeys").glob("test_*.py")
    told = (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "" for module in modules)
    return {clause for text in told for clause in CLAUSE.findall(text)}


def test_an_app_answers_only_clauses_that_the_plan_has():
    answered = {clause for _app, clause in declared("clauses")}

    assert answered - {clause.id for clause in PLAN.clauses} == set()


def test_every_clause_that_is_answered_has_a_journey():
    answered = {clause for _app, clause in declared("clauses")}

    assert answered - travelled() == set()


def test_an_indicator_that_is_computed_belongs_to_an_app_that_answers_its_clause():
    answered = {clause for _app, clause in declared("clauses")}
    computed = {clause.id for clause, indicator in PLAN.indicators() if indicator.formula}

    assert computed - answered == set()
