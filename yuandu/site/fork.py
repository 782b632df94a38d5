"""A child that starts as a copy of us: the application is loaded once, and its memory is shared."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
SECONDS_BETWEEN_LOOKS = 0.02


class Fork:
    """A process as subprocess.Popen shows one, as far as we need it."""

    def __init__(self, pid: int) -> None:
        self.pid, self.returncode = pid, None

    def poll(self) -> int | None:
        """Return the exit code, None while the process runs."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = self.pid, 0
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = float("inf")) -> int:
        """Return the exit code; raises subprocess.TimeoutExpired when it takes longer."""
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired("", timeout)
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return self.returncode

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def forked(work: Callable[[], None], *, name: str, log: Path) -> Fork:
    """Do the work in a child of this name, its words appended to the log; it ends with us.

    Nothing may run in another thread of ours, and no connection may be open.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    begin = dies_with_us()
    pid = os.fork()
    if pid:
        return Fork(pid)
    try:
        os.setsid()
        begin()
        be_named(name)
        speak_into(log)
        work()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def dies_with_us(number: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a child does before it begins: take signals as new, and get this one when we die."""
    parent = os.getpid()

    def prepare() -> None:
        take_signals()
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def take_signals() -> None:
    """Undo in a child what the supervisor does with signals."""
    for number in SIGNALS - {signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def be_named(name: str) -> None:
    """Show a name in lists of processes, where the system has that."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_NAME, name.encode())


def speak_into(log: Path) -> None:
    """Append what the process says to a log, and let it hear nothing."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    silence = os.open(os.devnull, os.O_RDONLY)
    for descriptor, target in ((silence, 0), (output, 1), (output, 2)):
        os.dup2(descriptor, target)
