"""Lists of people: nothing shown that nobody said may be seen, no file without being asked for, and each line marked."""

import csv
import tracemalloc
from dataclasses import replace

import pytest
from django.db import connection
from django.test import RequestFactory
from openpyxl import load_workbook

from tests.kernel.orchard import FRUIT, every_fruit
from yuandu.kernel.apps import titles
from yuandu.kernel.exports import CannotBeAsked, asking_for, forms_of
from yuandu.kernel.pages import listing_of
from yuandu.kernel.tables import Column
from yuandu.kernel.watermarks import PROPERTY, Watermark, write

MARK = Watermark(number="EX1", words="给 & 王海燕", trace=lambda row: f"EX1-{row}")
SECRET = Column(name="model", title="名称", field="orchard.Fruit.name")
GUARDED = replace(FRUIT, columns=(SECRET, *FRUIT.columns[1:2]), grade="L3")


@pytest.fixture
def listed(monkeypatch):
    """An app says how the list is made again."""
    monkeypatch.setattr("yuandu.kernel.exports.titles", lambda _name: {"tests.fruit": "orchard.fruit"})


def request(user, query=""):
    made = RequestFactory().get(f"/fruit/?{query}")
    made.user = user
    return made


def cells_of(table, user):
    rows = listing_of(request(user), table, every_fruit())["rows"]
    return [row["cells"][0]["html"] for row in rows]


def test_what_nobody_says_may_be_seen_is_not_shown(fruit, person):
    told = replace(GUARDED, tell=lambda field, row: f"{row.model[0]}** ({field})")

    assert cells_of(GUARDED, person("reader")) == ["—", "—"]
    assert cells_of(told, person("other")) == [
        "a** (orchard.Fruit.name)",
        "c** (orchard.Fruit.name)",
    ]


@pytest.mark.parametrize(("grade", "guarded"), [("L1", False), ("L2", False), ("L3", True), ("L4", True)])
def test_from_personal_data_on_a_file_needs_a_second_person(grade, guarded):
    assert replace(FRUIT, grade=grade).is_guarded is guarded


def test_a_guarded_list_that_no_app_can_make_again_has_no_file(fruit, person):
    with pytest.raises(CannotBeAsked):
        asking_for(GUARDED, request(person("reader")).GET, form="csv")

    assert forms_of(GUARDED) == ()
    assert forms_of(FRUIT) == ("csv", "xlsx")
    assert titles("listings")  # of the registry


def test_what_is_asked_for_is_the_list_with_its_filter(listed, person):
    query = request(person("reader"), "q=ea&export=csv&page=3").GET
    table = replace(GUARDED, given={"place": "7"})

    assert asking_for(table, query, form="csv") == (
        "/registry/exports/ask/?listing=tests.fruit&form=csv&query=q%3Dea%26place%3D7"
    )


def written(tmp_path, form, columns=("model", "app_label")):
    seen, target = [], tmp_path / f"fruit.{form}"
    count = write(
        target,
        GUARDED,
        every_fruit().order_by("model"),
        columns=columns,
        form=form,
        mark=MARK,
        each=lambda row: seen.append(row.model),
    )
    return target, count, seen


def test_a_marked_file_holds_the_chosen_columns_whole(fruit, tmp_path):
    target, count, seen = written(tmp_path, "csv", columns=("model",))

    assert list(csv.reader(target.open(encoding="utf-8-sig"))) == [
        ["给 & 王海燕"],
        ["名称", "追溯码"],
        ["apple", "EX1-1"],
        ["cherry", "EX1-2"],
        ["melon", "EX1-3"],
        ["peach", "EX1-4"],
        ["pear", "EX1-5"],
        ["给 & 王海燕"],
    ]
    assert (count, seen) == (5, ["apple", "cherry", "melon", "peach", "pear"])


def test_a_marked_workbook_says_so_on_its_sheet_on_paper_and_inside(fruit, tmp_path):
    target, count, _seen = written(tmp_path, "xlsx")

    book = load_workbook(target)
    [sheet] = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], rows[-1][0]) == ("给 & 王海燕", "给 & 王海燕")
    assert rows[1:3] == [("名称", "季节", "追溯码"), ("apple", "t_autumn", "EX1-1")]
    assert sheet.oddFooter.center.text == "给 && 王海燕"
    assert [(prop.name, prop.value) for prop in book.custom_doc_props.props] == [(PROPERTY, "EX1")]
    assert count == 5


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(db, tmp_path, form):
    def peak(rows):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_content_type (app_label, model) "
                "SELECT 't_summer', 'm' || %s || '-' || n FROM generate_series(1, %s) n",
                [rows, rows],
            )
        tracemalloc.start()
        _target, count, _seen = written(tmp_path, form, columns=("app_label",))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return count, most

    few, many = peak(5_000), peak(15_000)

    assert many[0] == few[0] + 15_000
    assert many[1] < few[1] * 1.5 + 2**20  # `each` keeps the names here
