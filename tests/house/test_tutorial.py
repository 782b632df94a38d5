"""“Add an app in an afternoon” does what it says: its own code, in a copy of the tree, passes its own tests."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs/develop/add-an-app.md").read_text("utf-8")
BLOCKS = re.findall(r"```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)```", TUTORIAL, re.DOTALL)
SETTING = re.search(r'```python\n(    "yuandu\.domains\.rooms",\n)```', TUTORIAL)[1]
AFTER = '    "yuandu.domains.plan",\n'
OURS = {  # what this test run has set for itself
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_XDIST_WORKER",
    "SECRET_KEY",
    "YUANDU_TEST_PLACE",
}


@pytest.fixture
def followed(tmp_path):
    """A copy of the tree in which somebody has followed the tutorial as far as the migration."""
    for name in ("yuandu", "tests", "city", "plan"):
        ignored = shutil.ignore_patterns("__pycache__", "vendor", "journeys", "house", "rooms")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for place, text in BLOCKS:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, "utf-8")
    package, settings = tmp_path / "yuandu/domains/rooms", tmp_path / "yuandu/site/settings.py"
    (package / "migrations").mkdir()
    for folder in (package, package / "migrations"):
        (folder / "__init__.py").touch()
    settings.write_text(settings.read_text("utf-8").replace(AFTER, AFTER + SETTING), "utf-8")
    return tmp_path


def run(place, *command):
    """Run a Python module in the copy, without the database of this test run; return how it ended."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *command],
        cwd=place,
        env=environment | {"PYTHONPATH": str(place), "YUANDU_HOME": str(place / "var")},
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_the_tutorial_can_be_followed(followed):
    made = run(followed, "yuandu.site", "makemigrations", "rooms", "-n", "room")
    style = run(followed, "ruff", "check", "yuandu/domains/rooms", "tests/domains/rooms")
    tests = run(followed, "pytest", "-q", "-p", "no:cacheprovider", "tests/domains/rooms")

    assert (made.returncode, made.stderr) == (0, "")
    assert style.returncode == 0, style.stdout
    assert tests.returncode == 0, tests.stdout[-3000:] + tests.stderr[-1000:]


def test_the_code_of_the_tutorial_is_formatted(followed):
    blocks = [place for place, _text in BLOCKS if place.endswith(".py")]

    assert (
        run(followed, "ruff", "format", "--check", *blocks).stdout
        == f"{len(blocks)} files already formatted\n"
    )
