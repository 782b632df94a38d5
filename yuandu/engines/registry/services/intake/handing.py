"""The life of an intake: handed in, checked, confirmed, written. What is long runs as a job and calls back here."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yuandu.engines.files import api as files
from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.gateways import Unreadable
from yuandu.engines.registry.models import Intake, Organisation, User
from yuandu.engines.registry.services.intake.applying import write_all
from yuandu.engines.registry.services.intake.checking import count, judge_all, newest_ids
from yuandu.engines.registry.services.intake.reading import read
from yuandu.engines.registry.services.trail import record
from yuandu.kernel import live
from yuandu.kernel.refusals import Refusal

KINDS_OF_FILES = frozenset({"zip", "xlsx", "csv"})
SIZE_LIMIT = 512 * 1024 * 1024  # bytes
EVERYWHERE = [""]  # every path begins with it
WRITING = 0x494E54  # "INT": the advisory lock of whoever writes a roster; one at a time
Advance = Callable[[int], object]


class NotReady(Refusal):
    """The intake is not in the state for this step."""


@transaction.atomic
def hand_in(
    *,
    content: BinaryIO | Iterable[bytes],
    name: str,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    as_job: bool = True,
) -> Intake:
    """Take a roster in for a place and have it checked; raises files.api.NotTaken.

    Without a job the caller checks it, as the command line does, where `by` is empty.
    """
    file = files.keep(
        content=content,
        name=name,
        path=organisation.path,
        by=by.pk if by else None,
        at=at,
        allowed=KINDS_OF_FILES,
        limit=SIZE_LIMIT,
        grade="L4",
    )
    intake = Intake.objects.create(
        organisation=organisation,
        path=organisation.path,
        file=file,
        sight=by.paths("registry.view") if by else EVERYWHERE,
        handed_in_by=by,
        handed_in_at=at,
    )
    if as_job:
        title = _("检查名册“%(name)s”") % {"name": file.name}
        ask(intake, title=title, task="registry.check_intake", by=by, at=at)
    return intake


def unfinished(*, sha256: str, organisation: Organisation) -> Intake | None:
    """Return the intake of the same bytes for the place that the command line left half done, if there is one."""
    states = (IntakeState.READING, IntakeState.CHECKED, IntakeState.APPLYING)
    left = Intake.objects.filter(file__sha256=sha256, organisation=organisation, job=None, state__in=states)
    return left.order_by("-pk").first()


def ask(intake: Intake, *, title: str, task: str, by: User | None, at: datetime, **more: int) -> None:
    """Have the next step of the intake done as a job."""
    owner = by.pk if by else None
    intake.job = jobs.ask(title=title, task=task, by=owner, at=at, unit=_("行"), intake_id=intake.pk, **more)
    intake.save(update_fields=["job"])


def check_intake(*, intake_id: int, advance: Advance) -> Intake:
    """Read the file and find what each row would do; goes on where a killed check stopped."""
    intake = Intake.objects.select_related("file", "organisation").get(pk=intake_id)
    if intake.state != IntakeState.READING:
        return intake
    try:
        read(intake, advance=advance)
    except Unreadable as reason:
        intake.state, intake.cause = IntakeState.UNREADABLE, str(reason)
    else:
        judge_all(intake, advance=advance)
        intake.counts, intake.state = count(intake), IntakeState.CHECKED
    intake.save()
    live.publish(topic_of(intake))
    return intake


@transaction.atomic
def confirm_intake(
    *, intake: Intake, ends: Iterable[str] = (), by: User | None, at: datetime, as_job: bool = True
) -> Intake:
    """Have the good rows written; `ends` are the kinds of rows whose missing ones are to be ended.

    Without a job the caller writes them. Raises NotReady unless the intake has been checked and not yet written.
    """
    intake = Intake.objects.select_for_update(of=("self",)).select_related("file").get(pk=intake.pk)
    if intake.state != IntakeState.CHECKED:
        raise NotReady(_("这次导入已经处理过，请刷新页面。"))
    if intake.rows_forgotten_at:
        raise NotReady(_("这份名册过了半年，检查结果已经清除，请重新交一次。"))
    intake.state = IntakeState.APPLYING
    intake.progress["ends"] = sorted(ends)
    intake.save(update_fields=["state", "progress"])
    if as_job:
        title = _("导入名册“%(name)s”") % {"name": intake.file.name}
        ask(intake, title=title, task="registry.apply_intake", by=by, at=at)
    return intake


def rows_to_write(intake_id: int) -> int:
    """Count the rows of a checked intake that are new, changed or ended."""
    kinds = Intake.objects.get(pk=intake_id).counts.get("kinds", {})
    return sum(told.get(outcome, 0) for told in kinds.values() for outcome in ("NEW", "CHANGED", "GONE"))


def apply_intake(*, intake_id: int, at: datetime, advance: Advance) -> Intake:
    """Write the good rows of a confirmed intake; goes on where a killed writing stopped, and leaves one fact."""
    with one_at_a_time():
        intake = Intake.objects.select_related("file", "organisation", "handed_in_by").get(pk=intake_id)
        if intake.state != IntakeState.APPLYING:
            return intake
        if "written" not in intake.progress and intake.progress["seen"] != newest_ids():
            judge_all(intake, advance=lambda done: None, is_first=False)
        write_all(intake, advance=advance)
        finish(intake, at=at)
    return intake


@transaction.atomic
def finish(intake: Intake, *, at: datetime) -> None:
    """Close the books on a written intake."""
    intake.counts, intake.state, intake.applied_at = count(intake), IntakeState.APPLIED, at
    intake.save()
    record(
        intake,
        verb="registry.imported",
        path=intake.path,
        by=intake.handed_in_by,
        at=at,
        data={"file": intake.file.name, "sha256": intake.file.sha256, "counts": intake.counts},
    )
    live.publish(topic_of(intake))


class one_at_a_time:
    """Keep others from writing a roster until this one is done; a dead process holds nothing."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [WRITING])

    def __exit__(self, *exception: object) -> None:
        wire = connection.connection
        if wire is not None and not wire.closed and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITING])


def topic_of(intake: Intake) -> str:
    """Return the live topic of the intake's page."""
    return f"intake-{intake.pk}"
