"""`yuandu up`: database, web, worker and sealer as one group that lives and ends together."""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from typing import IO

import psutil

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site import schema
from yuandu.site.address import address, listening
from yuandu.site.embedded import cluster, is_embedded, prepare_environment, running_database
from yuandu.site.group import Group, database_keeper, sealer_process, web_process, worker_process
from yuandu.site.home import ROOT, home
from yuandu.site.static_files import collected


def main(argv: list[str]) -> int:
    """Run the group until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="yuandu up", description=_("启动鸢都。按Ctrl-C停止。"))
    parser.add_argument("--demo", action="store_true", help=_("数据库是空的就先填入演示城市"))
    options = parser.parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)
    prepare_environment()
    with only_one(), listening() as listener, running_database():
        prepare_database(demo=options.demo)
        be_the_application()
        group_for(listener.fileno()).run()
    print(_("鸢都已停止。"))
    return 0


def interrupt(number: int, frame: object) -> None:
    """End the preparations as Ctrl-C does."""
    raise KeyboardInterrupt


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the home; raises Trouble when another group has it."""
    with (home() / "run/up.lock").open("a") as lock:
        take(lock)
        note().write_text(json.dumps({"process": os.getpid(), "address": address()}))
        try:
            yield
        finally:
            note().unlink(missing_ok=True)


def take(lock: IO[str]) -> None:
    """Lock the file; the children of a killed group hold it for a moment longer."""
    for _attempt in range(20):
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if psutil.pid_exists(running()["process"]):
                break
            time.sleep(0.1)
    raise Trouble(
        _("{home}里的鸢都已经在运行：{address}（进程{process}）。要重新启动，请先把它停下。").format(
            home=home(), **running()
        )
    )


def running() -> dict:
    """Return process and address of the group that has the home."""
    try:
        return json.loads(note().read_text())
    except (OSError, ValueError):
        return {"process": 0, "address": "—"}


def is_up() -> bool:
    """Say whether a group has the home."""
    with (home() / "run/up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def note() -> Path:
    """Return the file in which a running group says where it is."""
    return home() / "run/up.json"


def prepare_database(*, demo: bool) -> None:
    """Bring the tables up to date, and fill an empty database with the demonstration city if asked."""
    if not schema.is_current():
        print(_("正在准备数据库……"), flush=True)
        if schema.migrate("--verbosity", "0"):
            raise Trouble(_("数据库没能更新，原因如上。请运行yuandu doctor看看哪里不对。"))
    if demo and is_empty():
        print(_("数据库是空的，正在填入演示城市……"), flush=True)
        command = [sys.executable, "-m", "yuandu.site", "city", "--scale", "demo"]
        # its accounts are shown once the pages answer
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
            raise Trouble(_("演示城市没有填好，原因如上。改好后再运行一次make run即可。"))


def is_empty() -> bool:
    """Say whether nobody has an account yet."""
    with schema.owner() as connection:
        return not connection.execute("SELECT EXISTS (SELECT FROM registry_user)").fetchone()[0]


def be_the_application() -> None:
    """From here on nobody of the group needs the owner's role, and pages share a few connections."""
    environ.pop("DATABASE_OWNER_URL", None)
    environ.update(collected(), DATABASE_POOL="1", YUANDU_SUPERVISED="1")


def group_for(descriptor: int) -> Group:
    """Return the group whose web processes answer on an open socket."""
    log = home() / "log"
    number = int(environ.get("WEB_PROCESSES") or 2)
    return Group(
        web=[web_process(descriptor, log / "web.log") for _number in range(number)],
        worker=worker_process(log / "worker.log"),
        sealer=sealer_process(log / "sealer.log"),
        database=database_keeper(cluster()) if is_embedded() else None,
    )
