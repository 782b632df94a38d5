"""Delimited text as schools send it: what is read, and what is named by line when it cannot be."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry.gateways.faults import Fault, Unreadable
from yuandu.engines.registry.gateways.tables import Table

HEADER = "id,name,note"


def table(content: bytes | str) -> Table:
    content = content.encode() if isinstance(content, str) else content
    return Table(lambda: io.BytesIO(content), name="some.csv")


def read(content: bytes | str) -> list[tuple]:
    """Return records as they are, and faults as line and code."""
    return [(one.line, one.code) if isinstance(one, Fault) else one for one in table(content).records()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(end):
    content = end.join([HEADER, "1,王芳,a", "2,李雷,b", ""])

    assert read(content) == [(2, ["1", "王芳", "a"]), (3, ["2", "李雷", "b"])]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_any_usual_encoding_is_read(codec):
    content = f"{HEADER}\n1,王芳,奎文区实验小学\n".encode(codec)

    assert read(content) == [(2, ["1", "王芳", "奎文区实验小学"])]


def test_text_in_no_known_encoding_is_refused_with_what_to_do():
    with pytest.raises(Unreadable, match="请另存为 UTF-8"):
        table(b"id,name,note\n1,\xff\xff\xff,a\n")


def test_a_broken_byte_in_a_long_utf_8_file_costs_its_own_row_only():
    rows = [f"{number},王芳,奎文区" for number in range(2, 30)]
    content = "\n".join([HEADER, *rows]).encode().replace("17,王芳".encode(), b"17,\xe7\x8e\xff")

    found = read(content)

    assert found[15] == (17, "damaged_text")
    assert [record[0] for record in found] == list(range(2, 30))
    assert [note.code for note in table(content).notes()] == ["damaged_encoding"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_taken_and_noted(delimiter):
    content = "\n".join([HEADER, "1,王芳,a"]).replace(",", delimiter)

    assert read(content) == [(2, ["1", "王芳", "a"])]
    assert [note.code for note in table(content).notes()] == ["odd_delimiter"]


def test_a_quote_inside_a_plain_field_is_a_letter_like_any_other():
    assert read(HEADER + '\n1,王"小"芳,5"\n') == [(2, ["1", '王"小"芳', '5"'])]


def test_a_field_in_quotes_may_hold_delimiters_quotes_and_line_breaks():
    assert read(HEADER + '\n1,"王,""芳""","一\n二"\n2,b,c\n') == [
        (2, ["1", '王,"芳"', "一\n二"]),
        (4, ["2", "b", "c"]),
    ]


@pytest.mark.parametrize(
    "later",
    [
        ["2,b,c", "3,d,e"],
        ['2,"b",c', "3,d,e"],
        ['"2","b","c"', '"3","d","e"'],
        [f"{number},b,c" for number in range(2, 90)],
        ["2,b,c", '3,d"', '4,"f",g'],
    ],
)
def test_a_quote_that_is_never_closed_costs_its_own_line_only(later):
    content = "\n".join([HEADER, '1,"a,x', *later])

    found = read(content)

    assert found[0] == (2, "unbalanced_quote")
    assert [record[0] for record in found] == list(range(2, 3 + len(later)))
    assert found[1] == (3, [later[0].split(",")[0].strip('"'), "b", "c"])


def test_text_after_a_closing_quote_is_named_by_its_line():
    assert read(HEADER + '\n1,"王"芳,a\n2,b,c\n') == [(2, "unbalanced_quote"), (3, ["2", "b", "c"])]


def test_a_row_that_is_wider_or_narrower_than_the_heading_is_named():
    assert read(HEADER + "\n1,a\n2,b,c,d\n3,b,c,,\n") == [(2, "width"), (3, "width"), (4, ["3", "b", "c"])]


def test_blank_lines_are_passed_over():
    assert read("\n \n" + HEADER + "\n\n1,a,b\n,,\n2,c,d\n\n") == [(5, ["1", "a", "b"]), (7, ["2", "c", "d"])]


def test_a_note_to_excel_about_the_delimiter_is_no_heading():
    assert read("sep=;\nid;name;note\n1;a;b\n") == [(3, ["1", "a", "b"])]


def test_a_row_with_a_nul_byte_is_named():
    assert read(HEADER + "\n1,a\0,b\n2,c,d\n") == [(2, "nul"), (3, ["2", "c", "d"])]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n  \n", b",,,\n"])
def test_a_file_without_text_is_refused(content):
    with pytest.raises(Unreadable, match="是空的"):
        table(content)


def test_an_endless_heading_is_refused():
    with pytest.raises(Unreadable, match="不像表头"):
        table("a" * 1_000_000)


def test_a_field_over_the_limit_is_named_and_shortened():
    content = HEADER + "\n1," + "长" * 70_000 + ",b\n2,c,d\n"

    fault, record = table(content).records()

    assert (fault.line, fault.code, fault.field, fault.value) == (
        2,
        "too_long_value",
        "name",
        "长" * 40 + "…",
    )
    assert record == (3, ["2", "c", "d"])


@pytest.mark.parametrize("opening", ["", '"'])
def test_a_field_of_ten_million_characters_costs_its_row_and_hardly_any_memory(tmp_path, opening):
    path = tmp_path / "some.csv"
    path.write_text(HEADER + f"\n1,{opening}" + "长" * 10_000_000 + ",b\n2,c,d\n", encoding="utf-8")
    tracemalloc.start()

    found = list(Table(lambda: path.open("rb"), name="some.csv").records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [one.code if isinstance(one, Fault) else one for one in found] == [
        "too_long_line",
        (3, ["2", "c", "d"]),
    ]
    assert peak < 8_000_000


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8), place=st.integers(0, 8))
def test_whatever_stands_in_the_lines_about_a_broken_one_they_are_read(rows, place):
    records = [["x", *row] for row in rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in record) for record in records]
    lines.insert(place, 'x,"no end')
    records.insert(place, "unbalanced_quote")

    assert read("\n".join([HEADER, *lines])) == list(enumerate(records, start=2))
