"""The command line: it lists what there is, and answers a wrong word with the right one."""

from yuandu.site.cluster import APPLICATION, OWNER


def test_without_a_command_all_commands_are_listed(installation):
    done = installation.run()

    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.splitlines()[2:]]
    assert listed[:6] == ["up", "backup", "restore", "doctor", "bench", "migrate"]


def test_a_mistyped_command_is_answered_with_the_nearest(installation):
    done = installation.run("bakcup")

    assert (done.returncode, done.stderr) == (1, "没有“bakcup”这个命令。您要的是“backup”吗？\n")


def test_a_command_that_needs_no_database_starts_none(installation):
    installation.run("check")

    assert not installation.cluster().exists()


def test_the_secret_is_made_once_and_is_private(installation):
    installation.run()
    secret = installation.home / "keys/secret"
    first = secret.read_text()

    installation.run()

    assert secret.read_text() == first
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_database_of_somebody_else_is_used_and_none_is_made(installation, bare):
    theirs = {
        "DATABASE_URL": bare.cluster().url(APPLICATION),
        "DATABASE_OWNER_URL": bare.cluster().url(OWNER),
    }

    migrated = installation.run("migrate", "sessions", "--verbosity", "0", **theirs)

    assert (migrated.returncode, migrated.stderr) == (0, "")
    with bare.connect() as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    assert not installation.cluster().exists()
