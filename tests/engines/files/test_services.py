"""What is taken, what is refused, and that of a refused file nothing stays."""

import os
import resource
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.conftest import AT
from yuandu.engines.activity import api as activity
from yuandu.engines.files import api as files
from yuandu.engines.files.models import File
from yuandu.engines.files.services import size_in_words

CONTENT = b"a,b\n1,2\n"
HASH = sha256(CONTENT).hexdigest()
PNG = b"\x89PNG\r\n\x1a\n"


def everything_in(place):
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def test_a_file_is_stored_by_its_hash_and_remembered(keep, place):
    file = keep(CONTENT, name="../名册.CSV")

    assert everything_in(place) == [f"{HASH[:2]}/{HASH[2:4]}/{HASH}"]
    assert (file.sha256, file.size, file.name, file.kind) == (HASH, 8, "名册.CSV", "text/csv")
    assert (file.path, file.owner_id, file.grade, file.kept_at) == ("370700.370705.", 7, "L2", AT)
    with files.open_file(file) as content:
        assert content.read() == CONTENT


def test_a_kept_file_leaves_a_fact(keep):
    file = keep(CONTENT)

    facts = activity.facts_about(f"files.File:{file.pk}").values_list("verb", "path", "by_id", "at", "data")

    assert list(facts) == [
        ("files.kept", "370700.370705.", 7, AT, {"name": "名册.csv", "size": 8, "sha256": HASH})
    ]


def test_the_same_bytes_are_stored_once_and_belong_to_each_that_handed_them_in(keep, place):
    first, second = keep(CONTENT), keep(CONTENT, name="别名.csv", by=8)

    assert len(everything_in(place)) == 1
    assert (first.owner_id, second.owner_id) == (7, 8)


def test_bytes_that_come_in_pieces_are_taken(keep):
    file = keep(iter([b"a,b\n", b"1,2\n"]))

    assert (file.sha256, files.text_of(file)) == (HASH, "a,b\n1,2\n")


@pytest.mark.parametrize("coding", ["utf-8-sig", "gbk", "utf-16"])
def test_a_text_is_read_in_the_coding_in_which_it_was_written(keep, coding):
    assert files.text_of(keep("姓名\n王五\n".encode(coding))) == "姓名\n王五\n"


@pytest.mark.parametrize(
    ("refusal", "details", "words"),
    [
        (files.Empty, {"content": b""}, "文件是空的"),
        (files.TooLarge, {"content": b"a" * 9, "limit": 8}, "超过8字节"),
        (files.WrongKind, {"name": "a.exe"}, "请上传png、csv、tsv"),
        (files.WrongKind, {"name": "a.pdf", "content": b"%PDF-1.7"}, "这里不收这种文件"),
        (files.WrongKind, {"name": "a.png", "content": b"<html><script>1</script>"}, "只是名字像"),
        (files.WrongKind, {"name": "a.csv", "content": PNG}, "内容不是csv"),
        (files.WrongKind, {"name": "a.png", "content": CONTENT}, "内容不是png"),
        (files.WrongKind, {"name": "a.csv", "content": b"<svg onload=1>"}, "内容不是csv"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_and_nothing_of_it_stays(keep, place, refusal, details, words):
    with pytest.raises(refusal, match=words):
        keep(**details)

    assert (everything_in(place), File.objects.count()) == ([], 0)


def test_a_transfer_that_breaks_off_leaves_nothing(keep, place):
    def breaks_off():
        yield b"a,b\n"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep(breaks_off())

    assert (everything_in(place), File.objects.count()) == ([], 0)


@contextmanager
def no_room_beyond(size):
    """Let this process write no file larger than that: what a full disk looks like to it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_nothing_half_written_stays(keep, place):
    with no_room_beyond(100_000), pytest.raises(files.NoSpace, match="磁盘满了"):
        keep(b"a,b\n" * 50_000)

    assert (everything_in(place), File.objects.count()) == ([], 0)


@pytest.fixture
def scanner(settings, tmp_path):
    """Set a scanner that ends with the number."""

    def ends_with(number):
        script = tmp_path / "scan.py"
        script.write_text(f"import sys; assert open(sys.argv[1]).read(); sys.exit({number})")
        settings.VIRUS_SCAN = f"{sys.executable} {script}"

    return ends_with


def test_a_clean_file_passes_the_scanner(keep, scanner):
    scanner(0)

    assert keep(CONTENT).size == 8


@pytest.mark.parametrize(("number", "words"), [(1, "文件里有病毒"), (2, "查毒没有做成")])
def test_what_the_scanner_does_not_clear_is_refused(keep, place, scanner, number, words):
    scanner(number)

    with pytest.raises(files.Infected, match=words):
        keep(CONTENT)

    assert (everything_in(place), File.objects.count()) == ([], 0)


def test_a_scanner_that_is_not_there_lets_nothing_pass(keep, place, settings):
    settings.VIRUS_SCAN = "/nowhere/scan"

    with pytest.raises(files.Infected, match="查毒没有做成"):
        keep(CONTENT)

    assert everything_in(place) == []


def test_what_was_left_of_broken_transfers_is_swept_after_a_day(keep, place):
    keep(CONTENT)
    now = datetime.now(UTC)
    for name, age in [("old", 25), ("new", 23)]:
        left = place / "incoming" / name
        left.write_bytes(b"half")
        os.utime(left, times=(0, (now - timedelta(hours=age)).timestamp()))

    swept = files.sweep(at=now)

    assert (swept, everything_in(place)) == (1, [f"{HASH[:2]}/{HASH[2:4]}/{HASH}", "incoming/new"])


def test_damage_to_the_store_is_found_with_the_files_that_lie_on_it(keep, place):
    whole, lost, changed = keep(CONTENT), keep(b"lost\n", name="丢.csv"), keep(b"good\n", name="改.csv")
    place_of = {file: next(place.rglob(file.sha256)) for file in (lost, changed)}
    place_of[lost].unlink()
    place_of[changed].chmod(0o600)
    place_of[changed].write_bytes(b"evil\n")

    damages = {damage.names: damage.cause for damage in files.damages()}

    assert damages == {
        ("丢.csv",): "文件不见了，请从备份恢复。",
        ("改.csv",): "文件的内容变了，请从备份恢复。",
    }
    assert whole.name == "名册.csv"


@pytest.mark.parametrize(
    ("size", "words"),
    [(8, "8字节"), (2048, "2KB"), (20 << 20, "20MB"), (1 << 30, "1GB"), (1536 << 10, "1.5MB")],
)
def test_sizes_are_said_as_people_say_them(size, words):
    assert size_in_words(size) == words
