"""A city that was backed up stands up elsewhere as it was: every export to the byte, its files and its keys."""

import pytest

from tests.site import inhabit


@pytest.fixture
def shown(tmp_path):
    """Return what an installation shows to the city's officer: the bytes of each export by its name."""

    def looked(installation, name, link):
        folder = tmp_path / name
        folder.mkdir()
        installation.inhabit(f"show({str(folder)!r}, {link!r})")
        return {path.name: path.read_bytes() for path in folder.iterdir()}

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
    assert (lines["schools.csv"], lines["pupils.csv"]) == (inhabit.HAMLET.schools, inhabit.HAMLET.pupils)
    assert min(lines[name] for name in lines if name != "stored") > 0
