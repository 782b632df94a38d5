"""An installation of its own for a test: a home, and the commands run in processes of their own."""

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from yuandu.site.cluster import APPLICATION, OWNER, Cluster, socket_folder

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """A home and how to run commands in it."""

    home: Path
    port: int

    def environment(self) -> dict[str, str]:
        ours = {"DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {
            "YUANDU_HOME": str(self.home),
            "PORT": str(self.port),
            "WEB_PROCESSES": "1",
            "LANG": "C.UTF-8",
        }

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `yuandu …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "yuandu.site", *command],
            cwd=ROOT, env=self.environment() | environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def inhabit(self, call: str) -> str:
        """Run a function of tests/site/inhabit.py in the home; return what it says."""
        done = self.run("shell", "--verbosity", "0", "-c", f"from tests.site import inhabit; inhabit.{call}")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def begin(self, *command: str) -> subprocess.Popen[str]:
        """Begin `yuandu …`."""
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "yuandu.site", *command],
            cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def cluster(self) -> Cluster:
        return Cluster(
            data=self.home / "postgres", sockets=socket_folder(self.home), log=self.home / "log/postgres.log"
        )

    def connect(self, *, owner: bool = False) -> psycopg.Connection:
        return psycopg.connect(self.cluster().url(OWNER if owner else APPLICATION))


@contextmanager
def installed(*, like: Path | None = None):
    """A home, fresh or a copy of another; whatever still runs in it afterwards is ended.

    Not below pytest's folder: each run closes that to the other users, and PostgreSQL runs as one under root.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="yuandu-home-") as place:
        made = Installation(home=Path(place) / "home", port=port)
        if like:
            subprocess.run(["cp", "-a", str(like), str(made.home)], check=True)
        yield made
        made.cluster().stop()


@pytest.fixture(scope="session")
def installing():
    """Make an installation for longer than a test."""
    return installed


@pytest.fixture
def installation():
    """A fresh home."""
    with installed() as made:
        yield made


@pytest.fixture(scope="session")
def empty_home():
    """A home whose database has its roles and no table, made once; tests work on copies."""
    with installed() as made:
        for folder in ("log", "run", "files", "keys"):
            (made.home / folder).mkdir(mode=0o700, parents=True)
        made.cluster().initialise()
        yield made.home


@pytest.fixture(scope="session")
def migrated_home():
    """A home whose database has all tables, made once; tests work on copies."""
    with installed() as made:
        done = made.run("migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        yield made.home


@pytest.fixture(scope="session")
def inhabited_home(migrated_home):
    """A home with a tiny invented city, made once, and the signed link to a file in it; tests work on copies."""
    with installed(like=migrated_home) as made:
        yield made.home, made.inhabit("settle()").splitlines()[-1]


@pytest.fixture
def migrated(migrated_home):
    """An installation whose database has all tables, not running."""
    with installed(like=migrated_home) as made:
        yield made


@pytest.fixture
def bare(empty_home):
    """An installation whose database has no table, running and in use."""
    with installed(like=empty_home) as made, (made.home / "run/users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        made.cluster().start()
        yield made


@pytest.fixture(scope="session")
def until():
    """Wait until something is so."""

    def waited(is_so, *, seconds: float = 30):
        deadline = time.monotonic() + seconds
        while not (result := is_so()):
            assert time.monotonic() < deadline, "it never came to be"
            time.sleep(0.05)
        return result

    return waited
