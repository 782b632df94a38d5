"""The plan file: Weifang's says what the plan says, and a faulty one is told how to mend itself."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yuandu.domains.plan.rules import Plan, PlanFileFault, Words, read_plan
from yuandu.engines.indicators.rules import measures_in

ROOT = Path(__file__).parents[3]
SOURCE = (ROOT / "../shared/plan/action-plan-2020-2022.zh-Hant.txt").read_text()
CHECKLIST = (ROOT / "../shared/plan/checklist.md").read_text()

# words of the machine's conversion, and what the mainland original has; longest first
MAINLAND_TERMS = {
    "STEAM 課程": "STEAM課程",
    "智慧財產權": "知識產權",
    "人工智慧": "人工智能",
    "網際網路": "互聯網",
    "虛擬實境": "虛擬現實",
    "數位化": "數字化",
    "軟體": "軟件",
}
FOREIGN_TERMS = re.compile(
    "人工智慧|智能校园|智能课堂|智能后勤|资讯|讯息|网际网路|网路|软体|硬体|数位|程式|智慧财产|虚拟实境|专案|资料库|伺服器|萤幕|介面|支援"
)
# GB 2312 holds these Traditional forms too, so that encoding does not find them
TRADITIONAL_IN_GB2312 = set("於後裏麽餘乾徵藉複瞭甦")
PUNCTUATION = str.maketrans(",;()「」", "，；（）“”")

SAMPLE = """
plan: {key: city-2030, title: {zh: 某市计划}, issuer: {zh: 某市教育局}, first_year: 2030, last_year: 2031}
orders:
- {key: plan, title: {zh: 某市计划}, holds_from: 2030-01-01, source: {zh: 公报}, address: here, reliability: A}
people:
  pupils: {zh: 学生}
parts:
- {key: I, heading: {zh: 一}, title: {zh: 一}}
actions:
- {number: "1", part: I, heading: {zh: 办学}, title: {zh: 办学}, headline: "1.1"}
clauses:
- id: "1.1"
  action: "1"
  kind: T
  what: {zh: 学校}
  people: [pupils]
  sentence: {zh: 到2030年，办20所学校。}
  indicators:
  - code: "1.1"
    title: {zh: 学校}
    unit: {zh: 所}
    direction: up
    source_tag: V
    formula: registry.schools
    definition: {zh: 当日开办的学校}
    targets:
    - {value: 20, due: 2030-12-31, due_source: order, order: plan, source_tag: V}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan((ROOT / "plan/weifang-2020.yaml").read_text())


def sentences_of(text: str) -> list[str]:
    return re.findall(r"[^。]+。", text)


def chinese_texts(plan: Plan) -> list[str]:
    """All Simplified texts of the file, however deep."""
    found = []

    def walk(thing):
        if isinstance(thing, Words):
            found.append(thing.zh)
        elif isinstance(thing, dict):
            walk(tuple(thing.values()))
        elif isinstance(thing, tuple):
            for each in thing:
                walk(each)
        elif hasattr(thing, "__slots__") and not isinstance(thing, Decimal | date):
            walk(tuple(getattr(thing, slot) for slot in thing.__slots__))

    walk(plan)
    return found


def test_every_row_of_the_checklist_is_a_clause_once_and_in_order(plan):
    rows = re.findall(r"^\| (G?\d+\.\d+) \| ([TS]) \|", CHECKLIST, re.MULTILINE)

    assert [(clause.id, clause.kind) for clause in plan.clauses] == rows
    assert len(rows) == 78


def test_every_sentence_is_printed_in_the_source(plan):
    quoted = {sentence for clause in plan.clauses for sentence in sentences_of(clause.sentence.zh_hant)}

    assert [sentence for sentence in quoted if sentence not in SOURCE] == []
    assert all(clause.sentence.zh_hant.endswith("。") for clause in plan.clauses)
    assert [each for each in (*plan.parts, *plan.actions) if each.heading.zh_hant not in SOURCE] == []


def test_no_sentence_of_the_plan_is_left_without_a_clause(plan):
    body = SOURCE[SOURCE.index("1.實施智慧校園建設工程。") : SOURCE.index("來源:")]
    asked = re.sub(r"^\d+\.[^。]+。|^\([一二三四五]\).+$|^二、.+$", "", body, flags=re.MULTILINE)

    quoted = {sentence for clause in plan.clauses for sentence in sentences_of(clause.sentence.zh_hant)}

    assert {sentence.strip() for sentence in sentences_of(asked)} == quoted


def test_the_simplified_text_says_the_same_character_by_character(plan):
    simplified = {}
    for words in [clause.sentence for clause in plan.clauses] + [each.heading for each in plan.actions]:
        source = words.zh_hant
        for foreign, own in MAINLAND_TERMS.items():
            source = source.replace(foreign, own)
        source = source.replace("2-3", "2—3").translate(PUNCTUATION)

        assert len(source) == len(words.zh)
        for theirs, ours in zip(source, words.zh, strict=True):
            simplified.setdefault(theirs, set()).add(ours)

    assert {theirs: ours for theirs, ours in simplified.items() if len(ours) > 1} == {}


