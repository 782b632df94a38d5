"""A cache that all web processes share: a table of the database, written with one statement each time."""

import base64
import pickle
from datetime import UTC, datetime
from random import Random

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

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
    "touch": "UPDATE {table} SET expires = %(expires)s WHERE cache_key = %(key)s AND expires >= now()",
}


class SharedCache(DatabaseCache):
    """Django's, which takes five statements for a write on any database, in PostgreSQL's own words.

    It holds the tries of signing in, which must be counted for all processes together; so there is no
    limit on its size, only on time, and what is past is swept out now and then.
    """

    chance = Random()

    def _base_set(self, mode: str, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        until = self.get_backend_timeout(timeout)
        words = {
            "key": key,
            "value": base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1"),
            "expires": FOR_EVER if until is None else datetime.fromtimestamp(until, UTC),
        }
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(STATEMENTS[mode].format(table=table), words)
            written = cursor.rowcount == 1
            if self.chance.randrange(WRITES_BETWEEN_SWEEPS) == 0:
                cursor.execute(f"DELETE FROM {table} WHERE expires < now()")
        return written
