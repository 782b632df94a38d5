"""A OneRoster as it should be, and as it comes."""

import io
import zipfile
from pathlib import Path

import pytest

from yuandu.engines.registry.gateways import Fault, Row, Unreadable, open_roster

MANIFEST = "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,{version}\r\n"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
USERS_1_1 = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\r\n"


def roster_files(*, version: str = "1.2", mode: str = "bulk", **tables: str) -> dict[str, str]:
    """Return the files of a roster with a manifest that names its tables."""
    manifest = MANIFEST.format(version=version) + "".join(f"file.{kind},{mode}\r\n" for kind in tables)
    return {"manifest.csv": manifest} | {f"{kind}.csv": text for kind, text in tables.items()}


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    """Pack the files into a zip file."""
    with zipfile.ZipFile(path / "roster.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path / "roster.zip"


@pytest.fixture
def opened(tmp_path):
    """Open a roster with these tables."""
    return lambda **tables: open_roster(packed(tmp_path, roster_files(**tables)))


def said(faults) -> list[tuple]:
    return [(one.file, one.line, one.field, one.code, one.severity) for one in faults]


def test_a_good_row_is_given_by_the_names_of_the_standard(opened):
    roster = opened(orgs=ORGS + "o1,,,潍坊市教育局,district,370700,\r\n")

    assert list(roster.rows("orgs")) == [
        Row(
            kind="orgs",
            line=2,
            sourced_id="o1",
            status="active",
            modified=None,
            values={
                "name": "潍坊市教育局",
                "type": "district",
                "identifier": "370700",
                "parentSourcedId": None,
                "metadata.yuandu.areaCode": None,
                "metadata.yuandu.institutionCode": None,
                "metadata.yuandu.level": None,
                "metadata.yuandu.schoolKind": None,
                "metadata.yuandu.urbanRural": None,
            },
        )
    ]
    assert (roster.version, roster.kinds, roster.modes["orgs"], roster.modes["users"], roster.notes) == (
        "1.2",
        ("orgs",),
        "bulk",
        "absent",
        [],
    )


def test_a_folder_is_read_like_a_zip_file(tmp_path):
    files = roster_files(orgs=ORGS + "o1,,,一小,school,,\r\n")
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")

    assert [row.sourced_id for row in open_roster(tmp_path).rows("orgs")] == ["o1"]


@pytest.mark.parametrize("folder", ["", "名册/", "roster\\"])
def test_the_files_may_lie_in_one_folder_and_in_any_case(tmp_path, folder):
    files = roster_files(orgs=ORGS + "o1,,,一小,school,,\r\n")
    path = packed(tmp_path, {folder + name.upper(): text for name, text in files.items()})

    assert [row.sourced_id for row in open_roster(path).rows("orgs")] == ["o1"]


def test_lists_dates_and_choices_come_in_one_form(opened):
    roster = opened(
        version="1.1",
        users=USERS_1_1 + 'u1,TRUE,"o1, o2",Student,wang,芳,王,"五,六"\r\nu2,0,o1,teacher,li,雷,李,\r\n',
        demographics="sourcedId,birthDate,sex\r\nu1,2015/9/1,Male\r\nu2,19850203,\r\n",
    )

    users = [
        (row.values["enabledUser"], row.values["orgSourcedIds"], row.values["role"], row.values["grades"])
        for row in roster.rows("users")
    ]
    demographics = [(row.values["birthDate"], row.values["sex"]) for row in roster.rows("demographics")]

    assert users == [("true", ["o1", "o2"], "student", ["五", "六"]), ("false", ["o1"], "teacher", [])]
    assert demographics == [("2015-09-01", "male"), ("1985-02-03", None)]


def test_every_bad_cell_is_named_with_cause_and_cure_and_good_rows_go_on(opened):
    roster = opened(
        orgs=ORGS
        + "o1,,,一小,school,,\r\n,,,二小,学校,,\r\no3,,,,school,,\r\no1,,,四小,school,,\r\no5,,,五小,SCHOOL,,\r\n"
    )

    found = list(roster.rows("orgs"))

    assert [row.sourced_id for row in found if isinstance(row, Row)] == ["o1", "o5"]
    assert [one for one in found if isinstance(one, Fault)][1] == Fault(
        file="orgs.csv",
        line=3,
        field="type",
        value="学校",
        cause="“type”不能是这个值。",
        cure="改为：department、school、district、local、state、national。",
        severity="error",
        code="not_allowed",
        parameters=(
            ("title", "type"),
            ("allowed", "department、school、district、local、state、national"),
        ),
    )
    assert said(one for one in found if isinstance(one, Fault)) == [
        ("orgs.csv", 3, "sourcedId", "missing", "error"),
        ("orgs.csv", 3, "type", "not_allowed", "error"),
        ("orgs.csv", 4, "name", "missing", "error"),
        ("orgs.csv", 5, "sourcedId", "twice", "error"),
    ]


def test_misspelt_columns_are_taken_with_a_warning_that_names_both(opened):
    roster = opened(
        version="1.1",
        users="sourceId,Status,dateLastModifed,enableduser,orgSourceIds,role,user_name,given name,familyName,"
        "agents,colour\r\nu1,,,true,o1,student,wang,芳,王,u2,red\r\n",
    )

    row = next(roster.rows("users"))

    assert (row.sourced_id, row.values["orgSourcedIds"], row.values["username"]) == ("u1", ["o1"], "wang")
    assert row.values["agentSourcedIds"] == ["u2"]
    assert [(note.code, dict(note.parameters).get("taken", note.field)) for note in roster.notes] == [
        ("guessed_column", "sourcedId"),
        ("guessed_column", "status"),
        ("guessed_column", "dateLastModified"),
        ("guessed_column", "enabledUser"),
        ("guessed_column", "orgSourcedIds"),
        ("guessed_column", "username"),
        ("guessed_column", "givenName"),
        ("guessed_column", "agentSourcedIds"),
        ("unknown_column", "colour"),
    ]
    assert roster.notes[4].cause == "列名“orgSourceIds”按“orgSourcedIds”读取。"


def test_a_right_name_wins_over_a_misspelt_one(opened):
    roster = opened(orgs="sourcedId,nmae,name,type\r\no1,不对,一小,school\r\n")

    assert [row.values["name"] for row in roster.rows("orgs")] == ["一小"]


def test_a_table_without_a_required_column_is_not_read_and_the_others_are(opened):
    roster = opened(orgs=ORGS + "o1,,,一小,school,,\r\n", users="sourcedId,username\r\nu1,wang\r\n")

    assert (roster.kinds, list(roster.rows("users"))) == (("orgs",), [])
    assert [(note.severity, note.cause) for note in roster.notes] == [
        ("error", "缺少必需的列：enabledUser、givenName、familyName。这张表没有读取。")
    ]


def test_a_delta_needs_status_and_moment_in_each_row(opened):
    head = ORGS
    roster = opened(
        mode="delta",
        orgs=head
        + "o1,active,2025-09-01T08:00:00+08:00,一小,school,,\r\no2,,2025-09-01T00:00:00Z,二小,school,,\r\n"
        + "o3,active,,三小,school,,\r\no4,gone,9月1日,四小,school,,\r\no5,tobedeleted,2025-09-01,,,,\r\n",
    )

    found = list(roster.rows("orgs"))

    assert [(row.sourced_id, row.status, row.modified) for row in found if isinstance(row, Row)] == [
        ("o1", "active", "2025-09-01T00:00:00.000Z"),
        ("o5", "tobedeleted", "2025-09-01T00:00:00.000Z"),
    ]
    assert said(one for one in found if isinstance(one, Fault)) == [
        ("orgs.csv", 3, "status", "missing", "error"),
        ("orgs.csv", 4, "dateLastModified", "missing", "error"),
        ("orgs.csv", 5, "status", "not_a_status", "error"),
        ("orgs.csv", 5, "dateLastModified", "not_a_moment", "error"),
    ]


def test_a_delta_without_a_status_column_is_not_read(opened):
    roster = opened(mode="delta", orgs="sourcedId,name,type\r\no1,一小,school\r\n")

    assert said(roster.notes) == [("orgs.csv", 1, "", "missing_columns", "error")]


def test_the_old_status_inactive_counts_as_to_be_deleted(opened):
    roster = opened(orgs=ORGS + "o1,inactive,,一小,school,,\r\n")

    warning, row = roster.rows("orgs")

    assert (warning.code, warning.severity, row.status) == ("old_status", "warning", "tobedeleted")


def test_extensions_of_others_are_kept_and_passwords_are_not(opened):
    roster = opened(
        users="sourcedId,enabledUser,username,givenName,familyName,password,metadata.other.kana,"
        "metadata.yuandu.idcard\r\nu1,true,wang,芳,王,hunter2,ワン,370705201203150012\r\n"
    )

    values = next(roster.rows("users")).values

    assert (values["metadata.other.kana"], values["metadata.yuandu.idCard"]) == ("ワン", "370705201203150012")
    assert "password" not in values
    assert "hunter2" not in repr(values)


@pytest.mark.parametrize(
    ("version", "role", "is_read"), [("1.2", "ext:nurse", True), ("1.1", "ext:nurse", False)]
)
def test_values_beyond_the_standard_are_allowed_by_their_prefix_in_1_2(opened, version, role, is_read):
    head = "sourcedId,name,type\r\n"
    roster = opened(version=version, orgs=head + f"o1,一小,{role}\r\n")

    assert [isinstance(one, Row) for one in roster.rows("orgs")] == [is_read]


def test_tables_that_the_platform_does_not_need_are_noted_and_not_read(tmp_path):
    files = roster_files(orgs=ORGS, results="sourcedId\r\nr1\r\n") | {
        "notes.txt": "hello",
        "users.csv": "x\r\n",
    }

    roster = open_roster(packed(tmp_path, files))

    assert said(roster.notes) == [
        ("notes.txt", 0, "", "unknown_file", "warning"),
        ("users.csv", 0, "", "undeclared_file", "warning"),
        ("results.csv", 0, "", "ignored_file", "warning"),
    ]


def test_a_manifest_that_promises_too_much_is_told_by_its_line(tmp_path):
    files = {
        "manifest.csv": MANIFEST.format(version="1.2.1")
        + "file.orgs,bulk\r\nfile.user,some\r\nfile.x,bulk\r\n"
    }

    roster = open_roster(packed(tmp_path, files))

    assert said(roster.notes) == [
        ("manifest.csv", 5, "file.user", "guessed_column", "warning"),
        ("manifest.csv", 5, "file.users", "unknown_mode", "error"),
        ("manifest.csv", 6, "file.x", "unknown_file", "warning"),
        ("manifest.csv", 4, "file.orgs", "missing_file", "error"),
    ]


def test_an_empty_table_is_noted(opened):
    assert said(opened(orgs="").notes) == [("orgs.csv", 1, "", "empty", "error")]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"orgs.csv": ORGS}, "没有找到 manifest.csv"),
        ({"manifest.csv": MANIFEST.format(version="2.0")}, "“2.0”，只能读1.1和1.2"),
        ({"manifest.csv": ""}, "manifest.csv 读不了：“manifest.csv”是空的"),
        (roster_files(orgs=ORGS) | {"../orgs2.csv": "x"}, "指向包外的路径“../orgs2.csv”"),
        (roster_files(orgs=ORGS) | {"/etc/orgs.csv": "x"}, "指向包外的路径"),
        (roster_files(orgs=ORGS) | {"C:\\orgs.csv": "x"}, "指向包外的路径"),
        (roster_files(orgs=ORGS) | {"a/orgs.csv": ORGS}, "“orgs.csv”出现了两次"),
        (roster_files(orgs=ORGS + "o" * 3_000_000), "压缩比异常"),
        (roster_files(orgs=ORGS) | {f"{n}.txt": "x" for n in range(70)}, "文件超过64个"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_as_a_whole(tmp_path, files, sentence):
    path = packed(tmp_path, files)

    with pytest.raises(Unreadable, match=sentence):
        open_roster(path)


def test_a_zip_file_that_names_more_than_two_gigabytes_is_refused(tmp_path):
    path = packed(tmp_path, roster_files(orgs=ORGS))
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (2**31 + 1).to_bytes(4, "little")
    path.write_bytes(content)

    with pytest.raises(Unreadable, match="展开后超过2GB"):
        open_roster(path)


def test_an_encrypted_zip_file_is_refused(tmp_path):
    path = packed(tmp_path, roster_files(orgs=ORGS))
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(Unreadable, match="加了密码"):
        open_roster(path)


@pytest.mark.parametrize("cut", [60, 300])
def test_a_cut_or_changed_zip_file_is_refused(tmp_path, cut):
    path = packed(tmp_path, roster_files(orgs=ORGS + "o1,,,一小,school,,\r\n" * 50))
    content = bytearray(path.read_bytes())
    content[cut - 20 : cut] = b"\xff" * 20
    path.write_bytes(content)

    with pytest.raises(Unreadable):
        open_roster(path)


def test_what_is_no_zip_file_is_refused(tmp_path):
    (tmp_path / "roster.zip").write_text("hello", encoding="utf-8")

    with pytest.raises(Unreadable, match="请上传 .zip 文件"):
        open_roster(tmp_path / "roster.zip")
    with pytest.raises(Unreadable, match="找不到文件"):
        open_roster(tmp_path / "other.zip")


def test_links_in_a_folder_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(ORGS + "o1,,,机密,school,,\r\n", encoding="utf-8")
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / "manifest.csv").write_text(roster_files(orgs="")["manifest.csv"], encoding="utf-8")
    (folder / "orgs.csv").symlink_to(secret)

    roster = open_roster(folder)

    assert (roster.kinds, said(roster.notes)) == (
        (),
        [("manifest.csv", 4, "file.orgs", "missing_file", "error")],
    )


def test_a_table_in_chinese_encoding_is_read_and_noted(tmp_path):
    files = roster_files(orgs="")
    path = packed(tmp_path, files | {"orgs.csv": (ORGS + "o1,,,一小,school,,\r\n").encode("gbk")})

    roster = open_roster(path)

    assert [row.values["name"] for row in roster.rows("orgs")] == ["一小"]
    assert said(roster.notes) == [("orgs.csv", 1, "", "chinese_encoding", "warning")]


def test_a_long_value_is_named(opened):
    roster = opened(orgs=ORGS + f"o1,,,{'长' * 300},school,,\r\n")

    assert said(roster.rows("orgs")) == [("orgs.csv", 2, "name", "too_long_value", "error")]


def test_a_member_is_never_held_open(opened, tmp_path):
    roster = opened(orgs=ORGS + "o1,,,一小,school,,\r\n")

    rows = roster.rows("orgs")
    next(rows)
    rows.close()

    assert io.BytesIO((tmp_path / "roster.zip").read_bytes()).getbuffer()