def test_the_simplified_text_has_no_traditional_character_and_no_term_of_elsewhere(plan):
    text = "".join(chinese_texts(plan))

    not_simplified = {sign for sign in text if not sign.encode("gb2312", errors="ignore")} - {"—"}

    assert not_simplified | (set(text) & TRADITIONAL_IN_GB2312) == set()
    assert FOREIGN_TERMS.findall(text) == []
    assert re.findall(r"[\u4e00-\u9fff] +\d|\d +[\u4e00-\u9fff]|[,;()\"]", text) == []


def test_every_title_has_its_english(plan):
    words = [plan.title, plan.issuer, *plan.people.values()]
    words += [text for order in plan.orders for text in (order.title, order.source)]
    words += [each.title for each in (*plan.parts, *plan.actions)]
    words += [clause.what for clause in plan.clauses]
    for _clause, indicator in plan.indicators():
        words += [indicator.title, indicator.definition or indicator.waits_for]
        words += [target.note for target in indicator.targets if target.note]

    assert [text.zh for text in words if not text.en or re.search("[\u3000-\u9fff]", text.en)] == []


def test_twenty_actions_and_three_safeguards_stand_in_their_parts(plan):
    by_part = {
        part.key: [each.number for each in plan.actions if each.part == part.key] for part in plan.parts
    }

    assert by_part == {
        "I-1": ["1", "2", "3"],
        "I-2": ["4", "5", "6"],
        "I-3": ["7", "8", "9", "10", "11", "12"],
        "I-4": ["13", "14", "15", "16", "17"],
        "I-5": ["18", "19", "20"],
        "II": ["G1", "G2", "G3"],
    }
    assert all(plan.clauses_of(action) for action in plan.actions)


def test_the_figures_that_can_be_counted_now_are_these(plan):
    formulas = {indicator.code: indicator.formula for _, indicator in plan.indicators() if indicator.formula}

    assert formulas == {
        "1.2": "registry.schools_smart_campus / registry.schools * 100",
        "1.2b": "registry.schools_smart_campus_model",
        "2.1": "registry.units_ai_centre / registry.units * 100",
        "4.4": "registry.rural_schools_it_teacher / registry.rural_schools * 100",
        "4.7": "registry.famous_principals",
        "4.8": "registry.famous_teachers",
        "4.9": "registry.famous_studios",
        "7.2": "registry.schools_experimental",
        "9.2": "registry.ai_academies",
        "10.4": "registry.schools_programming",
        "19.1": "registry.famous_teacher_classrooms",
        "G1.1": "registry.schools_cio / registry.schools * 100",
    }
    assert all(measures_in(formula) for formula in formulas.values())


def test_the_targets_of_the_plan_are_those_of_the_checklist(plan):
    targets = {
        indicator.code: [(target.value, target.due.year, target.due_source) for target in indicator.targets]
        for _, indicator in plan.indicators()
        if indicator.targets and not indicator.code.startswith("1.2")
    }

    assert targets == {
        "1.3a": [(100, 2022, "order")],
        "1.3b": [(100, 2022, "order")],
        "1.3c": [(100, 2022, "order")],
        "2.1": [(100, 2020, "order")],
        "2.3": [(20, 2022, "plan period")],
        "4.4": [(100, 2022, "order")],
        "4.7": [(30, 2022, "plan period")],
        "4.8": [(100, 2022, "plan period")],
        "6.1a": [(100, 2022, "plan period")],
        "6.1b": [(100, 2022, "plan period")],
        "7.2": [(100, 2022, "plan period")],
        "9.2": [(30, 2021, "order")],
        "10.4": [(20, 2022, "plan period")],
        "11.1a": [(100, 2022, "plan period")],
        "11.1b": [(100, 2022, "plan period")],
        "19.1": [(100, 2021, "order")],
        "20.1": [(100, 2022, "plan period")],
        "G1.1": [(100, 2022, "plan period")],
    }
    days = {(target.due.month, target.due.day) for _, each in plan.indicators() for target in each.targets}
    assert days == {(12, 31)}


def test_the_standard_of_2022_moved_the_targets_of_smart_campuses(plan):
    coverage, model_schools = plan.clause("1.2").indicators

    moved = [(each.value, each.due.year, each.holds_from) for each in coverage.targets]

    plan_day, standard_day = date(2020, 8, 10), date(2022, 4, 29)
    assert moved == [
        (80, 2022, plan_day),
        (30, 2022, standard_day),
        (50, 2023, standard_day),
        (70, 2024, standard_day),
        (90, 2025, standard_day),
    ]
    assert [(each.value, each.due.year, each.source_tag) for each in model_schools.targets] == [
        (25, 2022, "V"),
        (50, 2023, "D"),
        (75, 2024, "D"),
        (100, 2025, "V"),
    ]
    assert {each.holds_from for each in model_schools.targets} == {standard_day}


