"""`yuandu up`: the group lives together, mends itself and ends together."""

import signal
import socket
import urllib.error
import urllib.request

import psutil
import pytest


@pytest.fixture(scope="module")
def product(installing, migrated_home, until):
    """The group, running; stopped afterwards."""
    with installing(like=migrated_home) as installation:
        group = installation.begin("up")
        until(lambda: "已就绪" in group.stdout.readline())
        yield Product(installation, psutil.Process(group.pid))
        group.send_signal(signal.SIGINT)
        group.wait(30)


class Product:
    """A running group and its processes."""

    def __init__(self, installation, supervisor):
        self.installation, self.supervisor = installation, supervisor

    def child(self, name):
        """Return the process of this name, if it runs."""
        for process in self.supervisor.children():
            try:
                if process.status() != psutil.STATUS_ZOMBIE and process.name() == name:
                    return process
            except psutil.NoSuchProcess:
                continue
        return None

    def web(self):
        return self.child("yuandu-web")

    def worker(self):
        return self.child("yuandu-worker")

    def database(self):
        return self.installation.cluster().process()

    def processes(self):
        return [self.supervisor, *self.supervisor.children(recursive=True)]

    def answers(self):
        """Say whether a page comes, whatever it says."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.installation.port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True


def replaced(find, old):
    """Return a condition: there is a process, and another one than the old."""
    return lambda: (new := find()) and new.pid != old.pid


def still_running(processes):
    return [
        process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


def test_ctrl_c_leaves_nothing_running(migrated, until):
    group = migrated.begin("up")
    until(lambda: "已就绪" in group.stdout.readline())
    processes = Product(migrated, psutil.Process(group.pid)).processes()

    group.send_signal(signal.SIGINT)
    said, _nothing = group.communicate(timeout=30)

    assert (group.returncode, said.splitlines()) == (0, ["正在停止……", "鸢都已停止。"])
    assert still_running(processes) == []
    assert not (migrated.home / "postgres/postmaster.pid").exists()


@pytest.mark.parametrize("part", ["web", "worker", "database"])
def test_a_killed_part_is_replaced(product, until, part):
    find = getattr(product, part)
    old = until(find)

    old.kill()

    until(replaced(find, old))
    until(product.answers)


def test_the_parts_die_with_a_killed_supervisor_and_the_next_start_takes_over(migrated, until):
    group = migrated.begin("up")
    until(lambda: "已就绪" in group.stdout.readline())
    product = Product(migrated, psutil.Process(group.pid))
    web, worker, database = product.web(), product.worker(), product.database()

    group.kill()
    group.wait()
    until(lambda: still_running([web, worker]) == [])
    again = migrated.begin("up")
    until(lambda: "已就绪" in again.stdout.readline())
    taken_over = migrated.cluster().process()
    again.send_signal(signal.SIGINT)
    again.wait(30)

    assert taken_over == database
    assert still_running([database]) == []


def test_a_second_start_says_where_the_first_one_is(product):
    second = product.installation.run("up")

    assert second.returncode == 1
    assert f"已经在运行：http://127.0.0.1:{product.installation.port}" in second.stderr


def test_a_command_uses_the_running_database_and_leaves_it_running(product):
    database = product.database()

    done = product.installation.run("doctor", "--json")

    assert "PostgreSQL 18" in done.stdout
    assert product.database() == database


def test_a_taken_port_is_said_before_anything_starts(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.run("up")

    assert refused.returncode == 1
    assert f"端口{installation.port}已被别的程序占用" in refused.stderr
    assert not installation.cluster().exists()
