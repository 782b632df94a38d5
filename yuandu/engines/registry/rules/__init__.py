"""Formulas of the registry: pure functions, without a database, a clock or a language."""

from yuandu.engines.registry.rules.identifiers import *  # noqa: F403
from yuandu.engines.registry.rules.identifiers import __all__ as identifiers_all
from yuandu.engines.registry.rules.marking import Fault, Severity
from yuandu.engines.registry.rules.paths import Span, ancestors, is_at_or_below, path_below, span_of

__all__ = [
    "Fault",
    "Severity",
    "Span",
    "ancestors",
    "is_at_or_below",
    "path_below",
    "span_of",
    *identifiers_all,
]