def test_a_number_that_the_plan_does_not_say_is_never_tagged_as_official(plan):
    [chief_officers] = plan.clause("G1.1").indicators

    assert [(target.source_tag, bool(target.note)) for target in chief_officers.targets] == [("D", True)]


def test_a_share_cannot_pass_a_hundred_and_a_count_has_no_ceiling(plan):
    coverage, model_schools = plan.clause("1.2").indicators

    assert (coverage.ceiling, model_schools.ceiling) == (100, None)


def test_another_city_reads_its_own_plan():
    plan = read_plan(SAMPLE)

    [clause] = plan.clauses
    [target] = clause.indicators[0].targets
    assert (plan.title.zh, plan.headline_of(plan.actions[0]), target.value) == ("某市计划", clause, 20)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "sentence: {zh: 到2030年，办20所学校。}",
            "sentence: {en: Schools.}",
            "条目1.1的sentence没有写zh，请补上。",
        ),
        ("  sentence: {zh: 到2030年，办20所学校。}\n", "", "条目1.1没有写sentence，请补上。"),
        ("kind: T", "kind: X", "条目1.1的kind写成了“X”，请改成其中一个：T、S。"),
        ("{zh: 学校}\n    unit", "学校\n    unit", "指标1.1的title应当是一组“名称: 值”，请改写。"),
        (
            "unit: {zh: 所}",
            "unit: {zh: 所, fr: école}",
            "指标1.1的unit里有不认识的fr，请改用zh、en或zh_hant。",
        ),
        (
            "formula: registry.schools",
            "formula: schools * 2",
            "指标1.1的公式“schools * 2”不对，请用registry.schools这样的计量名、数字和+-*/()。",
        ),
        (
            "formula: registry.schools",
            'formula: "100"',
            "指标1.1的公式“100”不对，请用registry.schools这样的计量名、数字和+-*/()。",
        ),
        ("formula: registry.schools", "formula: null", "指标1.1没有写waits_for，请补上。"),
        ("    definition: {zh: 当日开办的学校}\n", "", "指标1.1没有写definition，请补上。"),
        ('code: "1.1"', "code: 1.2b", "条目1.1的指标编号“1.2b”不对，请用条目编号，后面最多加一个小写字母。"),
        (", due: 2030-12-31", "", "指标1.1的第1个目标没有写due，请补上。"),
        ("2030-12-31", "年底", "指标1.1的第1个目标的due应当是日期，请写成2022-12-31这样。"),
        ("2030-12-31", "2030-13-31", "计划文件读不懂，请检查日期和特殊字符：month must be in 1..12。"),
        ("value: 20", "value: 20所", "指标1.1的第1个目标的value应当是数字，请改正（单位写在指标里）。"),
        ("value: 20", "value: .nan", "指标1.1的第1个目标的value应当是数字，请改正（单位写在指标里）。"),
        ("order: plan", "order: law", "指标1.1的第1个目标出自“law”，但orders里没有它，请改正或补上。"),
        ("[pupils]", "[parents]", "条目1.1的people写成了“parents”，但计划里没有它，请改正或补上。"),
        ('headline: "1.1"', 'headline: "1.9"', "行动1的headline写成了“1.9”，但计划里没有它，请改正或补上。"),
        ('id: "1.1"', "id: 1.1", "计划文件的clauses第1项的id应当是文字，请加上引号。"),
        ('action: "1"', 'action: "2"', "行动1的headline写成了“1.1”，但计划里没有它，请改正或补上。"),
        ("part: I", "part: II", "行动1的part写成了“II”，但计划里没有它，请改正或补上。"),
        ("first_year: 2030", "first_year: soon", "计划文件的plan的first_year应当是年份，请写成2022这样。"),
        ("kind: T", "kind: T: S", "计划文件第14行读不懂，请检查这一行的缩进、冒号和引号。"),
        ("[pupils]", "pupils", "条目1.1的people应当是列表，请每项以“-”开头。"),
        (SAMPLE, "", "计划文件应当是一组“名称: 值”，请改写。"),
    ],
)
def test_a_fault_is_named_with_its_place_and_its_cure(right, wrong, sentence):
    assert SAMPLE.count(right) == 1

    with pytest.raises(PlanFileFault) as fault:
        read_plan(SAMPLE.replace(right, wrong))

    assert str(fault.value) == sentence


def test_a_clause_written_twice_is_refused():
    twice = SAMPLE + SAMPLE[SAMPLE.index('- id: "1.1"') :]

    with pytest.raises(PlanFileFault, match="^条目1.1写了两次，请删去一个或改号。$"):
        read_plan(twice)


def test_two_targets_of_one_order_for_one_day_are_refused():
    target = SAMPLE.splitlines()[-1] + "\n"

    with pytest.raises(
        PlanFileFault, match="^指标1.1的第2个目标和前面的目标同出一处、同日到期，请删去一个。$"
    ):
        read_plan(SAMPLE + target.replace("20,", "30,"))
