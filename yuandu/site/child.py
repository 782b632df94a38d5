"""A process of the supervised group: started, watched, restarted with patience, stopped."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yuandu.kernel.terminal import translated as _
from yuandu.site.fork import Fork

LONGEST_PAUSE_SECONDS = 30
CALM_SECONDS = 60  # a child that lived this long starts afresh with the shortest pause
LARGEST_LOG_BYTES = 20_000_000


Process = Fork | subprocess.Popen[bytes]


@dataclass
class Child:
    """One process: `launch` starts it, `is_running` looks for it where it need not be our child."""

    name: str
    launch: Callable[[], Process]
    log: Path
    is_running: Callable[[], bool] | None = None
    process: Process | None = None
    failures: int = 0
    started: float = 0
    start_after: float = 0

    def start(self) -> None:
        """Start the process."""
        self.process, self.started = self.launch(), time.monotonic()

    def lives(self) -> bool:
        """Say whether the process runs, ours or adopted."""
        ours = self.process is not None and self.process.poll() is None
        return ours or (self.is_running is not None and self.is_running())

    def watch(self) -> str | None:
        """Start the process again when it is due; return a sentence when it is found dead."""
        trim(self.log)
        if self.lives():
            return None
        if self.start_after:
            if time.monotonic() >= self.start_after:
                self.start_after = 0
                self.start()
            return None
        self.failures = 1 if time.monotonic() - self.started > CALM_SECONDS else self.failures + 1
        pause = min(2 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)
        self.start_after = time.monotonic() + pause
        return _("{name}意外停止，{pause}秒后重新启动。原因见{log}。").format(
            name=self.name, pause=pause, log=self.log
        )


def stop(children: list[Child], *, seconds: float) -> None:
    """Ask our own children to end, and end those that have not within the time."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + seconds
    for process in running:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def trim(log: Path) -> None:
    """Keep a log from growing without end: its old part goes to `.1`, in place of the one before."""
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(f"{log.suffix}.1"))
        os.truncate(log, 0)
