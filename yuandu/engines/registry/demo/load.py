"""Loading a stream of rows with COPY, inside one transaction: a city is there whole or not at all.

A load that is killed leaves nothing behind but dead space, which PostgreSQL reuses; starting again is all
there is to do. For very many rows the indexes and foreign keys of the large tables are put aside meanwhile
and built again at the end, which only the owner of the tables may do.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import sql

from yuandu.engines.registry.demo.rows import (
    MODELS,
    GuardianshipRow,
    Ids,
    OrganisationRow,
    PaperRow,
    PersonRow,
    PostRow,
)

ROWS_AT_ONCE = 20_000
LARGE = (PersonRow, PaperRow, PostRow, GuardianshipRow)
Advance = Callable[[int], None]


def table_of(row: type) -> str:
    """Return the table that rows of the type fill."""
    return MODELS[row]._meta.db_table


@contextmanager
def free_ids() -> Iterator[Ids]:
    """Hand out the ids that are free, and note at the end which were used.

    Others read the tables meanwhile, but wait with writing until the transaction ends.
    """
    with connection.cursor() as cursor:
        first = {row: reserve(cursor, table_of(row)) for row in MODELS}
    ids = Ids(first)
    yield ids
    with connection.cursor() as cursor:
        for row, number in first.items():
            sequence = "pg_get_serial_sequence(%s, 'id')"
            cursor.execute(
                f"SELECT max(nextval({sequence})) FROM generate_series(%s::bigint, %s)",
                [table_of(row), number + 1, ids.free[row] - 1],
            )


def wait_for_others() -> None:
    """Wait until nobody else writes organisations, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{table_of(OrganisationRow)}" IN SHARE ROW EXCLUSIVE MODE')


def reserve(cursor: Any, table: str) -> int:
    """Lock the table against writers and return its first free id."""
    cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
    return cursor.fetchone()[0]


def copy_rows(rows: Iterable[NamedTuple], *, advance: Advance) -> Counter[str]:
    """Write the rows to their tables as they come; return how many each table got.

    `advance` is called with the number of people just written.
    """
    waiting: dict[type, list[NamedTuple]] = {row: [] for row in MODELS}
    counts: Counter[str] = Counter()
    for row in rows:
        batch = waiting[type(row)]
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            counts[table_of(type(row))] += copy_batch(type(row), batch, advance=advance)
            batch.clear()
    for row_type, batch in waiting.items():
        counts[table_of(row_type)] += copy_batch(row_type, batch, advance=advance)
    return +counts


def copy_batch(row_type: type, batch: list[NamedTuple], *, advance: Advance) -> int:
    """Write rows of one table; return how many. Columns that they do not name get the model's defaults."""
    named = set(row_type._fields)
    others = [field for field in MODELS[row_type]._meta.concrete_fields if needs_value(field, named)]
    rest = tuple(field.get_default() for field in others)
    columns = [*row_type._fields, *(field.column for field in others)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table_of(row_type)), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in batch:
            copy.write_row(row + rest if rest else row)
    if row_type is PersonRow:
        advance(len(batch))
    return len(batch)


def needs_value(field: models.Field, named: set[str]) -> bool:
    """Say whether a column has to be filled although the rows do not name it."""
    return field.column not in named and not field.null and not field.has_db_default()


def owns_tables() -> bool:
    """Say whether the role of the connection may change the large tables themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY(%s::regclass[])",
            [[table_of(row) for row in LARGE]],
        )
        return cursor.fetchone()[0]


@contextmanager
def indexes_aside() -> Iterator[None]:
    """Put indexes and foreign keys of the large tables aside, and build them again at the end.

    In a transaction: if anything fails, or the process is killed, they stand as before.
    """
    with connection.cursor() as cursor:
        again = [statement for row in LARGE for statement in put_aside(cursor, table_of(row))]
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in sorted(again, key=lambda statement: "FOREIGN KEY" in statement):
            cursor.execute(statement)


def put_aside(cursor: Any, table: str) -> list[str]:
    """Drop foreign keys, unique constraints and plain indexes of a table; return what makes them again."""
    cursor.execute(
        """
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
            format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u')
        UNION ALL
        SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
        FROM pg_index WHERE indrelid = %s::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
        """,
        [table, table],
    )
    statements = cursor.fetchall()
    for drop, _make in statements:
        cursor.execute(drop)
    return [make for _drop, make in statements]


@contextmanager
def loading() -> Iterator[None]:
    """Let the triggers that keep the places of people rest: a load says them itself, and `place_people` the rest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('yuandu.loading', 'on', true)")
        yield
        cursor.execute("SELECT set_config('yuandu.loading', '', true)")


def place_people() -> None:
    """Give those who are at more places than the rows said all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_place_people(NULL)")


def analyse() -> None:
    """Let PostgreSQL count what is there now, so that it plans well."""
    with connection.cursor() as cursor:
        for row in MODELS:
            cursor.execute(f'ANALYZE "{table_of(row)}"')
