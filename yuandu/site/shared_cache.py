"""A cache that all web processes share: a table of the database, written with one statement each time."""

import base64
import pickle
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from random import Random

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
WRITES_BETWEEN_SWEEPS = 500
STATEMENTS = {
    "set": """
        INSERT INTO {table} (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(expires)s)
        ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
    """,
    "add": """
        INSERT INTO {table} AS old (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(expires)s)
        ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
        WHERE old.expires < now()
    """,
    "count": """
        INSERT INTO {table} AS old (cache_key, value, expires)
        SELECT key, '1', statement_timestamp() + seconds * interval '1 second'
          FROM unnest(%(keys)s::text[], %(seconds)s::int[]) AS counted (key, seconds) ORDER BY key
        ON CONFLICT (cache_key) DO UPDATE SET
            value = CASE WHEN old.expires < statement_timestamp() THEN '1' ELSE (old.value::int + 1)::text END,
            expires = CASE WHEN old.expires < statement_timestamp() THEN excluded.expires ELSE old.expires END
    """,
    "counts": """
        SELECT cache_key, value::int FROM {table}
         WHERE cache_key = ANY (%(keys)s) AND expires >= statement_timestamp()
    """,
    "touch": "UPDATE {table} SET expires = %(expires)s WHERE cache_key = %(key)s AND expires >= now()",
}


class SharedCache(DatabaseCache):
    """Django's, which takes five statements for a write on any database, in PostgreSQL's own words.

    It holds the tries of signing in, which must be counted for all processes together; so there is no
    limit on its size, only on time, and what is past is swept out now and then.
    """

    chance = Random()

    def count(self, windows: Mapping[str, int]) -> None:
        """Add one to each counter, all in one statement; a counter is gone so many seconds after its first one.

        Counters are plain numbers, which `get` cannot read.
        """
        keys = [self.make_and_validate_key(key) for key in windows]
        self.execute("count", {"keys": keys, "seconds": list(windows.values())})

    def counts(self, keys: Iterable[str]) -> dict[str, int]:
        """Return what the counters stand at, in one statement; 0 for those that are gone."""
        made = {self.make_and_validate_key(key): key for key in keys}
        with self.connection.cursor() as cursor:
            cursor.execute(self.statement("counts"), {"keys": list(made)})
            return dict.fromkeys(made.values(), 0) | {made[key]: value for key, value in cursor.fetchall()}

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[router.db_for_write(self.cache_model_class)]

    def statement(self, name: str) -> str:
        return STATEMENTS[name].format(table=self.connection.ops.quote_name(self._table))

    def execute(self, name: str, words: Mapping[str, object]) -> int:
        """Write with one statement, sweep now and then; return how many rows were written."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.statement(name), words)
            written = cursor.rowcount
            if self.chance.randrange(WRITES_BETWEEN_SWEEPS) == 0:
                table = self.connection.ops.quote_name(self._table)
                cursor.execute(f"DELETE FROM {table} WHERE expires < now()")
        return written

    def _base_set(self, mode: str, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        until = self.get_backend_timeout(timeout)
        words = {
            "key": key,
            "value": base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1"),
            "expires": FOR_EVER if until is None else datetime.fromtimestamp(until, UTC),
        }
        return self.execute(mode, words) == 1
