"""Making the file that was allowed: in the asker's scope of the moment, marked for whom it is."""

import hashlib
import hmac
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.files import api as files
from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.models import ExportedPeople, ExportRequest, Guardianship, Post, User
from yuandu.engines.registry.queries.grades import limit
from yuandu.engines.registry.queries.privacy import days_of_export
from yuandu.engines.registry.queries.reach import scope_of
from yuandu.engines.registry.queries.scope import at_or_below, held_on
from yuandu.engines.registry.services.export import LARGEST, one_picture, write_export
from yuandu.engines.registry.services.privacy.asking import ROSTER, listing_of, told
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.scope import entered
from yuandu.kernel.watermarks import Watermark, write

AT_ONCE = 1_000  # people of a fact
TRACE = 6  # hexadecimal digits by which a line is known to be ours
Step = Callable[[int], object]


class SeatGone(Refusal):
    """The asker has no longer the seat in which they asked."""


class TooManyRows(Refusal):
    """A workbook of so many rows cannot be used."""


def make_export(*, request_id: int, at: datetime, step: Step = int) -> ExportRequest:
    """Write the file of a request that was allowed, and keep it; a file that is made already is left alone.

    The rows are those that the asker sees now. Raises SeatGone and TooManyRows.
    """
    request = ExportRequest.objects.select_related("asked_by", "organisation").get(pk=request_id)
    if request.state != ExportState.ALLOWED:
        return request
    user = seated(request)
    folder = Path(settings.HOME) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        target = Path(draft) / f"export.{ending_of(request)}"
        crowd = Crowd(request, step)
        with one_picture(writes=True), entered(scope_of(user, at=at)):
            ExportedPeople.objects.filter(request=request).delete()
            write_file(target, request, user, crowd, at=at)
            crowd.flush()
        return kept(request, target, count=crowd.rows, at=at)


def seated(request: ExportRequest) -> User:
    """Return the asker in the seat of the request; raises SeatGone."""
    user = request.asked_by
    user.chosen_seat = request.seat
    if not user.is_active or user.seat is None or user.seat.key != request.seat:
        raise SeatGone(_("申请时的身份已经没有了，文件没有生成。请用现在的身份重新申请。"))
    return user


class Crowd:
    """Who comes into the file, written down a thousand at a time."""

    def __init__(self, request: ExportRequest, step: Step) -> None:
        self.request, self.step = request, step
        self.people: dict[int, None] = {}
        self.rows = 0

    def add(self, *people: int) -> None:
        """Count a row, and keep who is in it."""
        self.rows += 1
        self.people.update(dict.fromkeys(people))
        if len(self.people) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write down who is waiting."""
        if self.people:
            ExportedPeople.objects.bulk_create(
                ExportedPeople(
                    request=self.request,
                    people=part,
                    path=self.request.path,
                    account_id=self.request.asked_by_id,
                )
                for part in in_parts(list(self.people), AT_ONCE)
            )
            self.step(len(self.people))
            self.people = {}


def in_parts(things: list[Any], size: int) -> Iterable[list[Any]]:
    """Yield the things so many at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))


def ending_of(request: ExportRequest) -> str:
    if request.listing == ROSTER:
        return "zip" if request.form == "oneroster" else "xlsx"
    return request.form


def write_file(target: Path, request: ExportRequest, user: User, crowd: Crowd, *, at: datetime) -> None:
    """Write what was asked for: a list with its filter, or a whole place."""
    if request.listing == ROSTER:
        write_roster(target, request, crowd, at=at)
    else:
        write_list(target, request, user, crowd, at=at)


def write_roster(target: Path, request: ExportRequest, crowd: Crowd, *, at: datetime) -> None:
    """Write a place in the form that other systems read; its mark lies in the archive, not among the rows."""
    on = timezone.localdate(at)
    write_export(target, form=request.form, place=request.organisation, on=on)
    here = at_or_below(request.path)
    wards = Guardianship.objects.filter(here).values_list("pupil", "guardian")
    posts = Post.objects.filter(here, held_on(on)).values_list("person")
    for rows in (posts, wards):
        for people in rows.iterator(chunk_size=AT_ONCE):
            crowd.add(*people)
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = words_of(request, at=at).encode()


def write_list(target: Path, request: ExportRequest, user: User, crowd: Crowd, *, at: datetime) -> None:
    """Write the filtered list, marked on every line."""
    table, rows = listing_of(request.listing, user, request.query)
    most = limit("workbook_rows")
    if request.form == "xlsx" and rows[most : most + 1].exists():
        raise TooManyRows(_("超过{most}行，请先筛选，或者改成导出CSV。").format(most=most))
    write(
        target,
        table,
        rows,
        columns=request.columns,
        form=request.form,
        mark=Watermark(
            number=request.number,
            words=words_of(request, at=at),
            trace=lambda row: trace_of(request.number, row),
        ),
        each=lambda row: crowd.add(table.person(row)),
    )


def words_of(request: ExportRequest, *, at: datetime) -> str:
    """Return what the file says of itself."""
    return _(
        "导出编号{number}｜申请人{asker}｜{at}｜批准人{decider}｜交给{recipient}，用到{until}｜含个人信息，不得转给他人"
    ).format(
        number=request.number,
        asker=request.asker,
        at=timezone.localtime(at).strftime("%Y-%m-%d %H:%M"),
        decider=request.decider,
        recipient=request.recipient,
        until=request.needed_until.isoformat(),
    )


def trace_of(number: str, row: int) -> str:
    """Return the mark of a line, from which its file is found even if the line stands alone: EX2022-000017-12-9f31ab."""
    said = f"{number}-{row}"
    proof = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()[:TRACE]
    return f"{said}-{proof}"


def is_ours(trace: str) -> bool:
    """Say whether a line's mark was made by this platform."""
    number, _dash, rest = trace.rpartition("-")[0].rpartition("-")
    return rest.isdecimal() and hmac.compare_digest(trace_of(number, int(rest)), trace)


@transaction.atomic
def kept(request: ExportRequest, target: Path, *, count: int, at: datetime) -> ExportRequest:
    """Keep the file, and write down when and how large it was made."""
    ending = ending_of(request)
    with target.open("rb") as content:
        request.file = files.keep(
            content=content,
            name=f"{request.number}.{ending}",
            path=request.path,
            by=request.asked_by_id,
            at=at,
            allowed=frozenset({ending}),
            limit=LARGEST,
            grade=request.grade,
        )
    days, _times = days_of_export()
    request.made, request.made_at, request.expires_at = count, at, at + timedelta(days=days)
    request.state = ExportState.MADE
    request.save(update_fields=["file", "made", "made_at", "expires_at", "state"])
    said = {"rows": count, "sha256": request.file.sha256, "size": request.file.size}
    told(request, verb="registry.export_made", by=request.asked_by, at=at, **said)
    return request
