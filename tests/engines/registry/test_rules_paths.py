"""Paths of organisations, against the plain reading of "begins with"."""

from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.rules import ancestors, is_at_or_below, path_below, span_of

CODES = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
PATHS = st.lists(CODES, min_size=1, max_size=4).map(lambda codes: "".join(f"{code}." for code in codes))


@given(path=PATHS, other=PATHS, code=CODES)
def test_the_span_of_an_organisation_holds_exactly_the_paths_that_begin_with_its_own(path, other, code):
    span = span_of(path)

    for candidate in (path, other, path_below(path, code), path[:-1] + other):
        assert (span.low <= candidate < span.high) == candidate.startswith(path)


@given(path=PATHS, other=PATHS)
def test_the_span_and_the_question_at_or_below_agree(path, other):
    span = span_of(path)

    for candidate in (path, other, path + other, path[:-1] + other):
        assert is_at_or_below(candidate, path) == (span.low <= candidate < span.high)


@given(PATHS)
def test_nothing_lies_below_no_path(path):
    assert not is_at_or_below(path, "")


def test_a_school_lies_below_its_county_and_its_city():
    assert ancestors("370700.370705.S12.") == ["370700.", "370700.370705."]


def test_nothing_lies_above_the_root():
    assert ancestors("370700.") == []


@given(path=PATHS, other=PATHS)
def test_the_ancestors_are_exactly_the_other_paths_that_the_path_is_below(path, other):
    candidates = [path[: place + 1] for place, sign in enumerate(path) if sign == "."] + [other]

    above = {candidate for candidate in candidates if candidate != path and is_at_or_below(path, candidate)}

    assert set(ancestors(path)) == above
