"""Doing long work in sight of those who wait for it. Tasks call `running`."""

import errno
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate.exceptions import JobAborted
from psycopg.errors import DiskFull

from yuandu.engines.jobs.enums import State
from yuandu.engines.jobs.gateways.wire import Wire
from yuandu.kernel import jobs
from yuandu.kernel.refusals import Refusal

SECONDS_BETWEEN = 0.5
FAULTS_AT_ONCE = 1_000
SECONDS_WORTH_A_NOTICE = 30  # whoever waited longer has gone to do something else
log = logging.getLogger("yuandu.jobs")


class Cancelled(JobAborted):
    """Somebody called the job off; the work lets it pass, its open transaction is rolled back."""


class AlreadyRunning(JobAborted):
    """Another process is doing this job at this moment."""


class Progress:
    """What the work of a job says of itself. It is written at most twice a second."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.count: int | None = None
        self.done = 0
        self.url = ""
        self.faults: list[tuple[int | None, str, str, str, str]] = []
        self.told = time.monotonic()

    def total(self, count: int | None) -> None:
        """Say how many things there are to do; None for unknown. Raises Cancelled."""
        self.count = count
        self.tell()

    def step(self, count: int = 1) -> None:
        """Say that so many things more are done; raises Cancelled after somebody called the job off."""
        self.done += count
        if time.monotonic() - self.told >= SECONDS_BETWEEN:
            self.tell()

    def fault(
        self, *, cause: str, cure: str = "", line: int | None = None, field: str = "", value: object = ""
    ) -> None:
        """Name a row that cannot be done and how to mend it; the work goes on, the job ends as PARTLY."""
        self.faults.append(
            (line, clipped(field, 80), clipped(value, 200), clipped(cause, 300), clipped(cure, 300))
        )
        if len(self.faults) >= FAULTS_AT_ONCE:
            self.tell()

    def result(self, url: str) -> None:
        """Say where the outcome is to be found."""
        self.url = url

    def tell(self) -> None:
        """Write all of it now; raises Cancelled."""
        if self.write() == State.CANCELLING:
            raise Cancelled

    def write(self) -> State:
        self.told = time.monotonic()
        faults, self.faults = self.faults, []
        self.wire.add_faults(faults)
        return self.wire.tell(done=self.done, total=self.count, result_url=self.url)

    def end(self, state: State, fault: str = "") -> None:
        """Write how the job ended, and have its owner told where it took long."""
        self.write()
        if self.wire.end(state, fault=fault[:500]) >= SECONDS_WORTH_A_NOTICE:
            jobs.defer("messaging.job_ended", job_id=self.wire.job_id)


@contextmanager
def running(job_id: int) -> Iterator[Progress]:
    """Do the work of a job: `with jobs.running(job_id) as progress: …`.

    Ends it as DONE, PARTLY (it has faults), CANCELLED or FAILED: a Refusal is told in its own words, anything
    else is logged. Where the database went away, the job stays as it is and is soon begun again.
    Raises Cancelled for a job that is over, AlreadyRunning for one that another process does.
    """
    wire = Wire(job_id)
    try:
        if not wire.hold():
            raise AlreadyRunning
        if not wire.begin():
            raise Cancelled
        progress = Progress(wire)
        try:
            yield progress
        except Cancelled:
            progress.end(State.CANCELLED)
        except Exception as error:
            if will_pass(error):
                raise
            fail(progress, error)
        else:
            progress.end(State.DONE)
    finally:
        wire.close()


def will_pass(error: Exception) -> bool:
    """Say whether the work would go on well if it were begun again: the database went away, or was busy."""
    return isinstance(error, OperationalError | InterfaceError) and not isinstance(error.__cause__, DiskFull)


def fail(progress: Progress, error: Exception) -> None:
    """End the job with a sentence for the person; the cause of an unexpected error is logged."""
    if not isinstance(error, Refusal):
        log.error("job %s failed", progress.wire.job_id, exc_info=error)
    progress.end(State.FAILED, sentence_for(error))


def sentence_for(error: Exception) -> str:
    """Return what the person reads of the error."""
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error.__cause__, DiskFull) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return _("服务器的磁盘满了，没有办完。请联系管理员清理后再办一次。")
    return _("出了意外，没有办完，原因已经记下。请再办一次；还是不行，请联系管理员。")


def clipped(text: object, length: int) -> str:
    """Return the text as the table holds it: no longer than that, and without the null that no table takes."""
    return str(text).replace("\x00", "")[:length]
