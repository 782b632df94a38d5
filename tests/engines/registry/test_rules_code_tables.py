"""Code tables: every shipped file is read whole, and every fault of a bad one is named."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.registry import rules
from yuandu.engines.registry.rules import CodeSpec, CodeTableSpec, FaultyCodeTable, read_code_table

FOLDER = Path(rules.__file__).parents[1] / "data/codes"
SHIPPED = sorted(FOLDER.glob("*.yaml"))
TABLES = {path.stem: read_code_table(path.read_text(encoding="utf-8")) for path in SHIPPED}
LEVELS = {code.code for code in TABLES["organisation_level"].codes}
STAGES = {code.code for code in TABLES["stage"].codes}
SYSTEMS = {code.code for code in TABLES["school_system"].codes}
SMALL = """
name: school_kind
title: 办学类型
title_en: School kinds
standard: GB/T 33782-2017 表4
version: "2017"
tag: V
valid_from: 2018-01-01
codes:
  - {code: "21", title: 小学, title_en: Primary schools, tag: V}
  - {code: "211", parent: "21", title: 小学, title_en: Primary school, tag: V, extra: {is_school: true}}
"""


def codes_of(name):
    return {code.code: code for code in TABLES[name].codes}


def said(text):
    with pytest.raises(FaultyCodeTable) as refusal:
        read_code_table(text)
    return str(refusal.value).splitlines()


def test_the_shipped_tables_are_the_ones_that_the_registry_speaks_of():
    assert sorted(TABLES) == [
        "age_limit",
        "claim_kind",
        "closing_reason",
        "course_kind",
        "data_grade",
        "designation_kind",
        "education_level",
        "emergency_reason",
        "ethnic_group",
        "grade",
        "guardian_relation",
        "look_purpose",
        "organisation_kind",
        "organisation_level",
        "paper_kind",
        "person_field",
        "personal_data_kind",
        "picture_sign_in",
        "post_ending",
        "post_kind",
        "privacy_limit",
        "school_kind",
        "school_system",
        "sex",
        "sign_in_picture",
        "stage",
        "subject",
        "succession_kind",
        "term_kind",
        "urban_rural",
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_table_is_shipped_in_a_file_of_its_own_name(path):
    assert TABLES[path.stem].name == path.stem


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_table_without_a_standard_is_never_tagged_as_an_official_one(table):
    assert table.standard or {code.tag for code in table.codes} <= {"P", "M", "D"}


def test_the_56_peoples_are_in_the_order_of_the_standard():
    peoples = list(codes_of("ethnic_group"))

    assert peoples == [f"{number:02}" for number in range(1, 57)] + ["97", "98"]


def test_the_kinds_of_school_have_three_levels_each_code_beginning_with_its_parent():
    kinds = codes_of("school_kind")

    assert {code: kind.parent for code, kind in kinds.items()} == {code: code[:-1] for code in kinds}
    assert {len(code) for code in kinds} == {1, 2, 3}


def test_what_counts_as_a_school_is_a_leaf_with_known_stages():
    schools = {
        code: kind.extra for code, kind in codes_of("school_kind").items() if "is_school" in kind.extra
    }

    assert {len(code) for code in schools} == {3}
    assert [code for code, extra in schools.items() if not set(extra["stages"]) <= STAGES] == []
    assert schools["312"] == {"is_school": True, "stages": ["primary", "junior"]}
    assert schools["345"] == {"is_school": True, "stages": ["primary", "junior", "senior"]}


def test_rural_is_what_the_standard_calls_rural():
    kinds = codes_of("urban_rural")

    assert [code for code, kind in kinds.items() if kind.extra.get("rural")] == ["2", "210", "220"]
    assert [code for code, kind in kinds.items() if kind.extra.get("township")] == ["12", "121", "122", "123"]


def test_a_post_brings_a_known_role_and_is_held_at_known_levels():
    posts = TABLES["post_kind"].codes

    roles = {"administrator", "officer", "registrar", "principal", "teacher", "pupil", "guardian"}
    assert [post.code for post in posts if post.extra["role"] not in roles] == []
    assert [post.code for post in posts if not set(post.extra["levels"]) <= LEVELS] == []


def test_an_organisation_lies_directly_below_higher_levels_only():
    levels = codes_of("organisation_level")

    ranks = {code: level.extra["rank"] for code, level in levels.items()}
    wrong = [
        (code, above)
        for code, level in levels.items()
        for above in level.extra["below"]
        if ranks[above] >= ranks[code]
    ]
    assert wrong == []


def test_kinds_of_organisations_and_designations_name_known_levels():
    kinds, designations = TABLES["organisation_kind"].codes, TABLES["designation_kind"].codes

    named = [level for kind in kinds for level in kind.extra["levels"]]
    named += [level for kind in designations for level in kind.extra.get("holder_levels", [])]
    named += [kind.extra["authority"] for kind in designations]
    assert set(named) <= LEVELS
    assert {kind.extra["holder"] for kind in designations} == {"organisation", "person"}


def test_subjects_and_grades_name_known_stages_and_systems():
    subjects, grades = TABLES["subject"].codes, TABLES["grade"].codes

    assert {stage for subject in subjects for stage in subject.extra["stages"]} <= STAGES
    assert {grade.extra["stage"] for grade in grades} <= STAGES
    assert {system for grade in grades for system in grade.extra["grade_no"]} == SYSTEMS


def test_a_small_table_is_read_as_it_is_written():
    assert read_code_table(SMALL) == CodeTableSpec(
        name="school_kind",
        title="办学类型",
        title_en="School kinds",
        standard="GB/T 33782-2017 表4",
        version="2017",
        tag="V",
        valid_from=date(2018, 1, 1),
        codes=(
            CodeSpec(code="21", title="小学", title_en="Primary schools", tag="V"),
            CodeSpec(
                code="211",
                parent="21",
                title="小学",
                title_en="Primary school",
                tag="V",
                extra={"is_school": True},
            ),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"211", parent', '"21", parent', "代码21出现了2次，只留一个。"),
        ('parent: "21"', 'parent: "22"', "代码211的上级22不在表里，请补上或改正。"),
        ('parent: "21"', 'parent: "211"', "代码211绕一圈又成了自己的上级，请改正。"),
        ("title_en: Primary schools, tag: V", "title_en: Primary schools", "代码21缺少tag，请补上。"),
        ("title_en: Primary schools, tag: V", "title_en: x, tag: X", "代码21的来源标记应是V、P、M或D。"),
        ('code: "21",', "code: 21,", "代码21的code应是不空的文字，请加引号。"),
        ('code: "21",', 'code: "2 1",', "代码2 1只能用字母、数字和下划线。"),
        (
            "title: 小学, title_en: Primary schools",
            'title: "", title_en: x',
            "代码21的title应是不空的文字，请加引号。",
        ),
        ("extra: {is_school: true}", "extra: yes", "代码211的extra应是“键: 值”的形式。"),
        ("extra: {is_school: true}", "colour: red", "代码211里的colour不认识，请删去或改名。"),
        ("extra: {is_school: true}", "valid_to: soon", "代码211的起止日期应是日期，例如2018-01-01。"),
        (
            "extra: {is_school: true}",
            "valid_from: 2020-01-01, valid_to: 2019-01-01",
            "代码211的停用日期早于启用日期，请核对。",
        ),
        ("valid_from: 2018-01-01\n", "", "表头缺少valid_from，请补上。"),
        ("valid_from: 2018-01-01", "valid_from: 2018", "表头的valid_from应是日期，例如2018-01-01。"),
        ('version: "2017"', "version: 2017", "表头的version应是文字，请加引号。"),
        ('version: "2017"', 'version: "2017"\nowner: x', "表头里的owner不认识，请删去或改名。"),
        ("tag: V\nvalid", "tag: official\nvalid", "表头的来源标记应是V、P、M或D。"),
        ("name: school_kind", "name: School kind", "表名只能用小写字母、数字和下划线，并以字母开头。"),
        ("codes:", "codes:\n  - 小学", "第1行不是一个代码，请按“code、title、title_en、tag”填写。"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, sentence):
    assert SMALL.count(old) == 1

    assert said(SMALL.replace(old, new)) == [sentence]


def test_all_faults_are_named_at_once():
    text = SMALL.replace("title_en: School kinds\n", "").replace("tag: V}", "tag: Q}")

    assert said(text) == ["表头缺少title_en，请补上。", "代码21的来源标记应是V、P、M或D。"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "这不是YAML文件，请检查缩进和标点。"),
        ("valid_from: 2018-13-45", "这不是YAML文件，请检查缩进和标点。"),
        ("", "代码表要有表头和codes列表，请对照样例补上。"),
        ("[1, 2]", "代码表要有表头和codes列表，请对照样例补上。"),
        ("codes: 21", "代码表要有表头和codes列表，请对照样例补上。"),
    ],
)
def test_a_text_that_is_no_table_is_told_so(text, sentence):
    assert said(text) == [sentence]


def is_read(text):
    try:
        read_code_table(text)
    except FaultyCodeTable:
        return False
    return True


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text):
    assert is_read(text) in (True, False)


NODES = st.integers(0, 7).map(lambda number: f"c{number}")


@given(st.dictionaries(NODES, st.none() | NODES, min_size=1))
def test_a_table_is_read_exactly_when_every_way_up_ends_at_a_top(parents):
    rows = "".join(
        f"  - {{code: {code}, title: 甲, title_en: A, tag: D" + (f", parent: {above}}}\n" if above else "}\n")
        for code, above in parents.items()
    )
    text = SMALL[: SMALL.index("codes:")] + "codes:\n" + rows

    ends = []
    for code in parents:
        for _step in parents:
            code = parents.get(code, "nowhere") if code else None
        ends.append(code is None)

    assert is_read(text) == all(ends)
