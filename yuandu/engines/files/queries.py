"""Reading files back."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from typing import BinaryIO

from django.core import signing
from django.utils.translation import gettext as _

from yuandu.engines.files.gateways.folder import store
from yuandu.engines.files.models import File
from yuandu.engines.files.rules import HEAD_BYTES, coding_of
from yuandu.kernel import scope

SALT = "files.link"


class BadLink(Exception):
    """The link was tampered with, has run out, or is another person's."""


@dataclass(frozen=True, kw_only=True)
class Damage:
    """Bytes of the store that are not what they were: `names` are the files that lie on them."""

    sha256: str
    names: tuple[str, ...]
    cause: str


def file(pk: int) -> File:
    """Return the file; raises File.DoesNotExist."""
    return File.objects.get(pk=pk)


def open_file(file: File) -> BinaryIO:
    """Return the file's bytes for reading; raises FileNotFoundError where the store has lost them."""
    return store().open(file.sha256)


def text_of(file: File) -> str:
    """Return a text file whole, in whichever coding it was written; raises UnicodeDecodeError."""
    with open_file(file) as content:
        body = content.read()
    return body.decode(coding_of(body[:HEAD_BYTES]) or "utf-8")


def linked_file(token: str, *, user_id: int | None) -> File:
    """Return the file that a signed link leads to, for whoever opens it; raises BadLink."""
    try:
        grant = signing.loads(token, salt=SALT)
        signing.loads(token, salt=SALT, max_age=grant["minutes"] * 60)
    except signing.BadSignature as error:
        raise BadLink from error
    if grant["user"] is not None and grant["user"] != user_id:
        raise BadLink
    with scope.platform():  # who holds the link may be anywhere
        return file(grant["file"])


def damages() -> Iterator[Damage]:
    """Yield what the store has lost or changed, after reading every byte of it."""
    names: dict[str, list[str]] = {}
    for sha256, name in File.objects.order_by("sha256", "pk").values_list("sha256", "name").iterator():
        names.setdefault(sha256, []).append(name)
    for sha256, called in names.items():
        if cause := damage_of(sha256):
            yield Damage(sha256=sha256, names=tuple(called), cause=cause)


def damage_of(sha256: str) -> str:
    """Return what is wrong with the bytes; "" for nothing."""
    try:
        with store().open(sha256) as content:
            found = file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return _("文件不见了，请从备份恢复。")
    return "" if found == sha256 else _("文件的内容变了，请从备份恢复。")
