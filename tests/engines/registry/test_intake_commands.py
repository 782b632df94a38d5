"""Rosters at the command line, killed for real: by kill -9, and by a database that drops the line."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.engines.registry.rosters import card, enrolment, role, tables, user, zipped
from yuandu.engines.registry.commands import exporting, importing
from yuandu.engines.registry.models import Intake, Person, Post
from yuandu.kernel.terminal import Trouble

PLACE = "370700.370705."
MANY = 1_500
RUN = """
import sys, django
django.setup()
from yuandu.engines.registry.commands.importing import main
from yuandu.kernel.terminal import Trouble
try:
    main({})
except Trouble as trouble:
    sys.exit(str(trouble))
"""


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.zip"
    path.write_bytes(zipped())
    return path


def test_without_apply_nothing_is_written(city, roster, capsys):
    assert importing.main([str(roster), "--organisation", PLACE]) == 0

    assert "person        NEW 7" in capsys.readouterr().out
    assert not Person.objects.exists()


def test_with_apply_a_folder_comes_in(city, tmp_path, capsys):
    with zipfile.ZipFile(BytesIO(zipped())) as archive:
        archive.extractall(tmp_path / "roster")

    importing.main([str(tmp_path / "roster"), "--organisation", PLACE, "--apply"])

    assert capsys.readouterr().out.endswith("已导入。\n")
    assert Post.objects.count() == 6
    assert Intake.objects.get().handed_in_by is None


def test_bad_rows_are_printed_and_written_to_a_file(city, tmp_path, capsys):
    said = tables()
    said["users"] = [*said["users"], user("u9", id_card="370705201403050099")]
    (tmp_path / "roster.zip").write_bytes(zipped(said))
    rejects = tmp_path / "bad.zip"

    importing.main([str(tmp_path / "roster.zip"), "--organisation", PLACE, "--rejects", str(rejects)])

    told = "有误 users.csv:9 metadata.yuandu.idCard=370705201403050099 身份证号的最后一位对不上，请逐位核对。"
    assert told in capsys.readouterr().out
    assert zipfile.ZipFile(rejects).namelist() == ["users.csv"]


def test_what_cannot_be_read_or_found_is_a_sentence(city, tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"PK\x03\x04")

    with pytest.raises(Trouble, match="这不是 OneRoster 压缩包"):
        importing.main([str(tmp_path / "roster.zip"), "--organisation", PLACE])
    with pytest.raises(Trouble, match="没有.*none.zip这个文件。"):
        importing.main([str(tmp_path / "none.zip")])
    with pytest.raises(Trouble, match="没有路径是3708.的机构。"):
        importing.main([str(tmp_path / "roster.zip"), "--organisation", "3708."])


def test_an_export_appears_whole_and_comes_in_again(city, roster, tmp_path, capsys):
    importing.main([str(roster), "--organisation", PLACE, "--apply"])
    target = tmp_path / "export.zip"

    exporting.main(["--organisation", PLACE, "--out", str(target)])
    importing.main([str(target), "--organisation", PLACE])

    assert "NEW" not in capsys.readouterr().out.rpartition("export.zip")[2]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.zip", "roster.zip"]


@pytest.fixture
def many(transactional_db, city, tmp_path):
    """A roster of 1,500 pupils."""
    keys = [f"u{number}" for number in range(MANY)]
    days = [f"2014{1 + number // 125:02}{1 + number % 28:02}" for number in range(MANY)]
    users = [
        user(key, f"学生{key}", id_card=card(number % 1000, born=days[number]))
        for number, key in enumerate(keys)
    ]
    said = tables(
        users=users,
        roles=[role(f"r{key}", key, "student") for key in keys],
        enrollments=[enrolment(f"e{key}", key) for key in keys],
        demographics=[],
    )
    path = tmp_path / "many.zip"
    path.write_bytes(zipped(said))
    return path


def started(path):
    """Start the command in a process of its own, on the database of the test."""
    url = make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    arguments = [str(path), "--organisation", PLACE, "--apply"]
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-c", RUN.format(arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_until(reached, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        intake = Intake.objects.first()
        if intake and reached(intake.progress):
            return
        time.sleep(0.005)


STAGES = {
    "reading": lambda progress: "read" in progress,
    "judging": lambda progress: progress.get("judged", 0) >= 5,
    "writing": lambda progress: progress.get("written", 0) >= 4,
}


@pytest.mark.parametrize("stage", STAGES)
def test_after_kill_9_the_same_command_goes_on_and_writes_each_row_once(many, stage):
    process = started(many)
    wait_until(STAGES[stage], process)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert started(many).wait() == 0

    assert Intake.objects.count() == 1
    assert (Person.objects.count(), Post.objects.count()) == (MANY, MANY)


def test_after_the_database_dropped_the_line_the_same_command_goes_on(many):
    process = started(many)
    wait_until(STAGES["judging"], process)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    told = process.communicate()[1].decode()

    assert told.endswith("数据库断开了。请再运行一次同样的命令，会接着做下去。\n")
    assert started(many).wait() == 0

    assert Intake.objects.count() == 1
    assert (Person.objects.count(), Post.objects.count()) == (MANY, MANY)
