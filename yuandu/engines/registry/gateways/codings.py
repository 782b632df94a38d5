"""Which encoding a file is in: strict UTF-8 first, then GB 18030, and UTF-16 where its mark says so."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from yuandu.engines.registry.gateways.faults import Unreadable

BLOCK = 256 * 1024  # bytes read at a time
PROOF = 16  # bytes of good UTF-8 beyond ASCII, after which a bad byte is damage and not another encoding

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Coding:
    """The codec of a file; damaged text has bytes that it does not explain."""

    name: str
    is_damaged: bool = False
    has_nul: bool = True


def coding_of(open_bytes: Opener, *, name: str) -> Coding:
    """Read the whole file, in bounded memory, and return its coding; raises Unreadable.

    UTF-8 is tried before GB 18030, because Chinese text in the one is hardly ever valid in the other.
    """
    with open_bytes() as raw:
        start = raw.read(BLOCK)
    if is_chance(start):
        return checked("gb18030", open_bytes, name=name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return checked("utf-16", open_bytes, name=name)
    proof, has_nul = 0, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes() as raw:
        for block, is_last in blocks(raw):
            has_nul = has_nul or b"\0" in block
            try:
                proof += len(block) - len(decoder.decode(block, is_last))
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                proof += len(good) - len(good.decode())
                if proof >= PROOF or start.startswith(codecs.BOM_UTF8):
                    return Coding("utf-8-sig", is_damaged=True)
                return checked("gb18030", open_bytes, name=name)
    return Coding("utf-8-sig", has_nul=has_nul)


def is_chance(content: bytes) -> bool:
    """Say whether a short text in GB 18030 is valid UTF-8 by chance, as 一小 and 联通 are.

    It then shows letters of scripts between Latin and Chinese only, which no roster here is written in.
    """
    try:
        text = content.decode("utf-8")
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return len(text) < len(content) < BLOCK and "\u0250" <= max(text) < "\u0800"


def checked(codec: str, open_bytes: Opener, *, name: str) -> Coding:
    """Return the coding if the whole file is valid in it; raises Unreadable."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with open_bytes() as raw:
            for block, is_last in blocks(raw):
                decoder.decode(block, is_last)
    except UnicodeDecodeError:
        raise Unreadable("encoding", name=name) from None
    return Coding(codec)


def blocks(raw: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Read the bytes in blocks, the last of which is empty and says so."""
    while block := raw.read(BLOCK):
        yield block, False
    yield b"", True
