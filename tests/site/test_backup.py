"""Backup and restore: one file, whole or not at all."""

import resource
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from yuandu.kernel.terminal import Trouble
from yuandu.site.archive import verified, writing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def filled(bare):
    """An installation with two rows, a file and a key."""
    with bare.connect(owner=True) as connection:
        connection.execute("CREATE TABLE school (id int PRIMARY KEY, name text NOT NULL)")
        connection.execute("INSERT INTO school VALUES (1, '一小'), (2, '二小')")
    (bare.home / "files/ab").mkdir()
    (bare.home / "files/ab/cd").write_bytes(b"\x00\x01" * 1000)
    (bare.home / "keys/secret").write_text("a key")
    return bare


def schools(installation):
    with installation.connect() as connection:
        return connection.execute("SELECT id, name FROM school ORDER BY id").fetchall()


def test_what_was_backed_up_comes_back_with_files_and_keys(filled, tmp_path):
    saved = filled.run("backup", str(tmp_path / "city.tar.gz"))
    with filled.connect(owner=True) as connection:
        connection.execute("DELETE FROM school")
    (filled.home / "files/ab/cd").unlink()
    (filled.home / "keys/secret").write_text("another key")

    restored = filled.run("restore", str(tmp_path / "city.tar.gz"), "--replace")

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert schools(filled) == [(1, "一小"), (2, "二小")]
    assert (filled.home / "files/ab/cd").read_bytes() == b"\x00\x01" * 1000
    assert (filled.home / "keys/secret").read_text() == "a key"


def test_the_application_keeps_its_rights_after_a_restore(filled, tmp_path):
    filled.run("backup", str(tmp_path / "city.tar.gz"))
    filled.run("restore", str(tmp_path / "city.tar.gz"), "--replace")

    with filled.connect() as connection:
        connection.execute("INSERT INTO school VALUES (3, '三小')")

    assert schools(filled) == [(1, "一小"), (2, "二小"), (3, "三小")]


def test_a_database_with_data_is_not_overwritten_unasked(filled, tmp_path):
    filled.run("backup", str(tmp_path / "city.tar.gz"))

    refused = filled.run("restore", str(tmp_path / "city.tar.gz"))

    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert schools(filled) == [(1, "一小"), (2, "二小")]


def test_a_dump_that_cannot_be_loaded_leaves_the_old_data(filled, tmp_path):
    with writing(tmp_path / "odd.tar.gz", lambda count: None) as archive:
        archive.add_bytes("database/000000", b"no dump at all")
        archive.close_with({"version": "0", "at": "2022-12-01"})

    refused = filled.run("restore", str(tmp_path / "odd.tar.gz"), "--replace")

    assert refused.returncode == 1
    assert "原来的数据还在" in refused.stderr
    assert schools(filled) == [(1, "一小"), (2, "二小")]


@pytest.fixture
def archive(tmp_path):
    """A small archive."""
    with writing(tmp_path / "small.tar.gz", lambda count: None) as writer:
        writer.add_bytes("files/one", b"1" * 100_000)
        writer.close_with({"version": "0", "at": "2022-12-01"})
    return tmp_path / "small.tar.gz"


def test_an_archive_that_was_cut_off_is_refused(archive):
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    with pytest.raises(Trouble, match="不是完整的备份"):
        verified(archive, lambda count: None)


def test_an_archive_with_a_changed_member_is_refused(archive, tmp_path):
    with tarfile.open(archive) as old, tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read().replace(b"1" * 100_000, b"2" * 100_000)
            (tmp_path / "member").write_bytes(content)
            new.add(tmp_path / "member", member.name)

    with pytest.raises(Trouble, match="files/one和清单不符"):
        verified(tmp_path / "changed.tar.gz", lambda count: None)


def test_a_backup_is_readable_by_its_owner_only(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_no_half_backup(tmp_path):
    script = """
import os
from pathlib import Path
from yuandu.site.archive import writing
with writing(Path("full.tar.gz"), lambda count: None) as archive:
    archive.add_bytes("files/one", os.urandom(1_000_000))
"""
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, preexec_fn=limit,
        capture_output=True, text=True,
    )  # fmt: skip

    assert "磁盘满了" in done.stderr
    assert list(tmp_path.iterdir()) == []
