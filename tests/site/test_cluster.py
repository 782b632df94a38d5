"""The embedded PostgreSQL: private, with two roles, and not upset by a crash."""

import os
import stat
from pathlib import Path

import psycopg
import pytest

from yuandu.site.cluster import socket_folder


def test_the_application_reads_and_writes_what_the_owner_made(bare):
    with bare.connect(owner=True) as connection:
        connection.execute("CREATE TABLE school (id int GENERATED ALWAYS AS IDENTITY, name text)")

    with bare.connect() as connection:
        connection.execute("INSERT INTO school (name) VALUES ('一小')")
        connection.execute("ANALYZE school")
        rows = connection.execute("SELECT * FROM school").fetchall()

    assert rows == [(1, "一小")]


@pytest.mark.parametrize("statement", ["TRUNCATE school", "DROP TABLE school", "CREATE TABLE other (id int)"])
def test_the_application_cannot_change_tables(bare, statement):
    with bare.connect(owner=True) as connection:
        connection.execute("CREATE TABLE school (id int)")

    with bare.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_server_is_reached_through_a_private_folder_only(bare):
    with bare.connect() as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()

    assert listening == ("",)
    assert stat.S_IMODE(bare.cluster().sockets.stat().st_mode) == 0o700


def test_a_pid_file_that_names_a_stranger_does_not_prevent_a_start(bare):
    database = bare.cluster()
    database.stop()
    for name in (database.data / "postmaster.pid", database.sockets / ".s.PGSQL.5432.lock"):
        name.write_text(f"{os.getpid()}\n{database.data}\n1\n5432\n{database.sockets}\n\n  0 0\nready\n")

    database.start()

    assert database.is_ready()


def test_a_server_that_was_killed_starts_again_with_what_was_committed(bare):
    with bare.connect(owner=True) as connection:
        connection.execute("CREATE TABLE school AS SELECT 1 AS id")

    bare.cluster().process().kill()
    bare.cluster().start()

    with bare.connect() as connection:
        assert connection.execute("SELECT * FROM school").fetchall() == [(1,)]


def test_a_long_home_gets_a_short_socket_path():
    folder = socket_folder(Path("/srv") / ("鸢" * 60))

    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107
