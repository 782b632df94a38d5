"""A city begins with the list of its real schools, and whoever comes finds them; nothing is made up."""

import csv
import json
from pathlib import Path

import pytest

LIST = Path(__file__).parents[2] / "../shared/data/schools/weifang-schools-real.csv"
DIRECTORY = "/registry/schools/?export=csv"
PAGES = [f"/registry/schools/?page={number}" for number in range(1, 6)]


@pytest.fixture
def pages(migrated):
    """What a stranger sees after the list was loaded."""
    done = migrated.run("city", "--schools", str(LIST))
    assert done.returncode == 0, done.stderr
    shown = json.loads(migrated.inhabit(f"look('/', {DIRECTORY!r}, *{PAGES!r})"))
    assert {status for status, _text in shown.values()} == {200}
    return {place: text for place, (_status, text) in shown.items()}


def test_the_public_directory_holds_the_real_schools_and_none_is_a_demonstration(pages, migrated):
    with LIST.open(encoding="utf-8-sig") as file:
        listed = sorted(row["name"] for row in csv.DictReader(file))

    shown = sorted(row["名称"] for row in csv.DictReader(pages[DIRECTORY].splitlines()))

    assert (shown, len(shown)) == (listed, 205)
    assert "共205项" in pages[PAGES[0]]
    assert [name for name in listed if not any(f">{name}</a>" in pages[place] for place in PAGES)] == []
    assert [place for place, text in pages.items() if "演示" in text] == []
    assert not (migrated.home / "demo-accounts.txt").exists()
