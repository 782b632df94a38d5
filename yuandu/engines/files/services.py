"""Taking files in: checked, stored once, and remembered."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.files.gateways import scanner
from yuandu.engines.files.gateways.folder import store
from yuandu.engines.files.gateways.store import Draft, Full, TooMany
from yuandu.engines.files.models import File
from yuandu.engines.files.queries import SALT
from yuandu.engines.files.rules import KINDS, Kind, agrees, clean_name, kind_by_ending
from yuandu.kernel.refusals import Refusal

CHUNK = 1 << 20
INCOMING_ARE_KEPT = timedelta(days=1)


class NotTaken(Refusal):
    """The base of every reason for which a file is not taken."""


class Empty(NotTaken):
    """The file has no bytes."""


class TooLarge(NotTaken):
    """The file is larger than is allowed here."""


class WrongKind(NotTaken):
    """The file is of a kind that is not taken here, or is not what its name says."""


class Infected(NotTaken):
    """The scanner found a virus, or could not look."""


class NoSpace(NotTaken):
    """The server has no room for the file."""


def keep(
    *,
    content: BinaryIO | Iterable[bytes],
    name: str,
    path: str,
    by: int | None,
    at: datetime,
    allowed: frozenset[str],
    limit: int,
    grade: str = "L2",
) -> File:
    """Store a file whose content, name and size are in order, and record the fact `files.kept`.

    `allowed` are names of rules.KINDS, `limit` is in bytes, `path` the unit that the file belongs to, `by` an
    account's id, `grade` the class of the data (L1 to L4). The name is cleaned; its ending must agree with the
    content. Raises Empty, TooLarge, WrongKind, Infected and NoSpace: of a refused file nothing stays.
    """
    name = clean_name(name)
    kind = claimed_kind(name, allowed)
    try:
        with store().receiving(chunks_of(content), limit=limit) as draft:
            check(draft, kind)
            draft.keep()
            return remember(draft, kind, name=name, path=path, by=by, at=at, grade=grade)
    except TooMany:
        raise TooLarge(_("文件超过%(limit)s，请拆小后再传。") % {"limit": size_in_words(limit)}) from None
    except Full as error:
        raise NoSpace(_("服务器的磁盘满了，文件没有存下。请联系管理员清理后再传。")) from error


def chunks_of(content: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file, or of an iterator as it is."""
    if hasattr(content, "read"):
        return iter(lambda: content.read(CHUNK), b"")
    return iter(content)


def claimed_kind(name: str, allowed: frozenset[str]) -> Kind:
    """Return the kind that the name claims; raises WrongKind for one that is not taken here."""
    kind = kind_by_ending(name)
    if kind is None or kind.name not in allowed:
        endings = _("、").join(
            ending for each in KINDS.values() if each.name in allowed for ending in each.endings
        )
        raise WrongKind(_("这里不收这种文件。请上传%(endings)s。") % {"endings": endings})
    return kind


def check(draft: Draft, kind: Kind) -> None:
    """Look into the bytes; raises Empty, WrongKind and Infected."""
    if not draft.size:
        raise Empty(_("文件是空的，请检查后再传。"))
    with draft.path.open("rb") as file:
        if not agrees(kind, file):
            raise WrongKind(
                _("这个文件的内容不是%(kind)s，只是名字像。请用原来的软件另存后再传。") % {"kind": kind.name}
            )
    try:
        clean = scanner.is_clean(draft.path)
    except scanner.ScanFailed as error:
        raise Infected(_("查毒没有做成，文件没有存下。请过一会儿再传。")) from error
    if not clean:
        raise Infected(_("文件里有病毒，没有存下。请先在自己的电脑上查杀。"))


@transaction.atomic
def remember(
    draft: Draft, kind: Kind, *, name: str, path: str, by: int | None, at: datetime, grade: str
) -> File:
    """Write the row and the fact."""
    file = File.objects.create(
        sha256=draft.sha256,
        size=draft.size,
        name=name,
        kind=kind.media,
        path=path,
        owner_id=by,
        grade=grade,
        kept_at=at,
    )
    data = {"name": name, "size": draft.size, "sha256": draft.sha256}
    activity.record(verb="files.kept", about=f"files.File:{file.pk}", path=path, by=by, at=at, data=data)
    return file


def link_to(file: File, *, user_id: int | None, minutes: int) -> str:
    """Return a signed address of the file that runs out; with a `user_id` only that account can open it."""
    token = signing.dumps({"file": file.pk, "user": user_id, "minutes": minutes}, salt=SALT)
    return reverse("files:file", args=[token])


def sweep(*, at: datetime) -> int:
    """Delete what is left of transfers that broke off more than a day ago; return how many."""
    return store().sweep(before=at - INCOMING_ARE_KEPT)


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it: “20MB”."""
    for unit, bytes_of in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= bytes_of:
            return f"{size / bytes_of:g}{unit}" if size % bytes_of == 0 else f"{size / bytes_of:.1f}{unit}"
    return _("%(size)s字节") % {"size": size}
