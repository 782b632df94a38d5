"""Opening packed files that strangers send: known names only, within limits of count, size and density."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from yuandu.engines.registry.gateways.faults import Unreadable

GIGABYTE = 1024**3
END_OF_DIRECTORY = b"PK\x05\x06"
DIRECTORY_LIMIT = 1024**2  # bytes of a table of contents; thousands of members
BUFFER = 128 * 1024  # bytes unpacked at a time
SMALL = 256 * 1024  # bytes; below this, density says nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a packed file may hold: members, bytes unpacked, and unpacked to packed bytes of one member."""

    members: int
    size: int
    density: int


ROSTER_LIMITS = Limits(members=64, size=2 * GIGABYTE, density=200)
WORKBOOK_LIMITS = Limits(members=400, size=GIGABYTE // 2, density=400)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a packed file or folder: its plain path inside, and how to open it for reading."""

    path: str
    open: Callable[[], BinaryIO]

    @property
    def name(self) -> str:
        """The name without folders."""
        return PurePosixPath(self.path).name


def members_of(path: Path, *, limits: Limits) -> list[Member]:
    """Return the files in a zip file or folder, at most one folder down; raises Unreadable."""
    if path.is_dir():
        return folder_members(path, limits=limits)
    if not path.is_file():
        raise Unreadable("not_found", name=path.name)
    if not zipfile.is_zipfile(path):
        raise Unreadable("not_a_roster")
    return [
        Member(plain_path(info), packed_opener(path, info))
        for info in contents(path, limits=limits)
        if plain_path(info).count("/") <= 1 and not plain_path(info).startswith("__MACOSX/")
    ]


def folder_members(path: Path, *, limits: Limits) -> list[Member]:
    """Return the plain files of a folder and of the folders in it, links left out."""
    files = [
        file
        for file in sorted([*path.iterdir(), *path.glob("*/*")])
        if file.is_file() and not file.is_symlink() and not file.parent.is_symlink()
    ]
    if len(files) > limits.members:
        raise Unreadable("too_many_members", limit=limits.members)
    if sum(file.stat().st_size for file in files) > limits.size:
        raise Unreadable("too_large", limit=gigabytes(limits.size))
    return [Member(file.relative_to(path).as_posix(), lambda file=file: file.open("rb")) for file in files]


def contents(path: Path, *, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return what a zip file says that it holds, when all of it keeps the limits; raises Unreadable.

    The sizes named are binding: `zipfile` never gives more bytes of a member than its directory names.
    """
    with opened(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.members:
        raise Unreadable("too_many_members", limit=limits.members)
    if sum(info.file_size for info in infos) > limits.size:
        raise Unreadable("too_large", limit=gigabytes(limits.size))
    for info in infos:
        refuse_unsafe(info, limits=limits)
    return infos


def refuse_unsafe(info: zipfile.ZipInfo, *, limits: Limits) -> None:
    """Refuse a member that is encrypted, points outside, is a link, or unpacks to too much."""
    path = PurePosixPath(plain_path(info))
    if info.flag_bits & 0x1:
        raise Unreadable("encrypted_zip")
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or is_link:
        raise Unreadable("unsafe_zip", name=info.filename)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("packed_otherwise")
    if info.file_size > SMALL and info.file_size > limits.density * info.compress_size:
        raise Unreadable("too_dense", name=info.filename, limit=limits.density)


def packed_opener(path: Path, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    """Return the function that opens the member; what it opens closes the archive too."""
    return lambda: io.BufferedReader(Packed(path, info), BUFFER)


class Packed(io.RawIOBase):
    """A member of a zip file, read as a stream; broken packing raises Unreadable."""

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        with told():
            self.archive = zipfile.ZipFile(path)
            self.stream = self.archive.open(info)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:
        """Read up to as many bytes as the buffer holds."""
        with told():
            block = self.stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Close the member and its archive."""
        if not self.closed:
            self.stream.close()
            self.archive.close()
        super().close()


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose table of contents is of sane size; raises Unreadable."""
    if directory_size(path) > DIRECTORY_LIMIT:
        raise Unreadable("too_many_members", limit=DIRECTORY_LIMIT // 1024)
    with told(), zipfile.ZipFile(path) as archive:
        yield archive


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors of unpacking into the sentence for the person."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError):
        raise Unreadable("broken_zip") from None
    except (NotImplementedError, RuntimeError):
        raise Unreadable("packed_otherwise") from None


def directory_size(path: Path) -> int:
    """Return the size of a zip file's table of contents in bytes, read without loading it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))
        tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    return struct.unpack_from("<I", tail, at + 12)[0] if 0 <= at <= len(tail) - 22 else 0


def plain_path(info: zipfile.ZipInfo) -> str:
    """Return the member's path with forward slashes, whatever packed it."""
    return info.filename.replace("\\", "/")


def gigabytes(size: int) -> str:
    """Return the size as people say it."""
    return f"{size / GIGABYTE:g}GB"
