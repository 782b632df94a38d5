"""Templates as they come back: columns moved, cells typed, dates in many forms, rows with faults."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from yuandu.engines.registry.gateways import Fault, Row, Unreadable, open_workbook, write_template

LISTS = {
    "sex": ["未知的性别", "男", "女"],
    "grade": ["小学一年级", "小学二年级"],
    "paper_kind": ["居民身份证", "护照"],
    "guardian_relation": ["父亲", "母亲"],
}
HEADING = ["姓名*", "证件号码", "性别*", "学校*", "年级*", "班级*", "入学日期", "监护人1电话"]
PUPIL = ["王小明", "370705201203150012", "男", "一小", "小学一年级", "1班", "2018-09-01", "13800000000"]


def saved(path: Path, rows: list[list], *, before: int = 0) -> Path:
    """Save the rows as a workbook made by hand."""
    book = Book()
    for _ in range(before):
        book.active.append(["奎文区学生名册"])
    for row in rows:
        book.active.append(row)
    book.save(path / "pupils.xlsx")
    return path / "pupils.xlsx"


@pytest.fixture
def read(tmp_path):
    """Read the rows under the usual heading, in a workbook or a text file."""

    def found(*rows, heading=HEADING, lists=LISTS):
        return list(open_workbook(saved(tmp_path, [heading, *rows]), code_lists=lists).rows())

    return found


def said(faults) -> list[tuple]:
    return [(one.line, one.field, one.value, one.code, one.severity) for one in faults]


def changed(**cells) -> list:
    """Return the pupil with other cells, by the beginnings of their headings."""
    names = dict(
        zip(["name", "paper", "sex", "school", "grade", "form", "begins", "phone"], range(8), strict=True)
    )
    row = list(PUPIL)
    for name, cell in cells.items():
        row[names[name]] = cell
    return row


def test_a_good_row_is_given_by_the_names_of_the_columns(read):
    (row,) = read(PUPIL)

    assert row == Row(
        kind="pupils",
        line=2,
        sourced_id="",
        status="active",
        modified=None,
        values={
            "name": "王小明",
            "pupil_number": None,
            "paper_kind": None,
            "paper_number": "370705201203150012",
            "sex": "男",
            "born_on": None,
            "ethnic_group": None,
            "school": "一小",
            "grade": "小学一年级",
            "class_name": "1班",
            "seat_number": None,
            "begins_on": "2018-09-01",
            "guardian_1_name": None,
            "guardian_1_relation": None,
            "guardian_1_paper_number": None,
            "guardian_1_phone": "13800000000",
            "guardian_2_name": None,
            "guardian_2_relation": None,
            "guardian_2_paper_number": None,
            "guardian_2_phone": None,
        },
    )


@pytest.mark.parametrize(
    "cell",
    [
        date(2015, 9, 1),
        datetime(2015, 9, 1),
        42248,
        42248.0,
        20150901,
        "42248",
        "2015-9-1",
        "2015/9/1",
        "2015.09.01",
        "20150901",
        "2015年9月1日",
        " ２０１５年９月１日 ",
        "2015-09-01 00:00:00",
    ],
)
def test_a_date_may_be_written_in_any_usual_way(read, cell):
    assert [row.values["begins_on"] for row in read(changed(begins=cell))] == ["2015-09-01"]


@pytest.mark.parametrize("cell", ["2015-13-01", "2015-02-30", "9/1/15", "去年", 3, 123456, "0015-09-01"])
def test_what_is_no_date_is_named_with_the_way_to_write_one(read, cell):
    (fault,) = read(changed(begins=cell))

    assert (fault.line, fault.field, fault.code, fault.cure) == (
        2,
        "入学日期",
        "not_a_date",
        "写成2015-09-01这样的日期。",
    )


@pytest.mark.parametrize(
    "cell", [3.70705201203e17, 3.70705201203150e17, 370705201203150000, "3.70705E+17", "3.70705201203E17"]
)
def test_an_identity_number_that_lost_its_last_digits_is_refused_with_the_cure(read, cell):
    (fault,) = read(changed(paper=cell))

    assert (fault.line, fault.field, fault.code, fault.cure) == (
        2,
        "证件号码",
        "digits_lost",
        "把单元格设为文本重新填写。",
    )


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (" 370705 20120315 0012\u200b", "370705201203150012"),
        ("'370705201203150012", "370705201203150012"),
        ("３７０７０５２０１２０３１５００１２", "370705201203150012"),
        (370705120315001, "370705120315001"),
        (0.0, "0"),
    ],
)
def test_a_number_is_text_without_spaces_and_in_one_width(read, cell, number):
    assert [row.values["paper_number"] for row in read(changed(paper=cell))] == [number]


def test_a_long_number_that_another_program_kept_whole_is_taken(tmp_path):
    path = saved(tmp_path, [HEADING, changed(paper=4711)])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"4711", b"370705201203150012"))

    assert [row.values["paper_number"] for row in open_workbook(path).rows()] == ["370705201203150012"]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [(13800000000, "13800000000"), ("0536-800 0000", "0536-8000000"), ("＋8613800000000", "+8613800000000")],
)
def test_a_phone_number_may_be_typed_as_a_number(read, cell, phone):
    assert [row.values["guardian_1_phone"] for row in read(changed(phone=cell))] == [phone]


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_good_rows_go_on(read):
    found = read(
        PUPIL,
        changed(name=" ", sex="男生", grade="小学三年级", phone="无"),
        changed(form=datetime(2026, 5, 1), school="#N/A", name="长" * 300),
        changed(sex=" 男 ", grade="小学 一年级"),
    )

    assert [(row.line, row.values["sex"], row.values["grade"]) for row in found if isinstance(row, Row)] == [
        (2, "男", "小学一年级"),
        (5, "男", "小学一年级"),
    ]
    assert said(one for one in found if isinstance(one, Fault)) == [
        (3, "姓名", "", "missing", "error"),
        (3, "性别", "男生", "not_in_list", "error"),
        (3, "年级", "小学三年级", "not_in_list", "error"),
        (3, "监护人1电话", "无", "not_a_phone", "error"),
        (4, "姓名", "长" * 40 + "…", "too_long_value", "error"),
        (4, "学校", "#N/A", "formula_error", "error"),
        (4, "班级", "2026-05-01", "turned_into_date", "error"),
    ]
    assert found[2].cure == "从下拉列表里选一项，例如：男。"


def test_without_lists_any_text_passes_in_a_code_column(read):
    assert [row.values["sex"] for row in read(changed(sex="男生"), lists=None)] == ["男生"]


def test_columns_may_be_moved_spaced_starred_and_left_out(read):
    order = [5, 0, 3, 2, 4]
    heading = ["备注说明", *(f" {HEADING[place].strip('*')} " for place in order)]

    (row,) = read(
        ["x", *(PUPIL[place] for place in order)], heading=[*heading[:2], " 姓 名（必填）", *heading[3:]]
    )

    assert (row.values["name"], row.values["class_name"], row.values["paper_number"]) == (
        "王小明",
        "1班",
        None,
    )


def test_old_and_misspelt_titles_are_taken_with_a_note_that_names_both(tmp_path):
    heading = [
        "学生姓名",
        "身份证号",
        "性别",
        "就读学校",
        "年级",
        "班级",
        "入学曰期",
        "监护人1电话号",
        "监护人3电话",
    ]

    workbook = open_workbook(saved(tmp_path, [heading, [*PUPIL, "1"]]))

    assert [(note.field, note.code, dict(note.parameters)["taken"]) for note in workbook.notes] == [
        ("学生姓名", "guessed_column", "姓名"),
        ("身份证号", "guessed_column", "证件号码"),
        ("就读学校", "guessed_column", "学校"),
        ("入学曰期", "guessed_column", "入学日期"),
        ("监护人1电话号", "guessed_column", "监护人1电话"),
        ("监护人3电话", "unknown_column", ""),
    ]
    assert [row.values["begins_on"] for row in workbook.rows()] == ["2018-09-01"]


def test_a_banner_above_the_heading_and_blank_rows_are_passed_over(tmp_path):
    path = saved(tmp_path, [HEADING, [None] * 8, PUPIL, ["  "], PUPIL], before=3)

    assert [row.line for row in open_workbook(path).rows()] == [6, 8]


def test_the_example_row_is_never_taken_in(read):
    assert [row.line for row in read(changed(name="示例：王小明"), PUPIL, changed(school="示例:一小"))] == [3]


def test_merged_cells_count_for_each_of_their_rows_and_are_noted(tmp_path):
    book = Book()
    for row in [
        ["奎文区学生名册"],
        HEADING,
        PUPIL,
        changed(school=None),
        changed(school=None, name="李雷"),
        changed(school="二小"),
    ]:
        book.active.append(row)
    book.active.merge_cells("A1:H1")
    book.active.merge_cells("D3:D5")
    book.active.merge_cells("D7:D9")
    book.save(tmp_path / "pupils.xlsx")

    workbook = open_workbook(tmp_path / "pupils.xlsx")

    assert [(row.line, row.values["school"]) for row in workbook.rows()] == [
        (3, "一小"),
        (4, "一小"),
        (5, "一小"),
        (6, "二小"),
    ]
    assert [(note.line, note.field, note.cause) for note in workbook.notes][0] == (
        3,
        "学校",
        "合并的单元格D3:D5，每一行都按左上角的值读取。",
    )


def test_dates_of_old_macintosh_workbooks_count_from_1904(tmp_path):
    path = saved(tmp_path, [HEADING, changed(begins=40786)])
    book = load_workbook(path)
    book.epoch = datetime(1904, 1, 1)
    book.save(path)

    assert [row.values["begins_on"] for row in open_workbook(path).rows()] == ["2015-09-01"]


def test_a_sheet_that_lies_about_its_size_is_read_to_its_end(tmp_path):
    path = saved(tmp_path, [HEADING, *[PUPIL] * 5])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:H6"', b'ref="A1:A2"'))

    assert len(list(open_workbook(path).rows())) == 5


def test_a_row_number_beyond_all_sheets_does_not_keep_the_reader_busy(tmp_path):
    path = saved(tmp_path, [HEADING, PUPIL, PUPIL])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="3"', b'r="2000000000"'))

    assert [row.line for row in open_workbook(path).rows()] == [2]


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_text_file_with_the_same_heading_is_read_the_same(tmp_path, codec, delimiter):
    path = tmp_path / "pupils.csv"
    lines = [HEADING, PUPIL, changed(paper="3.70705E+17"), changed(begins="2018/9/1")]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(codec))

    found = list(open_workbook(path, code_lists=LISTS).rows())

    assert [(one.line, getattr(one, "code", "good")) for one in found] == [
        (2, "good"),
        (3, "digits_lost"),
        (4, "good"),
    ]
    assert found[2].values["begins_on"] == "2018-09-01"


def test_an_old_template_is_read_and_a_newer_one_too(tmp_path):
    notes = []
    for version in ("0", "9"):
        write_template(tmp_path / "staff.xlsx", "staff", code_lists={})
        rewrite(
            tmp_path / "staff.xlsx",
            "xl/worksheets/sheet3.xml",
            lambda xml, version=version: xml.replace(b"<t>1</t>", f"<t>{version}</t>".encode()),
        )
        notes += [note.code for note in open_workbook(tmp_path / "staff.xlsx").notes]

    assert notes == ["old_template", "newer_template"]


def rewrite(path: Path, member: str, change) -> None:
    """Change one member of a packed file."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert change(contents[member]) != contents[member]
    contents[member] = change(contents[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "另存为 .xlsx"),
        (b"<html><table></table></html>", "不是 Excel 工作簿"),
        (b"%PDF-1.7", "不是 Excel 工作簿"),
        (b"PK\x03\x04 and nothing more", "不是 Excel 工作簿"),
        (b"", "是空的"),
        ("姓名,爱好\n王芳,画画\n".encode(), "没有找到认识的表头"),
        ("姓名,证件号码,性别,年级\n".encode(), "缺少必需的列：学校、班级"),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_what_to_do(tmp_path, content, sentence):
    (tmp_path / "some.xlsx").write_bytes(content)

    with pytest.raises(Unreadable, match=sentence):
        open_workbook(tmp_path / "some.xlsx", kind="pupils")


def test_a_zip_file_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "some.xlsx", "w") as archive:
        archive.writestr("manifest.csv", "propertyName,value\n")

    with pytest.raises(Unreadable, match="不是 Excel 工作簿"):
        open_workbook(tmp_path / "some.xlsx")


