"""A city that was backed up stands up elsewhere as it was: every export to the byte, its files and its keys."""

import zipfile

import pytest

from tests.site import inhabit


@pytest.fixture
def shown(tmp_path):
    """Return what an installation hands out, on its pages and as OneRoster: bytes by the file's name."""

    def looked(installation, name, link):
        folder, roster = tmp_path / name, tmp_path / f"{name}.zip"
        folder.mkdir()
        installation.inhabit(f"show({str(folder)!r}, {link!r})")
        done = installation.run("export", "--out", str(roster))
        assert done.returncode == 0, done.stderr
        with zipfile.ZipFile(roster) as files:
            files.extractall(folder / "oneroster")
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    return looked


def test_a_restored_city_exports_what_the_first_one_did_to_the_byte(
    installing, inhabited_home, installation, shown, tmp_path
):
    home, link = inhabited_home
    file = str(tmp_path / "city.tar.gz")
    with installing(like=home) as first:
        before = shown(first, "before", link)
        saved = first.run("backup", file)
    restored = installation.run("restore", file)

    after = shown(installation, "after", link)

    assert (saved.returncode, restored.returncode) == (0, 0), saved.stderr + restored.stderr
    assert after == before
    assert before["stored"] == inhabit.STORED
    assert (installation.home / "keys/secret").read_text() == (home / "keys/secret").read_text()
    lines = {name: content.count(b"\n") - 1 for name, content in before.items()}
    assert lines["schools.csv"] == inhabit.HAMLET.schools
    assert lines["oneroster/enrollments.csv"] > inhabit.HAMLET.pupils
    assert [name for name in inhabit.LISTS if lines[f"{name}.csv"] == 0] == []
