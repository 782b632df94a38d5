"""Asking for a file of people: what is in it, what for, for whom, until when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.models import ExportRequest, Organisation, Post, User
from yuandu.engines.registry.queries.grades import limit
from yuandu.engines.registry.queries.scope import at_or_below, held_on
from yuandu.engines.registry.services.privacy.looking import purpose_for, reason_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.apps import declared
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.scope import platform
from yuandu.kernel.tables import Table

ROSTER = "roster"  # the listing of a whole place in a form of services.export
LAST = 90  # days for which a file may be needed at most, by our own rule


class AlreadyDecided(Refusal):
    """Somebody has decided, or the asker took the request back."""


class NothingToExport(Refusal):
    """There is no such list, no row in it, or no column was chosen."""


class TooLong(Refusal):
    """The file is to be used for longer than is allowed, or not at all."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: a list of a manifest with its filter, or a whole place."""

    listing: str
    query: str
    columns: Sequence[str]
    form: str
    organisation: Organisation
    grade: str
    count: int


def listing_of(name: str, user: User, query: str) -> tuple[Table, QuerySet]:
    """Return a table of a manifest and its rows as the user's filter leaves them, in the user's present scope.

    Raises NothingToExport for a name that no manifest declares.
    """
    builders = {listing: app.load(function) for app, (listing, function) in declared("listings")}
    build: Callable[..., tuple[Table, QuerySet]] | None = builders.get(name)
    if build is None:
        raise NothingToExport(_("没有这张名单，请回到名册再导出。"))
    said = QueryDict(query)
    table, rows = build(user, said)
    return table, table.narrowed(rows, said, user)


def said_of(table: Table, user: User, query: str) -> str:
    """Return a list's filter in words; "" for none."""
    said = QueryDict(query)
    chosen = [
        _("{filter}：{value}").format(filter=chip.title, value=dict(options)[value])
        for chip, options, value in table.chosen_filters(said, user)
        if value
    ]
    if text := said.get("q", "").strip():
        chosen.append(_("搜索：{text}").format(text=text))
    return _("；").join(chosen)


def content_of(request: ExportRequest) -> tuple[str, str]:
    """Return in words which rows and which columns somebody asked for, as the asker's list shows them.

    ("", "") for a whole place, and where the asker has no longer the seat in which they asked.
    """
    if request.listing == ROSTER:
        return "", ""
    with platform():
        user = User.objects.get(pk=request.asked_by_id)
        user.chosen_seat = request.seat
        if user.seat is None or user.seat.key != request.seat:
            return "", ""
        table, _rows = listing_of(request.listing, user, request.query)
        titles = [str(column.title) for column in table.columns if column.name in request.columns]
        return said_of(table, user, request.query) or _("全部"), _("、").join(titles)


def wanted_list(*, listing: str, query: str, columns: Sequence[str], form: str, user: User) -> Wanted:
    """Return what a filtered list comes to; raises NothingToExport."""
    table, rows = listing_of(listing, user, query)
    known = [column.name for column in table.columns if column.name in columns]
    count = rows.count()
    if not known or not count:
        raise NothingToExport(_("没有可以导出的内容，请换个条件，或者多选一列。"))
    place = user.seat.organisation
    return Wanted(
        listing=listing,
        query=query,
        columns=known,
        form=form,
        organisation=place,
        grade=table.grade,
        count=count,
    )


def wanted_roster(*, place: Organisation, form: str, on: date) -> Wanted:
    """Return what a whole place comes to; `form` is one of services.export. Papers and phones are in it: L4."""
    count = Post.objects.filter(at_or_below(place.path), held_on(on)).count()
    return Wanted(
        listing=ROSTER, query="", columns=[], form=form, organisation=place, grade="L4", count=count
    )


@transaction.atomic
def ask_for_export(
    *,
    wanted: Wanted,
    purpose: str,
    recipient: str,
    needed_until: date,
    by: User,
    at: datetime,
    words: str = "",
) -> ExportRequest:
    """Ask for the file; it is made when a second person allows it, who is told.

    Raises PurposeUnfit, WordsMissing and TooLong.
    """
    chosen = purpose_for(by, purpose, words=words)
    today = timezone.localdate(at)
    if not 0 <= (needed_until - today).days <= LAST:
        raise TooLong(_("用到哪天，请选今天起{days}天以内的日子。").format(days=LAST))
    request = ExportRequest.objects.create(
        listing=wanted.listing,
        query=wanted.query,
        columns=list(wanted.columns),
        form=wanted.form,
        organisation=wanted.organisation,
        path=wanted.organisation.path,
        seat=by.seat.key,
        grade=wanted.grade,
        count=wanted.count,
        is_important=wanted.count >= limit("important_people"),
        purpose=purpose,
        words=words.strip(),
        recipient=recipient.strip(),
        needed_until=needed_until,
        asked_by=by,
        asker=_("{name}（{seat}）").format(name=by.name, seat=by.seat.words),
        asked_at=at,
    )
    because = reason_of(chosen, words)
    told(request, verb="registry.export_asked", by=by, at=at, because=because, important=request.is_important)
    return request


@transaction.atomic
def withdraw_export(*, request: ExportRequest, by: User, at: datetime) -> ExportRequest:
    """Take back what one asked for, before it was decided. Raises AlreadyDecided."""
    request = waiting(request)
    request.state = ExportState.WITHDRAWN
    request.save(update_fields=["state"])
    told(request, verb="registry.export_withdrawn", by=by, at=at)
    return request


def waiting(request: ExportRequest) -> ExportRequest:
    """Return the request, held for the decision; raises AlreadyDecided."""
    held = ExportRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != ExportState.WAITING:
        raise AlreadyDecided(_("这份申请已经处理过，请刷新页面。"))
    return held


def told(
    request: ExportRequest, *, verb: str, by: User | None, at: datetime, because: str = "", **more: Any
) -> None:
    """Record a fact about the request."""
    data = {"number": request.number, "listing": request.listing, "count": request.count, **more}
    record(request, verb=verb, path=request.path, by=by, at=at, because=because, data=data)
