"""A backup as one file: a compressed tar whose last member says what the others are and their SHA-256."""

import errno
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE_PART = "database/{:06d}"  # a tar wants sizes beforehand, and a dump's is not known: so in parts
PART_BYTES = 16 * 2**20
COMPRESSION = 3
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass
class Writer:
    """An archive being written; `advance` hears of every byte put in."""

    tar: tarfile.TarFile
    advance: Callable[[int], None]
    hashes: dict[str, str] = field(default_factory=dict)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Put in a member."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        self.advance(len(content))

    def add_dump(self, stream: IO[bytes]) -> None:
        """Put in a database dump, in parts."""
        number = 0
        while content := stream.read(PART_BYTES):
            self.add_bytes(DATABASE_PART.format(number), content)
            number += 1

    def add_folder(self, folder: Path, name: str, *, without: Path | None = None) -> None:
        """Put in every file below a folder but one; what goes away meanwhile is left out."""
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != without):
            try:
                self.add_file(path, f"{name}/{path.relative_to(folder)}")
            except FileNotFoundError:
                continue

    def add_file(self, path: Path, name: str) -> None:
        """Put in a file, read once: what is hashed is what is stored."""
        with path.open("rb") as source:
            member = tarfile.TarInfo(name)
            member.size, member.mode = os.fstat(source.fileno()).st_size, 0o600
            reader = HashingReader(source, self.advance)
            self.tar.addfile(member, reader)
        self.hashes[name] = reader.digest.hexdigest()

    def close_with(self, facts: dict[str, str]) -> None:
        """Put in the manifest, which makes the archive whole."""
        manifest = {"format": FORMAT, **facts, "sha256": self.hashes}
        self.add_bytes(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


class HashingReader:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes], advance: Callable[[int], None]) -> None:
        self.source, self.advance, self.digest = source, advance, hashlib.sha256()

    def read(self, size: int) -> bytes:
        content = self.source.read(size)
        self.digest.update(content)
        self.advance(len(content))
        return content


@contextmanager
def writing(target: Path, advance: Callable[[int], None]) -> Iterator[Writer]:
    """Write an archive beside its place and move it there when it is whole, readable by its owner only.

    Raises Trouble when the disk is full; then nothing is left.
    """
    half = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=COMPRESSION) as tar:
                yield Writer(tar, advance)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Trouble(no_room(target.parent)) from error
        raise Trouble(_("不能写入{target}：{reason}").format(target=target, reason=error.strerror)) from error
    finally:
        half.unlink(missing_ok=True)


def no_room(folder: Path) -> str:
    """Return what to say when a folder's disk is full."""
    free = shutil.disk_usage(folder).free / 2**20
    return _("{folder}所在的磁盘满了（还剩{free:,.0f}MB），没有留下不完整的文件。请腾出空间再试。").format(
        folder=folder, free=free
    )


def members(source: Path, advance: Callable[[int], None]) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield each member's name and content, in order; `advance` hears how far the file has been read."""
    read = 0
    with source.open("rb") as file, tarfile.open(fileobj=file, mode="r|gz") as tar:
        for member in tar:
            yield member.name, tar.extractfile(member)
            advance(file.tell() - read)
            read = file.tell()


def verified(source: Path, advance: Callable[[int], None]) -> dict:
    """Read a whole archive and return its manifest; raises Trouble where anything is not as it was written."""
    try:
        manifest, hashes = read_through(source, advance)
    except FileNotFoundError:
        raise Trouble(_("没有找到{source}。").format(source=source)) from None
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        raise Trouble(_("{source}不是完整的备份：{reason}").format(source=source, reason=error)) from error
    if manifest is None:
        raise Trouble(_("{source}不是完整的备份：缺少清单。").format(source=source))
    if manifest["format"] != FORMAT:
        raise Trouble(_("这份备份由更新的版本写成，请先升级鸢都再恢复。"))
    written = manifest["sha256"]
    changed = sorted(name for name in hashes | written if hashes.get(name) != written.get(name))
    if changed:
        raise Trouble(_("备份已损坏，没有恢复任何内容：{name}和清单不符。").format(name=changed[0]))
    return manifest


def read_through(source: Path, advance: Callable[[int], None]) -> tuple[dict | None, dict[str, str]]:
    """Return the manifest, and the hash of every other member as it is now."""
    hashes, manifest = {}, None
    for name, content in members(source, advance):
        if name == MANIFEST:
            manifest = json.loads(content.read())
        else:
            hashes[name] = hashlib.file_digest(content, "sha256").hexdigest()
    return manifest, hashes
