"""The supervised group: what each process is, and the loop that keeps them running until a signal."""

import gc
import http.client
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.core.management import execute_from_command_line
from django.urls import get_resolver
from rich import box
from rich.console import Console
from rich.table import Table

from yuandu.kernel.scope import become_platform
from yuandu.kernel.terminal import translated as _
from yuandu.site.address import address, where
from yuandu.site.child import Child, stop
from yuandu.site.cluster import Cluster
from yuandu.site.fork import SIGNALS, forked, take_signals
from yuandu.site.home import home
from yuandu.site.web import serve

SECONDS_FOR_PAGES, SECONDS_FOR_JOBS = 8, 15
SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_KNOCKS = 1, 0.1
WORKER_OPTIONS = ("--concurrency", "4", "--shutdown-graceful-timeout", "5")


@dataclass
class Group:
    """Web processes, worker, sealer, and the embedded database if there is one; it runs when the group begins."""

    web: list[Child]
    worker: Child
    sealer: Child
    database: Child | None
    greeted: bool = False

    def run(self) -> None:
        """Run until Ctrl-C, SIGTERM or SIGHUP; then end web first, then worker and sealer."""
        load_application()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            for child in (*self.web, self.worker, self.sealer):
                child.start()
            self.watch()
        finally:
            print(_("正在停止……"), flush=True)
            stop(self.web, seconds=SECONDS_FOR_PAGES)
            stop([self.worker, self.sealer], seconds=SECONDS_FOR_JOBS)

    def watch(self) -> None:
        """Restart what dies, until a signal to stop arrives."""
        hangup_is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        passing = {signal.SIGCHLD, *([signal.SIGHUP] if hangup_is_ignored else [])}
        while True:
            pause = SECONDS_BETWEEN_LOOKS if self.greeted else SECONDS_BETWEEN_KNOCKS
            received = signal.sigtimedwait(SIGNALS, pause)
            if received and received.si_signo not in passing:
                return
            for child in (self.database, *self.web, self.worker, self.sealer):
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
        show_demo_accounts(home() / "demo-accounts.txt")


def load_application() -> None:
    """Load all that web and worker have in common, once, and let their copies of it stay shared."""
    import_module("yuandu.site.asgi")
    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()


def show_demo_accounts(path: Path) -> None:
    """Show the sign-ins of a demonstration city: a heading, then a table whose cells tabs divide."""
    if not path.exists():
        return
    heading, *lines = path.read_text().strip().splitlines()
    head, *rows = (line.split("\t") for line in lines)
    table = Table(*head, title=heading, title_justify="left", box=box.SIMPLE)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def web_process(descriptor: int, log: Path) -> Child:
    """Return a process that answers pages on an open socket."""
    return Child(_("网站"), lambda: forked(lambda: serve(descriptor), name="yuandu-web", log=log), log)


def worker_process(log: Path) -> Child:
    """Return the process that does work for later."""
    return Child(_("后台任务"), lambda: forked(work_for_later, name="yuandu-worker", log=log), log)


def work_for_later() -> None:
    """Take jobs until told to stop, as the platform: a job is nobody's request."""
    become_platform()
    execute_from_command_line(["yuandu", "procrastinate", "worker", *WORKER_OPTIONS])


def sealer_process(log: Path) -> Child:
    """Return the process that seals the trail."""
    return Child(_("封存"), lambda: forked(seal_the_trail, name="yuandu-sealer", log=log), log)


def seal_the_trail() -> None:
    """Seal what was recorded, until told to stop, as the platform, which sees every fact."""
    become_platform()
    import_module("yuandu.engines.activity.commands.sealing").keep_sealing()


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