def test_a_workbook_with_broken_or_swollen_parts_is_refused(tmp_path):
    path = saved(tmp_path, [HEADING, PUPIL])
    rewrite(path, "xl/workbook.xml", lambda xml: xml[:100])
    with pytest.raises(Unreadable, match="不是 Excel 工作簿"):
        open_workbook(path)

    path = saved(tmp_path, [HEADING, PUPIL])
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + b" " * 2_000_000),
    )
    with pytest.raises(Unreadable, match="压缩比异常"):
        open_workbook(path)


def test_entities_that_grow_without_end_are_refused(tmp_path):
    path = saved(tmp_path, [HEADING, PUPIL])
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (number, (b"&e%d;" % (number - 1)) * 10 if number else b"ha" * 10)
        for number in range(9)
    )
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            b"<!DOCTYPE worksheet [" + entities + b"]>" + xml.replace(b"<sheetData>", b"<sheetData>&e8;")
        ),
    )

    with pytest.raises(Unreadable):
        list(open_workbook(path).rows())


def test_the_template_is_known_by_its_heading_or_named(tmp_path):
    staff = ["姓名", "证件号码", "所在机构", "岗位"]
    (tmp_path / "staff.csv").write_text(",".join(staff) + "\n王芳,1,一小,任课教师\n", encoding="utf-8")

    assert open_workbook(tmp_path / "staff.csv").kind == "staff"
    assert [
        row.values["post_kind"] for row in open_workbook(tmp_path / "staff.csv", kind="staff").rows()
    ] == ["任课教师"]
    with pytest.raises(Unreadable, match="缺少必需的列"):
        open_workbook(tmp_path / "staff.csv", kind="pupils")
