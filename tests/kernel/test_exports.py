"""A table as a file: what was filtered, in its order, and nothing that a spreadsheet would run."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from asgiref.sync import async_to_sync
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from django.test import AsyncClient
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django.asserts import assertContains

from yuandu.kernel.exports import FORMULA_BEGINS, XLSX_ROWS, plain
from yuandu.kernel.refusals import RequestId

pytestmark = pytest.mark.urls("tests.kernel.orchard")
CONTROLS = "bell\x07 tab\x0b"


def exported(client, address):
    response = client.get(address)
    return b"".join(response.streaming_content) if response.streaming else response.content


def sheet_of(content):
    [sheet] = load_workbook(BytesIO(content)).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_file_holds_all_rows_in_their_order_and_leaves_the_unknown_empty(client, fruit):
    content = exported(client, "/fruit/?export=csv&page=2")

    assert content.decode("utf-8") == (
        "\ufeff名称,季节,编号\r\n"
        "apple,t_autumn,\r\ncherry,t_spring,\r\nmelon,t_summer,\r\npeach,t_summer,\r\npear,t_autumn,\r\n"
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=-model", ["pear", "peach", "melon", "cherry", "apple"]),
        ("app_label=t_summer&sort=-model", ["peach", "melon"]),
        ("q=ea&size=5", ["peach"]),
        ("app_label=t_winter", ["apple", "cherry", "melon", "peach", "pear"]),
        ("q=mango", []),
    ],
)
def test_the_file_holds_exactly_what_is_filtered_in_the_chosen_order(client, fruit, query, names):
    comma = exported(client, f"/fruit/?export=csv&{query}").decode("utf-8-sig")
    book = exported(client, f"/fruit/?export=xlsx&{query}")

    assert [row[0] for row in csv.reader(StringIO(comma))] == ["名称", *names]
    assert [row[0] for row in sheet_of(book)] == ["名称", *names]


def test_an_unknown_form_is_the_page_itself(client, fruit):
    assertContains(client.get("/fruit/?export=exe"), "<h1>果子</h1>")


def test_the_file_bears_the_name_of_the_table(client, fruit):
    response = client.get("/fruit/?export=csv")

    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%9E%9C%E5%AD%90.csv"
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_a_file_that_is_sent_in_pieces_is_the_same(client, fruit):
    whole = exported(client, "/fruit/?export=csv")

    @async_to_sync
    async def pieces():
        response = await AsyncClient().get("/fruit/?export=csv")
        return [piece async for piece in response.streaming_content]

    assert b"".join(pieces()) == whole


def test_a_file_that_breaks_off_does_not_look_whole_and_the_log_names_the_request(client, fruit, caplog):
    caplog.handler.addFilter(RequestId())

    @async_to_sync
    async def broken_off():
        response = await AsyncClient().get("/rotten/?export=csv")
        with pytest.raises(OperationalError):
            [piece async for piece in response.streaming_content]
        return response["X-Request-Id"]

    request_id = broken_off()

    assert [(record.request_id, record.getMessage()) for record in caplog.records] == [
        (request_id, "a file broke off: the server closed the connection")
    ]


# formulas


@given(
    st.one_of(st.text(), st.sampled_from(FORMULA_BEGINS).flatmap(lambda sign: st.text().map(sign.__add__)))
)
@example("=1+1")
@example("@SUM(A1)")
@example("+86 536 8888888")
@example("＝cmd|' /C calc'!A0")
def test_no_text_of_a_person_becomes_a_formula(text):
    written = plain(text)

    assert not written.startswith(FORMULA_BEGINS) or len(written) == 1
    assert written.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-3, -3),
        (-2.5, -2.5),
        (Decimal("-0.10"), Decimal("-0.10")),
        (date(2021, 10, 18), "2021-10-18"),
        (datetime(2021, 10, 18, 17, 30, tzinfo=UTC), "2021-10-19 01:30:00"),
        ("-", "-"),
        ("370705200109010011", "370705200109010011"),
    ],
)
def test_a_value_is_written_as_what_it_is(value, written):
    assert plain(value) == written


def test_a_formula_in_a_row_comes_out_as_text(client, fruit):
    ContentType.objects.filter(model="pear").update(model="=pear()")

    assert exported(client, "/fruit/?export=csv&q=pear").decode("utf-8-sig").splitlines()[1:] == [
        "'=pear(),t_autumn,"
    ]
    assert sheet_of(exported(client, "/fruit/?export=xlsx&q=pear"))[1:] == [["'=pear()", "t_autumn", None]]


# workbooks


def test_signs_that_no_workbook_may_hold_are_left_out_of_it(client, fruit):
    ContentType.objects.filter(model="pear").update(model=CONTROLS)

    assert sheet_of(exported(client, "/fruit/?export=xlsx&q=bell"))[1:] == [["bell tab", "t_autumn", None]]


def test_a_workbook_of_too_many_rows_is_refused_with_a_way_out(client, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model) "
            "SELECT 't_summer', 'melon' || n FROM generate_series(1, %s) n",
            [XLSX_ROWS + 1],
        )

    refused = client.get("/fruit/?export=xlsx")
    filtered = client.get("/fruit/?export=xlsx&q=melon77")

    assertContains(refused, "超过2万行，请先筛选，或者导出CSV。", status_code=409)
    assert len(sheet_of(filtered.content)) == 1 + 1 + 10 + 100  # the headings, 77, 77x and 77xx
