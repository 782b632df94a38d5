"""Runs of ids are written as PostgreSQL writes them, and a hash tells apart whatever is not the same."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuandu.engines.activity.rules import (
    GENESIS,
    Digest,
    ids_in,
    moment_words,
    runs_in,
    runs_of,
    seal_words,
    written,
)

IDS = st.sets(st.integers(-(2**40), 2**40) | st.integers(0, 30)).map(sorted)
LINES = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["a", "b\tc", "\\N"])).map(
        lambda fact: f"{fact[0]}\t{fact[1]}\n".encode()
    ),
    max_size=4,
)
WORDS = seal_words(
    number=1, form=1, floor=9, count=2, sealed_at=datetime(2022, 12, 1, 9, tzinfo=UTC), ids="{[1,3)}"
)


@given(IDS)
def test_ids_come_back_from_runs(ids):
    runs = runs_of(ids)

    assert (ids_in(runs), runs_in(written(runs))) == (ids, runs)


@given(IDS)
def test_runs_never_touch(ids):
    runs = runs_of(ids)

    assert all(before[1] < after[0] for before, after in zip(runs, runs[1:], strict=False))


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(IDS)
def test_postgresql_writes_runs_the_same_way(ids):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(range_agg(int8range(id, id, '[]')), '{}')::text FROM unnest(%s::bigint[]) id",
            [ids],
        )
        assert cursor.fetchone()[0] == written(runs_of(ids))


def hashed(previous, lines, words=WORDS):
    digest = Digest(previous)
    for line in lines:
        digest.add(line)
    return digest.ended(words)


@given(LINES, LINES)
def test_other_facts_or_another_order_give_another_hash(one, other):
    assert (hashed(GENESIS, one) == hashed(GENESIS, other)) == (one == other)


@given(LINES)
def test_a_hash_depends_on_the_one_before_and_on_the_words_of_the_seal(lines):
    hashes = {
        hashed(GENESIS, lines),
        hashed("1" * 64, lines),
        hashed(GENESIS, lines, WORDS.replace(b"{[1,3)}", b"{[1,4)}")),
    }

    assert len(hashes) == 3


def test_a_moment_is_written_alike_wherever_one_stands():
    noon = datetime(2022, 12, 1, 9, 0, 0, 7, tzinfo=UTC)

    words = {moment_words(noon), moment_words(noon.astimezone(timezone(timedelta(hours=8))))}

    assert words == {"2022-12-01T09:00:00.000007Z"}
