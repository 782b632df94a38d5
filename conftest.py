"""A throw-away PostgreSQL and home for the run. Pytest reads this file first, so Django is ready for all others."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
import psutil
import psycopg
from django.conf import settings

from yuandu.site.cluster import APPLICATION, OWNER, SUPERUSER, Cluster
from yuandu.site.fork import dies_with_us
from yuandu.site.home import ROOT, home
from yuandu.site.schema import fingerprint

PREFIX = "yuandu-test-"
TEMPLATE = "yuandu_template"
KEPT = ROOT / ".pytest_cache/clusters"
A_DAY = 24 * 60 * 60


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    tidy_up()


def start_server() -> None:
    """Start the server of this run; the processes of `-n 2` find it in the environment that they inherit."""
    forget_killed_runs()
    place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    server = Cluster(data=place / "postgres", sockets=place / "socket", log=place / "log", disposable=True)
    atexit.register(tidy_up)
    RUN.update(place=place, server=server)
    kept = KEPT / fingerprint().rpartition(" ")[2]
    if kept.exists():
        subprocess.run(["cp", "-a", str(kept), str(server.data)], check=True)
    else:
        make_template(server, kept)
    server.start(before_exec=dies_with_us(signal.SIGQUIT))
    os.environ |= {"YUANDU_TEST_PLACE": str(place), "DATABASE_URL": server.url(OWNER)}


def make_template(server: Cluster, kept: Path) -> None:
    """Run all migrations once for the runs to come, which copy the database that they leave."""
    server.initialise()
    server.start(before_exec=dies_with_us(signal.SIGQUIT))
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {OWNER} CREATEDB")  # pytest-django makes and drops databases
        connection.execute(f"GRANT {APPLICATION} TO {OWNER}")  # tests fill tables, pages read them as in life
        connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
    environment = {"DATABASE_URL": server.url(OWNER, database=TEMPLATE), "YUANDU_HOME": f"{server.data}-home"}
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "yuandu.site", "migrate-tables", "--verbosity", "0"],
        env=os.environ | environment | {"SECRET_KEY": "only for tests", "YUANDU_SUPERVISED": "1"},
        cwd=ROOT,
        check=True,
    )
    server.stop()
    for old in KEPT.glob("*"):
        if time.time() - old.stat().st_mtime > A_DAY:  # of migrations that were
            shutil.rmtree(old)
    KEPT.mkdir(parents=True, exist_ok=True)
    half = KEPT / f"{kept.name}-{os.getpid()}"
    subprocess.run(["cp", "-a", str(server.data), str(half)], check=True)
    if not kept.exists():
        half.rename(kept)


def forget_killed_runs() -> None:
    """Remove what runs that were killed have left."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = place.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(place, ignore_errors=True)


def tidy_up() -> None:
    """Stop the server and delete its folder, once, in the process that started it."""
    if server := RUN.pop("server", None):
        server.stop()
        shutil.rmtree(RUN.pop("place"), ignore_errors=True)


RUN: dict = {}
if "PYTEST_XDIST_WORKER" not in os.environ:
    start_server()
place = Path(os.environ["YUANDU_TEST_PLACE"]) / f"home-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
os.environ |= {
    "DATABASE_OWNER_URL": os.environ["DATABASE_URL"],
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the tests
    "DJANGO_SETTINGS_MODULE": "yuandu.site.settings",
    "SECOND_FACTOR": "offered",  # tests of the rule require it
    "SECRET_KEY": "only for tests",
    "YUANDU_HOME": str(place),
}
home()
# a process of `-n 2` may have read the settings already, with the home of the one that started it
settings.HOME, settings.STATIC_ROOT, settings.EMAIL_FILE_PATH = place, place / "static", place / "mail"
settings.SECOND_FACTOR = "offered"
settings.MIDDLEWARE = ["tests.application.ApplicationRole", *settings.MIDDLEWARE]
settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = TEMPLATE
django.setup()
