"""The lines of a text, each of bounded length, which can be given back and read again."""

from collections import deque
from collections.abc import Iterator
from typing import TextIO

LINE_LIMIT = 256 * 1024  # characters; the memory that a line may take, whatever the file holds
RECORD_LINES = 20  # a record of more lines has lost a quote
CUT = "\0cut\0"  # stands for a line over the limit


class Runaway(Exception):
    """A record goes on for too many lines."""


class TooLong(Exception):
    """A record is one line over the limit."""


class Lines:
    """The lines of a text, ended by LF, CR or both; `pulled` holds those of the record being read."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.number = 0  # of the line given last
        self.pulled: list[str] = []
        self.returned: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else self.read()
        if not line:
            raise StopIteration
        if self.pulled and (line is CUT or len(self.pulled) >= RECORD_LINES):
            self.returned.appendleft(line)
            raise Runaway
        self.number += 1
        if line is CUT:
            raise TooLong
        self.pulled.append(line)
        return line

    def read(self) -> str:
        """Read one line; one over the limit is read to its end but not kept."""
        line = self.text.readline(LINE_LIMIT)
        if len(line) < LINE_LIMIT or line[-1] in "\r\n":
            return line
        while (rest := self.text.readline(LINE_LIMIT)) and rest[-1] not in "\r\n":
            pass
        return CUT

    def give_back(self) -> None:
        """Give back the lines of this record but its first, to be read again."""
        self.returned.extendleft(reversed(self.pulled[1:]))
        self.number -= len(self.pulled) - 1
