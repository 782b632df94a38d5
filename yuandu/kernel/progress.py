"""Progress of long work: how much, how fast, how long still; without a terminal a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from yuandu.kernel.terminal import translated as _

SECONDS_BETWEEN_LINES = 5
Advance = Callable[[int], None]


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Advance]:
    """Show how far the work has come; call what is yielded with the number of things just done.

    `total` is the number of things there are, None where nobody knows. Everything goes to standard error.
    """
    shown = on_terminal if sys.stderr.isatty() else in_lines
    with shown(title, total) as advance:
        yield advance


@contextmanager
def on_terminal(title: str, total: int | None) -> Iterator[Advance]:
    """Draw a bar that moves."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=total)
        yield lambda count: bar.advance(task, count)


class Rate(ProgressColumn):
    """Things done in a second."""

    def render(self, task: Task) -> Text:
        return Text(rate_in_words(task.finished_speed or task.speed))


@contextmanager
def in_lines(title: str, total: int | None) -> Iterator[Advance]:
    """Print a line every few seconds and one at the end."""
    began = spoke = time.monotonic()
    done = 0

    def advance(count: int) -> None:
        nonlocal done, spoke
        done += count
        if time.monotonic() - spoke >= SECONDS_BETWEEN_LINES:
            spoke = time.monotonic()
            say(title, done, total, seconds=spoke - began)

    yield advance
    say(title, done, total, seconds=time.monotonic() - began)


def say(title: str, done: int, total: int | None, *, seconds: float) -> None:
    """Print one line of progress after so many seconds of work."""
    rate = done / seconds if seconds else 0
    parts = [f"{done:,}" if total is None else f"{done:,}/{total:,}", rate_in_words(rate)]
    if total is not None and rate and done < total:
        parts.append(_("约剩{seconds:.0f}秒").format(seconds=(total - done) / rate))
    print(f"{title}  {'  '.join(parts)}", file=sys.stderr, flush=True)


def rate_in_words(rate: float | None) -> str:
    """Return a rate as people read it; nothing moves yet: a dash."""
    return _("每秒{rate:,.0f}").format(rate=rate) if rate else "—"
