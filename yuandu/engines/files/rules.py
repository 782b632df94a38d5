"""What a file is, judged by its bytes; and what it may be called."""

import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

HEAD_BYTES = 65_536
LONGEST_NAME = 120  # characters, ending included
CODINGS = ("utf-8-sig", "utf-16", "gb18030")
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe", b"<img")
OTHERS = (b"%pdf-", b"gif8")  # what begins so is readable, and yet no text
CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file that the platform takes: its media type, endings, and the look of its beginning."""

    name: str
    media: str
    endings: tuple[str, ...]
    matches: Callable[[bytes], bool]
    is_picture: bool = False


def begins(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magics)


def is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in (b"heic", b"avif", b"qt  ")


def is_text(head: bytes) -> bool:
    """Say whether the bytes are plain text in a coding that schools use, and no markup that a browser runs."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP + OTHERS):
        return False
    return coding_of(head) is not None


def coding_of(head: bytes) -> str | None:
    """Return the coding in which the beginning of a text can be read; None for what is no text."""
    for coding in CODINGS:
        if coding == "utf-16" and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = decoded(head, coding)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.intersection(map(ord, text)):
            return coding
    return None


def decoded(head: bytes, coding: str) -> str:
    """Decode the beginning of a text; a character cut in two at the end does not matter."""
    try:
        return head.decode(coding)
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4 or len(head) < HEAD_BYTES:
            raise
        return head[: error.start].decode(coding)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(name="pdf", media="application/pdf", endings=("pdf",), matches=begins(b"%PDF-")),
        Kind(
            name="png",
            media="image/png",
            endings=("png",),
            matches=begins(b"\x89PNG\r\n\x1a\n"),
            is_picture=True,
        ),
        Kind(
            name="jpeg",
            media="image/jpeg",
            endings=("jpg", "jpeg"),
            matches=begins(b"\xff\xd8\xff"),
            is_picture=True,
        ),
        Kind(name="webp", media="image/webp", endings=("webp",), matches=is_webp, is_picture=True),
        Kind(
            name="gif",
            media="image/gif",
            endings=("gif",),
            matches=begins(b"GIF87a", b"GIF89a"),
            is_picture=True,
        ),
        Kind(name="mp4", media="video/mp4", endings=("mp4", "m4v"), matches=is_mp4),
        Kind(
            name="xlsx",
            media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            endings=("xlsx",),
            matches=begins(b"PK\x03\x04"),
        ),
        Kind(
            name="zip",
            media="application/zip",
            endings=("zip",),
            matches=begins(b"PK\x03\x04", b"PK\x05\x06"),
        ),
        Kind(name="csv", media="text/csv", endings=("csv", "tsv"), matches=is_text),
        Kind(name="text", media="text/plain", endings=("txt",), matches=is_text),
    )
}


def kind_by_ending(name: str) -> Kind | None:
    """Return the kind that the name claims; None for an ending that the platform does not take."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    return next((kind for kind in KINDS.values() if ending in kind.endings), None)


def agrees(kind: Kind, file: BinaryIO) -> bool:
    """Say whether the bytes of the file are of the kind."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not kind.matches(head):
        return False
    return holds_a_workbook(file) if kind.name == "xlsx" else True


def holds_a_workbook(file: BinaryIO) -> bool:
    """Say whether the archive is an Excel workbook; only its list of names is read."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names


def clean_name(name: str) -> str:
    """Return the name without folders, control and direction characters, leading dots and too great length."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    seen = seen.strip().lstrip(".").strip() or "file"
    stem, dot, ending = seen.rpartition(".")
    if not dot or len(ending) > 10:
        return seen[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
