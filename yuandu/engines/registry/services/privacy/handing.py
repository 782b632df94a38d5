"""Handing the file out: to the asker alone, for some days and some times, and each time recorded."""

from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.files import api as files
from yuandu.engines.registry.models import ExportRequest, User
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.services.privacy.asking import told
from yuandu.engines.registry.services.privacy.looking import reason_of
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.scope import platform

SALT = "registry.export"


class NotYours(Refusal):
    """The link is another account's, or was tampered with."""


class NoLonger(Refusal):
    """The file is too old, was had too often, or is not there yet."""


def token_of(request: ExportRequest) -> str:
    """Return the signed part of the file's address; it opens for the asker's account only."""
    return signing.dumps({"export": request.pk, "user": request.asked_by_id}, salt=SALT)


def request_of(token: str) -> ExportRequest | None:
    """Return the request that a link is of; None where it was tampered with."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    with platform():  # who opens it may be somebody else
        return ExportRequest.objects.filter(pk=said["export"], asked_by=said["user"]).order_by("pk").first()


def note_passed_on(*, request: ExportRequest, by: User | None, at: datetime) -> None:
    """Record that somebody else tried the link."""
    with platform():
        told(request, verb="registry.export_link_passed_on", by=by, at=at)


@transaction.atomic
def hand_out(*, request: ExportRequest, by: User, at: datetime) -> tuple[BinaryIO, Any]:
    """Return the open file and what files keeps of it, and record whom it is about. Raises NotYours and NoLonger."""
    request = ExportRequest.objects.select_for_update(of=("self",)).select_related("file").get(pk=request.pk)
    if request.asked_by_id != by.pk:
        raise NotYours(_("这个文件只给申请人下载。需要的请自己申请。"))
    if not request.can_be_downloaded(at):
        raise NoLonger(_("文件已经过期，或者下载次数用完了。还需要的请重新申请。"))
    content = files.open_file(request.file)
    request.downloads += 1
    request.save(update_fields=["downloads"])
    note_download(request, by=by, at=at)
    return content, request.file


def note_download(request: ExportRequest, *, by: User, at: datetime) -> None:
    """Record the download, with everybody who is in the file."""
    purpose = codes_of("look_purpose").get(request.purpose)
    because = reason_of(purpose, request.words) if purpose else request.words
    data = {"number": request.number, "listing": request.listing, "sha256": request.file.sha256}
    parts = request.parts.order_by("pk").values_list("people", flat=True)
    for people in chain(parts.iterator(chunk_size=50), () if parts.exists() else [[]]):
        activity.record_look(
            verb="registry.exported",
            about=f"{ExportRequest._meta.label}:{request.pk}",
            path=request.path,
            by=by.pk,
            at=at,
            people=people,
            because=because,
            data=data,
        )
