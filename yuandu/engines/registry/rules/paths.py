"""Paths in the tree of organisations: codes, each ended by a dot, in the order of the C collation."""

from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """The paths p with low ≤ p < high, in the order of the C collation."""

    low: str
    high: str


def path_below(parent: str, code: str) -> str:
    """Return the path of the organisation with this code under the parent's path ("" for the top)."""
    return f"{parent}{code}."


def span_of(path: str) -> Span:
    """Return the span of the organisation and everything below it.

    "/" is the character after ".", so "370700/" is the first string past all that begin with
    "370700.": a range, which an index answers and row-level security lets through, unlike LIKE.
    """
    return Span(low=path, high=path[:-1] + "/")


def is_at_or_below(path: str, top: str) -> bool:
    """Say whether the path is the top's own or lies below it; below no path ("") lies nothing."""
    return bool(top) and path.startswith(top)


def ancestors(path: str) -> list[str]:
    """Return the paths above this one, from the root down, without the path itself."""
    steps = [f"{code}." for code in path.split(".")[:-1]]
    return list(accumulate(steps))[:-1]
