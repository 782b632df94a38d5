"""The home of an installation: one folder that holds its database, stored files, keys and logs."""

import fcntl
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from os import O_CREAT, O_EXCL, O_WRONLY, environ, fdopen
from os import open as open_file
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("files", "keys", "log", "run", "static", "trail")


def home() -> Path:
    """Return the home, with its private folders; made where they are missing."""
    folder = Path(environ.get("YUANDU_HOME") or ROOT / "var").expanduser().resolve()
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    return folder


def version() -> str:
    """Return the version of the product."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def read_env_file() -> None:
    """Take what `.env` beside the code says; what the environment already says wins."""
    path = ROOT / ".env"
    for line in path.read_text().splitlines() if path.exists() else ():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            environ.setdefault(name.strip(), value.strip().strip("\"'"))


def secret() -> str:
    """Return the secret that signs sessions and links; made at the first start, for its owner's eyes only."""
    path = home() / "keys/secret"
    try:
        with fdopen(open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock on a file and hold it; the system frees it when the process dies, however it dies."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
