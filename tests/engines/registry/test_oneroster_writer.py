"""A roster that is written is the roster that is read, byte for byte the same each time."""

import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuandu.engines.registry.gateways import Row, open_roster, write_roster
from yuandu.engines.registry.gateways.oneroster import writer
from yuandu.engines.registry.gateways.oneroster.columns import Column, columns_of, tables_of
from yuandu.engines.registry.gateways.values import BLANK

LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;')
WORDS = st.text(LETTERS, max_size=6).map(lambda text: text.strip(BLANK))
ITEMS = WORDS.map(lambda text: text or "五")
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str)
IDS = st.text("abcxyz0189-", min_size=1, max_size=8)


def values_of(column: Column) -> st.SearchStrategy:
    """Return values that the column may hold."""
    texts = {
        "text": WORDS,
        "date": DATES,
        "year": st.integers(1900, 2100).map(str),
        "boolean": st.sampled_from(["true", "false"]),
        "choice": st.sampled_from(column.choices or ("",)),
        "list": st.lists(ITEMS, min_size=len(column.required), max_size=3),
    }[column.form]
    if column.form == "list":
        return texts
    return texts.map(lambda text: text or "王") if column.required else texts | st.none()


def rows_of(kind: str, version: str) -> st.SearchStrategy:
    """Return tables of the kind, in any order."""
    columns = {
        column.name: values_of(column)
        for column in columns_of(kind, version)
        if column.name not in ("sourcedId", "status", "dateLastModified") and not column.is_secret
    }
    return st.lists(
        st.fixed_dictionaries({"sourcedId": IDS, **columns}),
        max_size=6,
        unique_by=lambda row: row["sourcedId"],
    )


@pytest.mark.parametrize(
    ("version", "kind"), [(version, kind) for version in ("1.1", "1.2") for kind in tables_of(version)]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(data=st.data())
def test_the_rows_written_are_the_rows_read(tmp_path, version, kind, data):
    rows = data.draw(rows_of(kind, version))

    write_roster(tmp_path / "roster.zip", {kind: rows}, version=version)
    found = list(open_roster(tmp_path / "roster.zip").rows(kind))

    assert [{"sourcedId": row.sourced_id} | filled(row.values) for row in found if isinstance(row, Row)] == [
        filled(row) for row in sorted(rows, key=lambda row: row["sourcedId"])
    ]


def filled(values: dict) -> dict:
    """Return the values that hold something."""
    return {name: value for name, value in values.items() if value}


def orgs(count: int) -> list[dict]:
    return [
        {"sourcedId": f"o{number}", "name": f"第{number}小学", "type": "school"} for number in range(count)
    ]


def test_the_same_rows_in_another_order_on_another_day_give_the_same_bytes(tmp_path):
    write_roster(tmp_path / "one.zip", {"orgs": orgs(9), "users": []})
    write_roster(tmp_path / "two.zip", {"users": [], "orgs": reversed(orgs(9))})

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_more_rows_than_are_sorted_at_a_time_come_out_in_the_same_order(tmp_path, monkeypatch):
    write_roster(tmp_path / "one.zip", {"orgs": orgs(50)})
    monkeypatch.setattr(writer, "BATCH", 7)
    write_roster(tmp_path / "two.zip", {"orgs": orgs(50)})

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_table_is_written_as_the_standard_has_it(tmp_path):
    write_roster(tmp_path / "roster", {"orgs": [{"sourcedId": "o1", "name": '一"小",', "type": "school"}]})

    assert (tmp_path / "roster" / "orgs.csv").read_bytes().decode() == (
        "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.yuandu.areaCode,"
        "metadata.yuandu.institutionCode,metadata.yuandu.level,metadata.yuandu.schoolKind,"
        'metadata.yuandu.urbanRural\r\no1,,,"一""小"",",school,,,,,,,\r\n'
    )


@pytest.mark.parametrize(
    ("version", "tables", "absent"),
    [("1.1", 7, {"categories", "results"}), ("1.2", 9, {"scoreScales", "userResources"})],
)
def test_the_manifest_names_every_table_of_the_version(tmp_path, version, tables, absent):
    write_roster(tmp_path / "roster.zip", {kind: [] for kind in tables_of(version)}, version=version)

    roster = open_roster(tmp_path / "roster.zip")

    assert (roster.version, len(roster.kinds), roster.system_name) == (version, tables, "鸢都")
    assert [note for note in roster.notes if note.code != "secret_column"] == []
    with zipfile.ZipFile(tmp_path / "roster.zip") as archive:
        manifest = archive.read("manifest.csv").decode()
    assert {kind for kind in absent if f"file.{kind},absent\r\n" in manifest} == absent


def test_a_delta_carries_status_and_moment(tmp_path):
    row = orgs(1)[0] | {"status": "active", "dateLastModified": "2026-09-01T00:00:00.000Z"}
    write_roster(tmp_path / "roster.zip", {"orgs": [row]}, mode="delta")

    roster = open_roster(tmp_path / "roster.zip")

    assert roster.modes["orgs"] == "delta"
    assert [(one.status, one.modified) for one in roster.rows("orgs")] == [
        ("active", "2026-09-01T00:00:00.000Z")
    ]


@pytest.mark.parametrize(
    "tables",
    [
        {"pupils": []},
        {"orgs": [{"sourcedId": "o1", "nmae": "一小"}]},
        {"orgs": [{"name": "一小"}]},
        {"users": [{"sourcedId": "u1", "role": "student"}]},
    ],
)
def test_what_the_version_has_no_place_for_is_refused(tmp_path, tables):
    with pytest.raises(ValueError, match="no "):
        write_roster(tmp_path / "roster.zip", tables)


def test_passwords_are_never_written(tmp_path):
    user = {"sourcedId": "u1", "username": "wang", "password": "hunter2"}

    write_roster(tmp_path / "roster", {"users": [user]})

    assert "hunter2" not in (tmp_path / "roster" / "users.csv").read_text(encoding="utf-8")
