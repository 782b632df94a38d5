"""The trail in a running installation: sealed beside the web, whole after a kill and after a restore."""

import fcntl
import json
import signal
import subprocess
import sys
import tarfile
from contextlib import contextmanager

import psutil
import psycopg
import pytest

from tests.site.conftest import ROOT

RECORD = """\
INSERT INTO activity_fact (verb, about, path, who, seat, at, grade, because, data, request, people)
SELECT 'registry.changed', 'a:1', '370700.', '', '', now() - %s * interval '1 minute', 'G2', '', '{}', '', '{}'
"""
WAITING = (
    "SELECT count(*) FROM activity_fact f WHERE NOT EXISTS (SELECT FROM activity_seal s WHERE f.id <@ s.ids)"
)
SEALING = 0x5345414C


def record(installation, *, minutes_ago=0):
    with installation.connect() as connection:
        connection.execute(RECORD, [minutes_ago])


def is_sealed(installation):
    with installation.connect(owner=True) as connection:
        return connection.execute(WAITING).fetchone() == (0,)


def audit(installation, *arguments):
    """Run `yuandu audit …`; return its exit code and what it says."""
    done = installation.run("audit", *arguments)
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def up(migrated, until):
    """An installation that runs as `yuandu up`."""

    @contextmanager
    def running():
        group = migrated.begin("up")
        until(lambda: "已就绪" in group.stdout.readline())
        try:
            yield psutil.Process(group.pid)
        finally:
            group.send_signal(signal.SIGINT)
            group.wait(30)

    return running


def sealer_of(group):
    return next((child for child in group.children() if child.name() == "yuandu-sealer"), None)


def troubles(installation):
    findings = json.loads(installation.run("doctor", "--json").stdout)
    # what belongs to this checkout rather than to the installation in the test
    checkout = {"软件包", "前端文件", "翻译"}
    return {
        item["name"]: item["trouble"] for item in findings if item["trouble"] and item["name"] not in checkout
    }


def test_what_is_recorded_is_sealed_in_a_moment_and_a_killed_sealer_is_replaced(migrated, up, until):
    with up() as group:
        record(migrated)
        until(lambda: is_sealed(migrated), seconds=5)
        killed = sealer_of(group)
        killed.kill()
        record(migrated)
        until(lambda: (new := sealer_of(group)) and new.pid != killed.pid)
        until(lambda: is_sealed(migrated))

    code, said = audit(migrated, "verify")

    assert (code, said[-1]) == (0, "没有发现改动。")
    assert said[0].startswith("核对了2条记录、2次封存、2行签名")


def test_a_sealer_that_does_not_come_to_it_is_found_by_the_doctor(migrated, up):
    with up(), migrated.connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [SEALING])
        connection.commit()
        record(migrated, minutes_ago=3)

        found = troubles(migrated)["操作记录的封存"]

    assert found == "有1条记录还没有封存，最早的一条已经等了3分钟。"


@contextmanager
def in_use(installation):
    """Let the database run for as long as the test wants it."""
    with (installation.home / "run/users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        installation.cluster().start()
        yield installation


@pytest.fixture
def running(migrated):
    """An installation whose database runs, and nothing else."""
    with in_use(migrated) as installation:
        yield installation


def test_a_disk_that_is_full_between_database_and_file_leaves_one_seal_to_be_signed_later(running):
    record(running)
    audit(running, "seal")
    record(running)

    stopped = subprocess.run(
        ["bash", "-c", f"ulimit -f 0; exec {sys.executable} -m yuandu.site audit seal"],
        cwd=ROOT, env=running.environment(), capture_output=True, text=True,
    )  # fmt: skip
    before = audit(running, "verify")
    record(running)
    audit(running, "seal")
    after = audit(running, "verify")

    assert stopped.stderr == f"写不了{running.home}/trail/heads.jsonl：File too large\n"
    assert (before[0], before[1][1]) == (0, "第2号封存还没有签名：写入时中断过，下次封存会补上。")
    assert after[0] == 0
    assert after[1][0].startswith("核对了3条记录、3次封存、3行签名")


def test_rights_to_alter_the_trail_are_found_by_the_doctor(running):
    with running.connect(owner=True) as connection:
        connection.execute("GRANT DELETE ON activity_fact TO yuandu_app")

    assert troubles(running) == {"数据库角色": "程序用的角色yuandu_app权限太大：能改操作记录。"}


def test_a_restored_trail_is_whole_and_says_what_was_lost(running, tmp_path):
    file = str(tmp_path / "city.tar.gz")
    record(running)
    audit(running, "seal")
    saved = running.run("backup", file)
    record(running)
    audit(running, "seal")

    restored = running.run("restore", file, "--replace")
    before = audit(running, "verify")
    record(running)
    audit(running, "seal")

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert (before[0], before[1][-1]) == (0, "没有发现改动。")
    assert audit(running, "verify")[1][-1] == "没有发现改动。"
    lines = [
        json.loads(line) for line in (running.home / "trail/heads.jsonl").read_text("utf-8").splitlines()
    ]
    assert [(line.get("seal"), line.get("restored")) for line in lines] == [
        (1, None),
        (2, None),
        (None, 1),
        (2, None),
    ]
    assert lines[2]["because"].startswith("从20")


def test_a_trail_that_moved_to_another_machine_is_checked_there_with_the_old_key_and_goes_on_with_a_new_one(
    running, installation, tmp_path
):
    file = str(tmp_path / "city.tar.gz")
    record(running)
    audit(running, "seal")
    running.run("backup", file)
    with tarfile.open(file) as archive:
        names = {name for name in archive.getnames() if "trail" in name}
    [public] = running.home.glob("keys/trail-*.pub")

    installation.run("restore", file)
    with in_use(installation):
        before = audit(installation, "verify")
        record(installation)
        audit(installation, "seal")
        after = audit(installation, "verify")

    assert names == {"trail/heads.jsonl", f"keys/{public.name}"}
    assert [code for code, _said in (before, after)] == [0, 0]
    assert len(list(installation.home.glob("keys/trail-*.pub"))) == 2


def test_a_restored_database_is_still_only_added_to(running, tmp_path):
    file = str(tmp_path / "city.tar.gz")
    record(running)
    running.run("backup", file)
    running.run("restore", file, "--replace")

    for statement in (
        "UPDATE activity_fact SET because = 'x'",
        "DELETE FROM activity_fact",
        "TRUNCATE activity_fact",
    ):
        with (
            running.connect() as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="for table"),
        ):
            connection.execute(statement)


def test_a_key_and_a_file_of_heads_may_lie_elsewhere(running, tmp_path):
    elsewhere = {"TRAIL_KEY": str(tmp_path / "key/sign"), "TRAIL_LOG": str(tmp_path / "log/heads")}
    record(running)

    sealed = running.run("audit", "seal", **elsewhere)
    verified = running.run("audit", "verify", **elsewhere)

    assert (sealed.returncode, verified.returncode) == (0, 0), sealed.stderr + verified.stderr
    assert len((tmp_path / "log/heads").read_text().splitlines()) == 1
    assert {path.name for path in (tmp_path / "key").iterdir()} > {"sign"}
    assert not (running.home / "trail/heads.jsonl").exists()
