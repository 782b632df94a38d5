"""How long a whole city takes: 1,200,000 pupils invented and loaded into an embedded PostgreSQL of its own.

Needs nothing running. BENCH_SCALE=demo measures the small city instead; BENCH_FOLDER says where the
database may stand for a while (about 4 GB for the full one).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.cluster import APPLICATION, OWNER, Cluster
from yuandu.site.home import ROOT

title = "整座城市"

MOST_SECONDS, MOST_BYTES = 8 * 60, 2 * 2**30
SECONDS_BETWEEN_LOOKS = 1.0
PUPILS = "SELECT count(*) FROM registry_post WHERE kind = 'pupil' AND to_on IS NULL"
TEACHERS = "SELECT count(DISTINCT person_id) FROM registry_post WHERE kind = 'subject_teacher'"
TABLES = """
    SELECT sum(n_live_tup)::bigint
    FROM pg_stat_user_tables WHERE relname LIKE 'registry%'
"""


@dataclass(frozen=True)
class Run:
    """What a command took: seconds, and the largest memory (PSS, or RSS where that is not told) by process."""

    seconds: float
    peaks: dict[str, int]


def run() -> list[Row]:
    """Load the city and say time, rows, memory and disk."""
    scale = os.environ.get("BENCH_SCALE", "full")
    with own_cluster() as cluster:
        environment = environment_of(cluster)
        watched("migrate", environment=environment, cluster=cluster)
        load = watched("city", "--scale", scale, environment=environment, cluster=cluster)
        return [*rows_of(load, cluster, scale), *disk_of(cluster)]


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL with the product's own settings in a folder that goes away afterwards."""
    place = Path(tempfile.mkdtemp(prefix="yuandu-bench-", dir=os.environ.get("BENCH_FOLDER")))
    cluster = Cluster(data=place / "postgres", sockets=place / "socket", log=place / "log")
    try:
        cluster.initialise()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(place, ignore_errors=True)


def environment_of(cluster: Cluster) -> dict[str, str]:
    """Return the environment of the product's commands on this cluster."""
    return os.environ | {
        "YUANDU_HOME": str(cluster.data.parent / "home"),
        "DATABASE_URL": cluster.url(APPLICATION),
        "DATABASE_OWNER_URL": cluster.url(OWNER),
        "SECRET_KEY": "bench",
    }


def watched(*arguments: str, environment: dict[str, str], cluster: Cluster) -> Run:
    """Run a command of the product and look at the memory of it and of the database's processes."""
    began, peaks = time.monotonic(), {}
    command = [sys.executable, "-m", "yuandu.site", *arguments]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while child.poll() is None:
            for name, bytes_used in memory(psutil.Process(child.pid), cluster):
                peaks[name] = max(peaks.get(name, 0), bytes_used)
            time.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            child.wait()
    if child.returncode:
        raise Trouble(f"yuandu {' '.join(arguments)}没有做完，原因如上。")
    return Run(time.monotonic() - began, peaks)


def memory(command: psutil.Process, cluster: Cluster) -> Iterator[tuple[str, int]]:
    """Yield the memory of every process at this moment, under a name for its sort."""
    server = cluster.process()
    families = (("yuandu city", command), ("PostgreSQL", server)) if server else (("yuandu city", command),)
    for name, process in families:
        try:
            for member in (process, *process.children(recursive=True)):
                yield name, bytes_of(member)
        except psutil.Error:
            continue


def bytes_of(process: psutil.Process) -> int:
    """Return the memory of a process, a shared page counted as its part."""
    try:
        return process.memory_full_info().pss
    except (psutil.AccessDenied, AttributeError):
        return process.memory_info().rss


def rows_of(load: Run, cluster: Cluster, scale: str) -> list[Row]:
    """Return time, rate, people and memory."""
    with psycopg.connect(cluster.url(OWNER)) as connection:
        loaded, pupils, teachers = (
            connection.execute(query).fetchone()[0] for query in (TABLES, PUPILS, TEACHERS)
        )
    peaks = [
        Row(what=f"内存峰值（{name}，单个进程）", value=megabytes(peak), target=f"≤ {megabytes(MOST_BYTES)}")
        for name, peak in sorted(load.peaks.items())
    ]
    return [
        Row(
            what=f"生成并载入（{scale}）",
            value=f"{load.seconds:.0f}秒",
            target=f"≤ {MOST_SECONDS}秒" if scale == "full" else "",
        ),
        Row(what="行", value=f"{loaded:,}，每秒{loaded / load.seconds:,.0f}"),
        Row(what="在籍学生，任课教师", value=f"{pupils:,}，{teachers:,}"),
        *peaks,
    ]


def disk_of(cluster: Cluster) -> list[Row]:
    """Return what lies on the disk afterwards."""
    with psycopg.connect(cluster.url(OWNER)) as connection:
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    log = sum(file.stat().st_size for file in (cluster.data / "pg_wal").rglob("*") if file.is_file())
    return [
        Row(what="磁盘（数据库）", value=megabytes(size)),
        Row(what="磁盘（预写日志，随后回收）", value=megabytes(log)),
    ]


def megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
