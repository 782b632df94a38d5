"""`yuandu doctor`: what is broken is named, with its cure."""

import json
import socket

import pytest


@pytest.fixture
def troubles():
    """Run the doctor and return what it found wrong, by name."""

    def found(installation, **environment):
        done = installation.run("doctor", "--json", **environment)
        findings = json.loads(done.stdout)
        assert all(finding["cure"] for finding in findings if finding["trouble"])
        # what belongs to this checkout rather than to the installation in the test
        checkout = {"软件包", "前端文件", "翻译"}
        return {item["name"]: item["trouble"] for item in findings if item["trouble"]}.keys() - checkout

    return found


def test_a_good_installation_has_no_troubles(migrated, troubles):
    assert troubles(migrated) == set()


def test_a_home_without_a_database_is_sent_to_make_run(installation, troubles):
    assert troubles(installation) == {"数据库"}


def test_tables_of_another_version_are_found(bare, troubles):
    assert troubles(bare) == {"数据表"}


def test_keys_that_others_can_read_are_found(migrated, troubles):
    (migrated.home / "keys/secret").chmod(0o644)

    assert troubles(migrated) == {"数据目录"}


def test_an_application_role_that_may_do_too_much_is_found(migrated, troubles):
    with_owner = {"DATABASE_URL": migrated.cluster().url("yuandu_owner")}
    migrated.cluster().start()

    assert troubles(migrated, **with_owner) == {"数据库角色"}


def test_a_taken_port_is_found(migrated, troubles):
    with socket.create_server(("127.0.0.1", migrated.port)):
        assert troubles(migrated) == {"端口"}


def test_what_an_interrupted_run_left_is_found(migrated, troubles):
    (migrated.home / "restoring").mkdir()

    assert troubles(migrated) == {"残留"}


def test_a_database_that_cannot_be_reached_is_found(migrated, troubles):
    assert troubles(migrated, DATABASE_URL="postgresql://nobody@/nothing?host=/nowhere") == {"数据库"}


def test_a_trouble_is_told_with_its_cure_and_an_exit_code(migrated):
    (migrated.home / "keys/secret").chmod(0o644)

    done = migrated.run("doctor")

    assert done.returncode == 1
    assert "[不对] 数据目录：别的用户能读到密钥" in done.stdout
    assert "→ 运行chmod -R go= " in done.stdout
