"""`yuandu restore FILE`: a backup becomes the installation; until all of it is there, nothing changes."""

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from os import environ
from pathlib import Path
from typing import IO

from yuandu.kernel.progress import progress
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site import schema
from yuandu.site.archive import NO_ROOM, members, no_room, verified
from yuandu.site.backup import FOLDERS
from yuandu.site.cluster import binary
from yuandu.site.embedded import prepare_environment, running_database
from yuandu.site.home import home
from yuandu.site.supervisor import is_up
from yuandu.site.trail import keep_keys, take_over

# the new tables come in the transaction in which the old ones go; the dump makes the schema itself
BEGIN = b"BEGIN; SET LOCAL client_min_messages = warning; DROP SCHEMA IF EXISTS public CASCADE;\n"
# a dump adds rights to those that new tables have by default, and takes none of these away: facts are only added to
COMMIT = b"""
GRANT USAGE ON SCHEMA public TO PUBLIC;
SET LOCAL search_path = public;
DO $$ BEGIN
    IF to_regproc('activity_is_only_added_to') IS NOT NULL THEN PERFORM activity_is_only_added_to(); END IF;
END $$;
COMMIT;
"""


def main(argv: list[str]) -> int:
    """Restore and say what to do next."""
    parser = argparse.ArgumentParser(prog="yuandu restore", description=_("从备份文件恢复到一个新装的鸢都。"))
    parser.add_argument("file", type=Path, help=_("yuandu backup写成的文件"))
    parser.add_argument("--replace", action="store_true", help=_("丢掉现有的数据库、文件和密钥"))
    options = parser.parse_args(argv)
    source = options.file.expanduser().resolve()
    prepare_environment()
    if is_up():
        raise Trouble(_("鸢都正在运行。请先停下它，再恢复。"))
    size = source.stat().st_size if source.exists() else 0
    with progress(_("核对备份"), size) as advance:
        manifest = verified(source, advance)
    with running_database():
        if has_tables() and not options.replace:
            raise Trouble(_("数据库里已经有数据，没有动它。确实要换掉，请加--replace（先备份）。"))
        schema.comment_on_database(None)
        with progress(_("恢复"), size) as advance:
            replace_everything(source, advance, backed_up_at=manifest["at"])
    print(
        _("已恢复{at}的备份（版本{version}）。运行make run或yuandu up即可使用。").format(
            at=f"{datetime.fromisoformat(manifest['at']).astimezone():%Y-%m-%d %H:%M}",
            version=manifest["version"],
        )
    )
    return 0


def has_tables() -> bool:
    """Say whether the database is anything but fresh."""
    with schema.owner() as connection:
        return connection.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"
        ).fetchone()[0]


def replace_everything(source: Path, advance: Callable[[int], None], *, backed_up_at: str) -> None:
    """Unpack beside the old files, replace the database in one transaction, then put the files in place."""
    staging = home() / "restoring"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        restore_database(database_parts(source, staging, advance))
        keep_keys(staging)
        for name in FOLDERS:
            put_in_place(staging / name, home() / name)
        take_over(staging, backed_up_at=backed_up_at)
    except OSError as error:
        raise Trouble(no_room(home()) if error.errno in NO_ROOM else str(error)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def database_parts(source: Path, staging: Path, advance: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the dump's parts in order, and unpack everything else into the staging folder."""
    for name in (*FOLDERS, "trail"):
        (staging / name).mkdir(mode=0o700)
    for name, content in members(source, advance):
        if name.startswith("database/"):
            yield content.read()
        elif name.split("/")[0] in {*FOLDERS, "trail"}:
            unpack(name, content, staging)


def unpack(name: str, content: IO[bytes], staging: Path) -> None:
    """Write a member below the staging folder, whatever its name tries."""
    target = (staging / name).resolve()
    if not target.is_relative_to(staging):
        raise Trouble(_("备份里有不安全的文件名：{name}").format(name=name))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)
    target.chmod(0o600)


def restore_database(parts: Iterator[bytes]) -> None:
    """Replace all tables by the dump's, in one transaction that ends only when all of it was read.

    pg_restore turns the dump into SQL as it comes, psql runs it: nothing waits on the disk.
    """
    outlet, inlet = os.pipe()
    with tempfile.TemporaryFile() as said, os.fdopen(inlet, "wb", buffering=0) as sql:
        runner = subprocess.Popen(
            [binary("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
            + [f"--dbname={environ['DATABASE_OWNER_URL']}"],
            stdin=outlet, stderr=said,
        )  # fmt: skip
        os.close(outlet)
        try:
            whole = write_script(parts, sql)
        except BaseException:
            runner.kill()
            raise
        finally:
            sql.close()
        if runner.wait() or not whole:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip() or _("备份里的数据库读不出来")
            raise Trouble(_("数据库没能恢复，原来的数据还在：{reason}").format(reason=reason))


def write_script(parts: Iterator[bytes], sql: IO[bytes]) -> bool:
    """Write the transaction; return whether it came to its end. Whoever runs it may have stopped and said why."""
    try:
        sql.write(BEGIN)
        translate_dump(parts, sql)
        sql.write(COMMIT)
    except BrokenPipeError:
        return False
    return True


def translate_dump(parts: Iterator[bytes], sql: IO[bytes]) -> None:
    """Let pg_restore write the dump's SQL; raises BrokenPipeError when it could not finish."""
    with subprocess.Popen(
        [binary("pg_restore"), "--no-owner", "--file=-"], stdin=subprocess.PIPE, stdout=sql
    ) as translator:
        for part in parts:
            translator.stdin.write(part)
    if translator.returncode:
        raise BrokenPipeError


def put_in_place(new: Path, old: Path) -> None:
    """Let the new folder stand where the old one stood."""
    gone = old.with_name(f"{old.name}.old")
    shutil.rmtree(gone, ignore_errors=True)
    if old.exists():
        old.rename(gone)
    new.rename(old)
    shutil.rmtree(gone, ignore_errors=True)
