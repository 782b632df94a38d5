"""Is the database as this version wants it, and the command that makes it so, as the owner of the tables."""

import hashlib
import subprocess
import sys
from os import environ

import psycopg
from psycopg import sql

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site.embedded import prepare_environment, running_database
from yuandu.site.home import ROOT

# what, changed, may bring migrations: ours, those of the packages, the list of apps
SOURCES = ("yuandu/**/migrations/*.py", "requirements/product.txt", "yuandu/site/settings.py")


def main(argv: list[str]) -> int:
    """Run `migrate`, with Django's own arguments."""
    prepare_environment()
    with running_database():
        return migrate(*argv)


def fingerprint() -> str:
    """Return what the migrations of this version are known by; another set has another."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return f"migrations {digest.hexdigest()[:32]}"


def is_current() -> bool:
    """Say whether the database has had every migration: it carries their fingerprint as its comment."""
    with owner() as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row == (fingerprint(),)


def migrate(*arguments: str) -> int:
    """Bring the database up to date; with the name of an app, only that. Returns the exit code."""
    comment_on_database(None)
    environment = environ | {"DATABASE_URL": environ["DATABASE_OWNER_URL"], "YUANDU_SUPERVISED": "1"}
    command = [sys.executable, "-m", "yuandu.site", "migrate-tables", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    if code == 0 and not any(argument[0].isalpha() for argument in arguments):
        comment_on_database(fingerprint())
    return code


def comment_on_database(text: str | None) -> None:
    """Leave a note on the database itself, where it stays true whatever becomes of the home."""
    with owner() as connection:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(statement.format(sql.Identifier(connection.info.dbname), sql.Literal(text)))


def owner() -> psycopg.Connection:
    """Connect as the owner of the tables; raises Trouble when the database does not answer."""
    return connect(environ["DATABASE_OWNER_URL"])


def connect(url: str) -> psycopg.Connection:
    """Connect; raises Trouble when the database does not answer."""
    try:
        return psycopg.connect(url, connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Trouble(_("连不上数据库：{reason} 请检查DATABASE_URL。").format(reason=reason)) from error
