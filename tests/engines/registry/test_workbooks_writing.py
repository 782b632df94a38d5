"""The templates that are handed out, and exports into them."""

import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from yuandu.engines.registry.gateways import TEMPLATES, open_workbook, write_template, write_workbook
from yuandu.engines.registry.gateways.values import BLANK, EARLIEST, LATEST, lost_digits
from yuandu.engines.registry.gateways.workbooks.cells import FORMULA_ERRORS
from yuandu.engines.registry.gateways.workbooks.templates import Column

CODES = Path(__file__).parents[3] / "yuandu/engines/registry/data/codes"


def shipped_lists() -> dict[str, list[str]]:
    """Return the titles of the shipped code tables."""
    tables = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in CODES.glob("*.yaml")]
    return {table["name"]: [code["title"] for code in table["codes"]] for table in tables}


LISTS = shipped_lists()


def test_each_code_column_has_a_shipped_code_table_that_holds_its_example():
    columns = [column for template in TEMPLATES.values() for column in template.columns if column.code_table]

    assert [column for column in columns if column.example not in LISTS[column.code_table]] == []


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_begins_with_how_to_fill_it_in(tmp_path, kind):
    write_template(tmp_path / "some.xlsx", kind, code_lists=LISTS)

    book = load_workbook(tmp_path / "some.xlsx")

    guide, data, hidden = book.worksheets
    assert (guide.title, data.title, hidden.title) == ("填写说明", TEMPLATES[kind].title, "_yuandu")
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    assert [cell.value for cell in data[1]] == [column.heading for column in TEMPLATES[kind].columns]
    assert data["A2"].value.startswith("示例：")
    assert [hidden["A1"].value, hidden["B1"].value] == [kind, "1"]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_fresh_template_has_no_rows_to_take_in(tmp_path, kind):
    write_template(tmp_path / "some.xlsx", kind, code_lists=LISTS)

    workbook = open_workbook(tmp_path / "some.xlsx", code_lists=LISTS)

    assert (workbook.kind, workbook.notes, list(workbook.rows())) == (kind, [], [])


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_example_row_is_one_that_would_be_taken_in(tmp_path, kind):
    example = {column.name: column.example.removeprefix("示例：") for column in TEMPLATES[kind].columns}
    write_workbook(tmp_path / "some.xlsx", kind, [example], code_lists=LISTS)

    (row,) = open_workbook(tmp_path / "some.xlsx", code_lists=LISTS).rows()

    assert row.values == {name: text or None for name, text in example.items()}


def test_columns_of_numbers_are_text_and_code_columns_have_lists(tmp_path):
    write_template(tmp_path / "some.xlsx", "pupils", code_lists=LISTS)

    book = load_workbook(tmp_path / "some.xlsx")

    data, hidden = book["学生与监护人"], book["_yuandu"]
    formats = {data[f"{letter}1"].value: data.column_dimensions[letter].number_format for letter in "BDFL"}
    assert formats == {"学籍号": "@", "证件号码": "@", "出生日期": "yyyy-mm-dd", "入学日期": "yyyy-mm-dd"}
    offered = {
        str(validation.sqref): [
            cell.value for (cell,) in hidden[validation.formula1.split("!")[1].replace("$", "")]
        ]
        for validation in data.data_validations.dataValidation
    }
    assert offered["E2:E1048576"] == LISTS["sex"]
    assert len(offered) == 6


def test_a_template_without_lists_has_nothing_to_choose_from(tmp_path):
    write_template(tmp_path / "some.xlsx", "staff", code_lists={})

    assert load_workbook(tmp_path / "some.xlsx")["教职工"].data_validations.dataValidation == []


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    row = {
        "name": '=HYPERLINK("http://example.org","王")',
        "parent": "#N/A of",
        "level": "+1",
        "address": "\x07一号",
    }
    write_workbook(tmp_path / "some.xlsx", "organisations", [row], code_lists={})

    data = load_workbook(tmp_path / "some.xlsx")["学校与机构"]

    assert (data["A2"].data_type, data["A2"].value) == ("s", row["name"])
    assert [cell.data_type for cell in data[2]].count("f") == 0
    assert next(open_workbook(tmp_path / "some.xlsx").rows()).values["address"] == "一号"


def test_the_same_rows_give_the_same_bytes():
    one, two = io.BytesIO(), io.BytesIO()

    for target in (one, two):
        write_workbook(target, "staff", [{"name": "王芳"}], code_lists=LISTS)

    assert one.getvalue() == two.getvalue()


def test_a_column_that_the_template_has_not_is_refused():
    with pytest.raises(ValueError, match="there is no column salary"):
        write_workbook(io.BytesIO(), "staff", [{"name": "王芳", "salary": "1"}], code_lists={})


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=8).map(
    lambda text: text.strip(BLANK)
)
WORDS = TEXTS.filter(
    lambda text: not text.startswith("示例") and not lost_digits(text) and text not in FORMULA_ERRORS
)
PAPERS = st.text("0123456789X", max_size=19)


def values_of(column: Column) -> st.SearchStrategy:
    """Return texts that the column may hold."""
    if column.code_table:
        texts = st.sampled_from(LISTS[column.code_table])
    else:
        texts = {
            "text": WORDS,
            "paper": PAPERS,
            "date": st.dates(min_value=EARLIEST, max_value=LATEST).map(str),
            "phone": st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        }[column.kind]
    return texts.map(lambda text: text or "王") if column.required else texts | st.none()


@pytest.mark.parametrize("kind", TEMPLATES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_rows_exported_are_the_rows_read(tmp_path_factory, kind, data):
    columns = {column.name: values_of(column) for column in TEMPLATES[kind].columns}
    rows = data.draw(st.lists(st.fixed_dictionaries(columns), max_size=4))
    path = tmp_path_factory.mktemp("export") / "some.xlsx"

    write_workbook(path, kind, rows, code_lists=LISTS)

    assert [row.values for row in open_workbook(path, code_lists=LISTS).rows()] == [
        {name: text or None for name, text in row.items()} for row in rows
    ]
