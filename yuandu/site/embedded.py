"""The environment of a command: home, secret, database; the embedded one is shared by all who need it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ

from yuandu.site.cluster import APPLICATION, OWNER, Cluster, socket_folder
from yuandu.site.home import home, locked, read_env_file, secret


def prepare_environment() -> None:
    """Fill what Django's settings read from the environment; what is already set stays."""
    read_env_file()
    environ.setdefault("YUANDU_HOME", str(home()))
    environ.setdefault("DJANGO_SETTINGS_MODULE", "yuandu.site.settings")
    environ.setdefault("SECRET_KEY", secret())
    if not environ.get("DATABASE_URL"):
        environ["DATABASE_URL"] = cluster().url(APPLICATION)
        environ["DATABASE_OWNER_URL"] = cluster().url(OWNER)
    if not environ.get("DATABASE_OWNER_URL"):
        environ["DATABASE_OWNER_URL"] = environ["DATABASE_URL"]


def cluster() -> Cluster:
    """Return the embedded PostgreSQL of the home."""
    place = home()
    return Cluster(data=place / "postgres", sockets=socket_folder(place), log=place / "log/postgres.log")


def is_embedded() -> bool:
    """Say whether the database of the environment is the embedded one."""
    return environ.get("DATABASE_URL") == cluster().url(APPLICATION)


@contextmanager
def running_database() -> Iterator[None]:
    """Have the database running: the first who needs the embedded one starts it, the last one out stops it.

    Each user holds a shared lock on one file for as long as it runs; a killed one loses it by itself.
    Under the supervisor, and with a database of somebody else, there is nothing to do.
    """
    if environ.get("YUANDU_SUPERVISED") or not is_embedded():
        yield
        return
    server, starting = cluster(), home() / "run/start.lock"
    with (home() / "run/users.lock").open("a") as users:
        with locked(starting):
            fcntl.flock(users, fcntl.LOCK_SH)
            ensure_started(server)
        try:
            yield
        finally:
            with locked(starting):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody still uses it
                else:
                    server.stop()


def ensure_started(server: Cluster) -> None:
    """Make the cluster if there is none, start it unless it runs."""
    if not server.exists():
        server.initialise()
    if server.process() is None:
        server.start()
