"""`yuandu backup FILE`: database, stored files and keys in one file, while the product runs."""

import argparse
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from os import environ
from pathlib import Path

from yuandu.kernel.progress import progress
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site import schema
from yuandu.site.archive import Writer, writing
from yuandu.site.cluster import binary
from yuandu.site.embedded import prepare_environment, running_database
from yuandu.site.home import home, version
from yuandu.site.trail import add_trail, key_path

FOLDERS = ("files", "keys")


def main(argv: list[str]) -> int:
    """Write the backup and say where it is."""
    parser = argparse.ArgumentParser(prog="yuandu backup", description=_("备份数据库、文件和密钥。"))
    parser.add_argument("file", type=Path, help=_("备份文件，例如yuandu.tar.gz"))
    target = parser.parse_args(argv).file.expanduser().resolve()
    if not target.parent.is_dir():
        raise Trouble(_("没有{folder}这个文件夹，请先建好。").format(folder=target.parent))
    prepare_environment()
    with running_database(), progress(_("备份"), expected_bytes()) as advance:
        write(target, advance, at=datetime.now(UTC))
    print(
        _("已备份到{target}（{size:,.1f}MB）。里面有密钥，请像密码一样保管。").format(
            target=target, size=target.stat().st_size / 2**20
        )
    )
    return 0


def write(target: Path, advance: Callable[[int], None], *, at: datetime) -> None:
    """Write one snapshot of the database, then the files: those that the snapshot speaks of are there.

    The key that signs the trail stays where it is.
    """
    with writing(target, advance) as archive:
        add_database(archive)
        for name in FOLDERS:
            archive.add_folder(home() / name, name, without=key_path())
        add_trail(archive)
        archive.close_with({"product": "yuandu", "version": version(), "at": at.isoformat()})


def add_database(archive: Writer) -> None:
    """Put the database in, as `pg_dump` sees it in one transaction."""
    command = [binary("pg_dump"), "--format=custom", "--compress=none", "--no-owner"]
    with subprocess.Popen(
        [*command, "--schema=public", f"--dbname={environ['DATABASE_OWNER_URL']}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as dump:
        try:
            archive.add_dump(dump.stdout)
        except BaseException:
            dump.kill()
            raise
        said = dump.stderr.read().decode(errors="replace").strip()
    if dump.returncode:
        raise Trouble(_("数据库没能备份：{reason}").format(reason=said))


def expected_bytes() -> int:
    """Return about how many bytes the backup takes before compression."""
    with schema.owner() as connection:
        tables = connection.execute(
            "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchone()[0]
    stored = sum(
        path.stat().st_size for name in FOLDERS for path in (home() / name).rglob("*") if path.is_file()
    )
    return tables + stored
