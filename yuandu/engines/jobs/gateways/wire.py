"""A running job's own line to the database: what it says is seen at once, whatever the work's transactions do.

The line holds a lock for as long as the process lives, so that nobody does the same job twice and a dead
process is known for certain. Work that is called inside a transaction (as tests do) speaks within it.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from yuandu.engines.jobs.enums import State
from yuandu.kernel.live import CHANNEL

LOCKS = 0x4A4F42  # "JOB": the first half of the key of every advisory lock of ours

BEGIN = """
UPDATE jobs_job SET state = 'RUNNING', tries = tries + 1, done = 0, fault = '',
       begun_at = clock_timestamp(), seen_at = clock_timestamp()
 WHERE id = %s AND state IN ('WAITING', 'RUNNING') RETURNING id
"""
TELL = """
WITH told AS (UPDATE jobs_job SET done = %s, total = %s, result_url = %s, seen_at = clock_timestamp()
               WHERE id = %s RETURNING state)
SELECT state, pg_notify(%s, %s) FROM told
"""
END = """
WITH over AS (UPDATE jobs_job SET state = CASE WHEN %s <> 'DONE' THEN %s
                                               WHEN EXISTS (SELECT FROM jobs_jobfault WHERE job_id = %s)
                                               THEN 'PARTLY' ELSE 'DONE' END,
                     fault = %s, ended_at = clock_timestamp(), seen_at = clock_timestamp()
               WHERE id = %s RETURNING extract(epoch FROM ended_at - begun_at) AS seconds)
SELECT seconds, pg_notify(%s, %s) FROM over
"""
FAULTS = """
INSERT INTO jobs_jobfault (job_id, line, field, value, cause, cure)
SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""


class Wire:
    """The line of one job."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.is_own = not connection.in_atomic_block
        self.connection = connection.copy() if self.is_own else connection

    def hold(self) -> bool:
        """Say whether the job is ours; False while another process has it."""
        return self.row("SELECT pg_try_advisory_lock(%s, %s)", LOCKS, lock_of(self.job_id))[0]

    def begin(self) -> bool:
        """Mark the job as running; False if it is over or being cancelled."""
        return self.row(BEGIN, self.job_id) is not None

    def tell(self, *, done: int, total: int | None, result_url: str) -> State:
        """Write how far the work is, nudge the pages that follow it, and return the state that others set."""
        state, _void = self.row(TELL, done, total, result_url, self.job_id, CHANNEL, topic_of(self.job_id))
        return State(state)

    def add_faults(self, faults: Sequence[tuple[int | None, str, str, str, str]]) -> None:
        """Write rows of (line, field, value, cause, cure); those that were said before stay one."""
        if faults:
            columns = [list(column) for column in zip(*faults, strict=True)]
            with self.connection.cursor() as cursor:
                cursor.execute(FAULTS, [self.job_id, *columns])

    def end(self, state: State, *, fault: str) -> float:
        """Mark the job as over (DONE becomes PARTLY where there are faults); return how long it took."""
        ending = (state, state, self.job_id, fault, self.job_id, CHANNEL, topic_of(self.job_id))
        return float(self.row(END, *ending)[0])

    def close(self) -> None:
        """Let the job go; a line that is broken holds nothing any more."""
        with suppress(DatabaseError, InterfaceError):
            self.row("SELECT pg_advisory_unlock(%s, %s)", LOCKS, lock_of(self.job_id))
        if self.is_own:
            self.connection.close()

    def row(self, query: str, *values: Any) -> tuple | None:
        """Run the statement and return the first row."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone()


def topic_of(job_id: int) -> str:
    """Return the topic that pages of the job follow."""
    return f"job-{job_id}"


def lock_of(job_id: int) -> int:
    """Return the second half of the key of the job's lock."""
    return job_id & 0x7FFFFFFF


def held() -> set[int]:
    """Return the locks (lock_of) of the jobs that some process has at this moment."""
    query = """
    SELECT objid::bigint FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
     WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND datname = current_database()
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [LOCKS])
        return {key for (key,) in cursor.fetchall()}
