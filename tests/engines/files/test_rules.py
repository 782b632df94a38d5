"""What a file is, by its bytes, and what it may be called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.files.rules import (
    HEAD_BYTES,
    KINDS,
    LONGEST_NAME,
    agrees,
    clean_name,
    coding_of,
    kind_by_ending,
)


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        for name in names:
            box.writestr(name, "x")
    return file.getvalue()


WORKBOOK = archive("[Content_Types].xml", "xl/workbook.xml")
SAMPLES = {
    "pdf": b"%PDF-1.7\n...",
    "png": b"\x89PNG\r\n\x1a\n...",
    "jpeg": b"\xff\xd8\xff\xe0...",
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "gif": b"GIF89a...",
    "mp4": b"\x00\x00\x00\x18ftypmp42....",
    "xlsx": WORKBOOK,
    "zip": archive("orgs.csv"),
    "csv": "姓名,性别\n张三,男\n".encode(),
    "text": "你好".encode("gb18030"),
}


def kinds_of(content):
    return {name for name, kind in KINDS.items() if agrees(kind, io.BytesIO(content))}


@pytest.mark.parametrize(("name", "content"), SAMPLES.items())
def test_each_kind_is_known_by_its_content_alone(name, content):
    also = {"xlsx": {"zip"}, "csv": {"text"}, "text": {"csv"}}

    assert kinds_of(content) == {name} | also.get(name, set())


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<html>",
        b"\xef\xbb\xbf<svg onload=alert(1)>",
        b"<?xml version='1.0'?>",
        b"\x00\x01\x02",
        b"MZ\x90\x00\x03\x00",
        b"\x7fELF\x02\x01\x01\x00",
    ],
)
def test_markup_and_programs_are_of_no_kind(content):
    assert kinds_of(content) == set()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_table_is_text_in_every_coding_that_schools_use(coding):
    assert kinds_of("姓名,学籍号\r\n李四,G370705\r\n".encode(coding)) == {"csv", "text"}


@given(st.integers(0, 3))
def test_a_character_that_the_first_look_cuts_in_two_does_not_matter(shift):
    body = (b"a" * (HEAD_BYTES - 4 + shift)) + "潍坊".encode()

    assert coding_of(body[:HEAD_BYTES]) == "utf-8-sig"


def test_an_archive_with_a_broken_end_is_no_workbook():
    assert kinds_of(WORKBOOK[:-20]) == {"zip"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.XLSX", "xlsx"), ("a.tar.zip", "zip"), ("a.jpeg", "jpeg"), ("a.exe", None), ("csv", None)],
)
def test_a_name_claims_a_kind_by_its_ending(name, kind):
    claimed = kind_by_ending(name)

    assert (claimed.name if claimed else None) == kind


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("名册.csv", "名册.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\li\名册.xlsx", "名册.xlsx"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
        ("gpj.\u202ecsv", "gpj.csv"),
    ],
)
def test_a_name_loses_what_could_deceive(given_name, name):
    assert clean_name(given_name) == name


@given(st.text())
def test_a_clean_name_is_short_stays_in_its_folder_and_is_clean(name):
    cleaned = clean_name(name)

    assert 0 < len(cleaned) <= LONGEST_NAME
    assert not {"/", "\\", "\x00", "\n"}.intersection(cleaned)
    assert cleaned not in (".", "..")
    assert clean_name(cleaned) == cleaned


@given(st.text(alphabet="名册", min_size=1, max_size=300))
def test_a_long_name_keeps_its_ending(stem):
    assert clean_name(f"{stem}.csv").endswith(".csv")
