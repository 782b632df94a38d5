"""The supervised group: what each process is, and the loop that keeps them running until a signal."""

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yuandu.kernel.terminal import translated as _
from yuandu.site.address import address, where
from yuandu.site.child import SIGNALS, Child, dies_with_us, stop, take_signals
from yuandu.site.cluster import Cluster
from yuandu.site.home import ROOT, home

SECONDS_FOR_PAGES, SECONDS_FOR_JOBS = 8, 15
SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_KNOCKS = 1, 0.1
WORKER_OPTIONS = ("--concurrency", "4", "--shutdown-graceful-timeout", "5")


@dataclass
class Group:
    """Web processes, the worker, and the embedded database if there is one; it runs when the group begins."""

    web: list[Child]
    worker: Child
    database: Child | None
    greeted: bool = False

    def run(self) -> None:
        """Run until Ctrl-C, SIGTERM or SIGHUP; then end web first, then the worker."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            for child in (*self.web, self.worker):
                child.start()
            self.watch()
        finally:
            print(_("正在停止……"), flush=True)
            stop(self.web, seconds=SECONDS_FOR_PAGES)
            stop([self.worker], seconds=SECONDS_FOR_JOBS)

    def watch(self) -> None:
        """Restart what dies, until a signal to stop arrives."""
        hangup_is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        passing = {signal.SIGCHLD, *([signal.SIGHUP] if hangup_is_ignored else [])}
        while True:
            pause = SECONDS_BETWEEN_LOOKS if self.greeted else SECONDS_BETWEEN_KNOCKS
            received = signal.sigtimedwait(SIGNALS, pause)
            if received and received.si_signo not in passing:
                return
            for child in (self.database, *self.web, self.worker):
                if child and (sentence := child.watch()):
                    print(sentence, flush=True)
            if not self.greeted:
                self.greet()

    def greet(self) -> None:
        """Say where the product is, once it answers."""
        status = first_page_status()
        if status is None:
            return
        self.greeted = True
        print(_("鸢都已就绪：{address}  按Ctrl-C停止。").format(address=address()), flush=True)
        if status >= 500:
            print(_("首页出错了，原因见{log}。").format(log=self.web[0].log), flush=True)
        accounts = home() / "demo-accounts.txt"
        if accounts.exists():
            print(accounts.read_text(), flush=True)


def web_process(environment: Mapping[str, str], descriptor: int, log: Path) -> Child:
    """Return a process that answers pages on an open socket."""
    command, pooled = ("yuandu.site.web", str(descriptor)), {**environment, "DATABASE_POOL": "1"}
    return Child(_("网站"), lambda: launch(command, pooled, log, descriptor), log)


def worker_process(environment: Mapping[str, str], log: Path) -> Child:
    """Return the process that does work for later."""
    command = ("yuandu.site", "procrastinate", "worker", *WORKER_OPTIONS)
    return Child(_("后台任务"), lambda: launch(command, environment, log), log)


def database_keeper(cluster: Cluster) -> Child:
    """Return the embedded database, which may have been started by another command."""

    def start() -> subprocess.Popen[bytes]:
        cluster.prepare_start()
        return cluster.launch(before_exec=take_signals)

    return Child(
        _("数据库"),
        start,
        cluster.log,
        is_running=lambda: cluster.process() is not None,
        started=time.monotonic(),
    )


def launch(
    command: tuple[str, ...], environment: Mapping[str, str], log: Path, *descriptors: int
) -> subprocess.Popen[bytes]:
    """Start `python -m …`, its words appended to the log; it dies with us and hears no Ctrl-C of the terminal."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=descriptors,
            start_new_session=True,
            preexec_fn=dies_with_us(),
        )


def first_page_status() -> int | None:
    """Return the status that the first page answers with; None while nobody answers."""
    host, port = where()
    connection = http.client.HTTPConnection(
        {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=1
    )
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
