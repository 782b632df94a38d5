"""What a seal is made of: the ids that it holds, the bytes that are hashed, the words that are signed."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime

GENESIS = "0" * 64  # stands before the first seal
Runs = tuple[tuple[int, int], ...]  # (first, one beyond the last), ascending, never touching
RUN = re.compile(r"\[(-?\d+),(-?\d+)\)")


def runs_of(ids: Iterable[int]) -> Runs:
    """Return ascending ids as runs."""
    runs: list[tuple[int, int]] = []
    for number in ids:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return tuple(runs)


def written(runs: Runs) -> str:
    """Return runs as PostgreSQL writes a multirange: "{[1,5),[7,8)}"."""
    return f"{{{','.join(f'[{first},{beyond})' for first, beyond in runs)}}}"


def runs_in(text: str) -> Runs:
    """Return the runs of a multirange as PostgreSQL writes it; what has no bound is left out."""
    return tuple((int(first), int(beyond)) for first, beyond in RUN.findall(text))


def ids_in(runs: Runs) -> list[int]:
    """Return every id of the runs."""
    return [number for first, beyond in runs for number in range(first, beyond)]


def moment_words(at: datetime) -> str:
    """Return a moment to the microsecond, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def seal_words(*, number: int, form: int, floor: int, count: int, sealed_at: datetime, ids: str) -> bytes:
    """Return what a seal says of itself, as one line that no fact's line can be."""
    words = ("seal", str(number), str(form), str(floor), str(count), moment_words(sealed_at), ids)
    return ("\t".join(words) + "\n").encode()


class Digest:
    """The hash of a seal in the making: the one before, the line of each fact by id, the seal's own words."""

    def __init__(self, previous_hash: str) -> None:
        self.sha = hashlib.sha256(previous_hash.encode() + b"\n")
        self.ids: list[int] = []

    def add(self, line: bytes) -> None:
        """Take a fact: the line that COPY writes of it, which begins with its id."""
        self.sha.update(line)
        self.ids.append(int(line[: line.index(b"\t")]))

    def ended(self, words: bytes) -> str:
        """Return the hash, in hexadecimal digits."""
        self.sha.update(words)
        return self.sha.hexdigest()


def head_words(*, kind: str, number: int, hash: str, count: int, at: str, because: str = "") -> bytes:
    """Return what the key signs of a line of the file of heads."""
    return "\n".join(["yuandu trail", kind, str(number), hash, str(count), at, because]).encode()
