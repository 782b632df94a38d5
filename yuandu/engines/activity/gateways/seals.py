"""Facts as the sealer and the verifier read them: streamed as COPY writes them, under settings of our own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from django.db import connection, transaction

from yuandu.engines.activity.gateways import heads

SEALING = 0x5345414C  # "SEAL": the advisory lock of whoever writes seals and heads
# by the form of a seal: what is sealed stays as it is, so a new column takes a new form
COLUMNS = {1: "id, verb, by_id, who, seat, path, about, at, grade, because, data, people, request"}
FORM = max(COLUMNS)
PINNED = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'"
LARGEST = 2**63 - 1
# from the number `low` on, in no seal
UNSEALED = """\
id >= {low} AND NOT id <@ coalesce(
    (SELECT range_agg(ids) FROM activity_seal WHERE ids && int8range({low}, NULL)), '{{}}')"""
OF_SEALS = """\
SELECT number, {columns} FROM activity_seal CROSS JOIN LATERAL unnest(ids) AS run
JOIN activity_fact ON id >= lower(run) AND id < upper(run)
WHERE number > {after} AND number <= {upto} ORDER BY number, id"""
# below `low`, in no seal; walks the holes between the seals, not the facts
SLIPPED_IN = f"""\
SELECT id FROM unnest(
    int8multirange(int8range(NULL, %(low)s))
    - coalesce((SELECT range_agg(ids) FROM activity_seal), '{{{{}}}}')) AS hole
JOIN activity_fact ON id >= coalesce(lower(hole), {-LARGEST - 1}) AND id < coalesce(upper(hole), {LARGEST})
ORDER BY id LIMIT %(limit)s"""


@contextmanager
def the_only_one(*, waits: bool = False) -> Iterator[bool]:
    """Say whether we are the only one who writes seals now; the server frees the place of a killed one."""
    take = "pg_advisory_lock" if waits else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}({SEALING})::text")
        is_mine = waits or cursor.fetchone()[0] == "true"
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({SEALING})")


@contextmanager
def standing_still() -> Iterator[int]:
    """Read the table, and the file of heads in its first so many bytes, as both are at one moment."""
    with the_only_one(waits=True), ExitStack() as reading:
        reading.enter_context(transaction.atomic())
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {PINNED}")
            size = heads.size()
            cursor.execute("SELECT")  # the moment
        later = reading.pop_all()
    with later:
        yield size


def allocated() -> int:
    """Return the highest id that has been given to a fact, committed or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value - (NOT is_called)::int FROM activity_fact_id_seq")
        return cursor.fetchone()[0]


def writers() -> frozenset[str]:
    """Return the transactions that may have added a fact and are not over.

    Whoever adds takes the table's lock before the fact gets its id, and keeps it until its rows can be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = 'activity_fact'::regclass"
        )
        return frozenset(row[0] for row in cursor.fetchall())


def pin() -> None:
    """Let the rest of the transaction write values in one way only."""
    with connection.cursor() as cursor:
        cursor.execute(PINNED)


def unsealed_lines(*, low: int, limit: int) -> Iterator[bytes]:
    """Yield the lines of committed facts from an id on that are in no seal, by id."""
    condition = UNSEALED.format(low=low)
    yield from copied(
        f"SELECT {COLUMNS[FORM]} FROM activity_fact WHERE {condition} ORDER BY id LIMIT {limit}"
    )


def sealed_lines(*, form: int, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    """Yield (seal, line of a fact) for the seals after one, up to another, in one form."""
    columns = COLUMNS.get(form, COLUMNS[FORM])  # one that nobody knows was made up, and its hash will not fit
    for line in copied(OF_SEALS.format(columns=columns, after=after, upto=upto)):
        number, _tab, fact = line.partition(b"\t")
        yield int(number), fact


def copied(query: str) -> Iterator[bytes]:
    """Yield a query's rows as COPY writes them: the protocol sends one message for each."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as stream:
        for line in stream:
            yield bytes(line)


def unsealed(*, low: int) -> tuple[int, datetime | None]:
    """Return how many facts from an id on wait for a seal, and since when the oldest does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), min(at) FROM activity_fact WHERE {UNSEALED.format(low=low)}")
        return cursor.fetchone()


def slipped_in(*, low: int, limit: int) -> list[int]:
    """Return ids of facts below `low` that are in no seal."""
    with connection.cursor() as cursor:
        cursor.execute(SLIPPED_IN.format(), {"low": low, "limit": limit})
        return [row[0] for row in cursor.fetchall()]
