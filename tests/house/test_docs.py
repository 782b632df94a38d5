"""What is written about the product is true of it: links lead somewhere, the reference is fresh, nothing is left out."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from yuandu.kernel.apps import titles, yuandu_apps
from yuandu.site import reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md")} - set((DOCS / "_build").rglob("*")))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"|<a [^>]*href=\"([^\"]+)\"")
SETTING = re.compile(r"environ(?:\.get)?[\[(]\"([A-Z_]+)\"")
OUR_OWN = {  # set by one of our processes for another, not by people
    "DATABASE_POOL",
    "DJANGO_SETTINGS_MODULE",
    "STATIC_STORAGE",
    "YUANDU_SUPERVISED",
}
GUIDES = {
    "administrator": "administrator",
    "officer": "city_officer county_officer",
    "registrar": "registrar",
    "principal": "principal",
    "teacher": "teacher",
    "pupil": "pupil",
    "guardian": "guardian",
}


def links(page):
    text = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    return ["".join(found) for found in LINK.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file_that_is_there(page):
    places = [
        unquote(link.partition("#")[0]) for link in links(page) if "://" not in link and "@" not in link
    ]

    assert [place for place in places if place and not (page.parent / place).exists()] == []


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_reference_is_what_the_manifests_say(name):
    committed = (reference.SHELF / name).read_text("utf-8")

    assert committed == reference.pages()[name], "run python -m yuandu.site.reference"


def test_the_reference_holds_nothing_else():
    assert {path.name for path in reference.SHELF.iterdir()} == set(reference.PAGES)


def test_the_handbook_builds_without_a_warning(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        tmp_path / "trees",
        DOCS,
        tmp_path / "html",
    ]

    built = subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert (built.returncode, built.stderr) == (0, "")


def test_every_role_has_its_page_in_both_languages():
    assert GUIDES.keys() == titles("role_titles").keys()
    for name in " ".join(GUIDES.values()).split():
        assert (DOCS / f"guide/{name}.md").exists()
    assert (DOCS / "guide/en/index.md").exists()


def test_decisions_are_numbered_without_a_gap_and_tell_what_was_rejected():
    decisions = sorted(DOCS.glob("adr/[0-9]*.md"))
    parts = ["## Context", "## Decision", "## Consequences", "## Rejected"]

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        assert re.findall(r"^## .*", path.read_text("utf-8"), re.MULTILINE) == parts, path.name


def test_one_word_stands_for_one_idea():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (DOCS / "words.md").read_text("utf-8"), re.MULTILINE)
    rows = [row for row in rows if row[0] != "中文" and not row[0].startswith("---")]

    for side in zip(*rows, strict=True):
        assert sorted(side) == sorted(set(side))


def test_every_setting_that_is_read_is_listed():
    sources = (path for path in (ROOT / "yuandu").rglob("*.py"))
    read = {name for path in sources for name in SETTING.findall(path.read_text("utf-8"))} - OUR_OWN
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))

    assert read == listed


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_readme_names_the_clauses_that_are_answered(name):
    answered = {clause for app in yuandu_apps() for clause in app.clauses}
    table = (
        (ROOT / name).read_text("utf-8").partition("<!-- clauses -->")[2].partition("<!-- /clauses -->")[0]
    )

    assert set(re.findall(r"\b(?:G\d|\d+)\.\d\b", table)) == answered
