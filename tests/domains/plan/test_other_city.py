"""Another city writes its own plan file, and the product speaks of that city alone."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches

from yuandu.domains.plan.commands import loading
from yuandu.domains.plan.models import Edition
from yuandu.domains.plan.services import FaultyPlan, load_plan
from yuandu.engines.activity import api as activity
from yuandu.engines.indicators import api as indicators
from yuandu.engines.indicators.models import Tree, Value
from yuandu.engines.indicators.services.loading import FaultyFormula, UnknownMeasure
from yuandu.engines.registry import api as registry
from yuandu.kernel.terminal import Trouble

ROOT = Path(__file__).parents[3]
AT = datetime(2031, 3, 1, 9, tzinfo=UTC)
ON = date(2031, 2, 28)
OF_OURS = ("潍坊", "Weifang", "奎文", "诸城", "人工智能科学院", "2020")
PLAN = """
plan: {key: yunchuan-2030, title: {zh: 云川市学校提升计划, en: Better Schools}, issuer: {zh: 云川市教育局},
  first_year: 2030, last_year: 2032}
orders:
- {key: plan, title: {zh: 云川市学校提升计划}, holds_from: 2030-01-01, source: {zh: 云川公报}, address: here,
  reliability: A}
people: {pupils: {zh: 学生}}
parts: [{key: I, heading: {zh: 一、办好学校}, title: {zh: 办好学校}}]
actions:
- {number: "1", part: I, heading: {zh: 新建学校}, title: {zh: 新建学校}, headline: "1.1"}
- {number: "2", part: I, heading: {zh: 书香校园}, title: {zh: 书香校园}, headline: "2.1"}
clauses:
- id: "1.1"
  action: "1"
  kind: T
  what: {zh: 学校数}
  people: [pupils]
  sentence: {zh: 到2032年，全市有四所学校。}
  indicators:
  - {code: "1.1", title: {zh: 云川学校}, unit: {zh: 所}, direction: up, source_tag: V, formula: registry.schools,
    definition: {zh: 当日开办的学校}, targets: [{value: 4, due: 2032-12-31, due_source: order, order: plan,
    source_tag: V}]}
- id: "1.2"
  action: "1"
  kind: T
  what: {zh: 智慧校园}
  people: [pupils]
  sentence: {zh: 到2030年，半数学校建成智慧校园。}
  indicators:
  - {code: "1.2", title: {zh: 云川智慧校园}, unit: {zh: "%"}, direction: up, source_tag: V,
    formula: registry.schools_smart_campus / registry.schools * 100, definition: {zh: 智慧校园占学校的比例},
    targets: [{value: 50, due: 2030-12-31, due_source: order, order: plan, source_tag: V}]}
- id: "2.1"
  action: "2"
  kind: S
  what: {zh: 读书}
  people: [pupils]
  sentence: {zh: 每个学生每天读书半小时。}
  indicators:
  - {code: "2.1", title: {zh: 云川读书}, unit: {zh: 人}, direction: up, source_tag: V, waits_for: {zh: 等图书馆接入},
    targets: []}
"""


@pytest.fixture
def yunchuan(codes):
    """云川市 with two counties and three schools, one of them a smart campus."""

    def opened(name, code, parent=None, *, level, **details):
        return registry.open_organisation(
            name=name, code=code, parent=parent, level=level, on=date(2030, 1, 1), by=None, at=AT, **details
        )

    city = opened("云川市教育局", "990100", level="city", short_name="云川市")
    east = opened("东岭区教育局", "990101", city, level="unit", short_name="东岭区")
    west = opened("西塘县教育局", "990102", city, level="unit", short_name="西塘县")
    for code, unit in (("S1", east), ("S2", east), ("S3", west)):
        school = opened(f"云川{code}小学", code, unit, level="school", kind="211", urban_rural="111")
    registry.designate(
        kind="smart_campus",
        holder=school,
        path=school.path,
        authority=city,
        on=date(2030, 9, 1),
        document="云教〔2030〕1号",
        by=None,
        at=AT,
    )
    return city


@pytest.fixture
def loaded(yunchuan):
    edition = load_plan(text=PLAN, city=yunchuan, opens_on=ON, by=None, at=AT)
    indicators.compute(key=edition.key, city=yunchuan, on=ON, at=AT)
    return edition


@pytest.fixture
def ours(settings):
    """An installation that says which city it is for."""
    settings.CITY_NAME, settings.CITY_NAME_EN = "云川", "Yunchuan"


def kept():
    """Everything that the plan keeps, as rows."""
    rows = Value.objects.order_by("indicator__code", "organisation__path", "on")
    return (
        list(Edition.objects.values_list("key", "sha256", "opens_on", "loaded_at")),
        list(Tree.objects.order_by("edition").values_list("key", "edition")),
        list(rows.values_list("indicator__code", "organisation__path", "value")),
    )


def facts():
    return sorted(
        activity.facts_about(f"plan.Edition:{Edition.objects.get().pk}").values_list("verb", flat=True)
    )


# the file on its own


@pytest.fixture
def checked(tmp_path):
    """Run `yuandu plan-check` where there are neither settings nor a database."""

    def ran(content):
        path = tmp_path / "plan.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(tmp_path)}
        poison = {"DJANGO_SETTINGS_MODULE": "no.such.settings", "YUANDU_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "yuandu.site", "plan-check", str(path)],
            cwd=ROOT, env=kept | poison, capture_output=True, text=True,
        )  # fmt: skip

    return ran


def test_a_plan_file_is_checked_without_settings_and_without_a_database(checked, tmp_path):
    done = checked(PLAN)

    assert (done.returncode, done.stdout, done.stderr) == (0, "云川市学校提升计划: 2 / 3\n", "")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            PLAN.replace("due: 2032-12-31", "due: 年底"),
            "指标1.1的第1个目标的due应当是日期，请写成2022-12-31这样。",
        ),
        (PLAN.encode("gbk"), "请检查文件名，并存成UTF-8编码。"),
        ("", "计划文件应当是一组“名称: 值”，请改写。"),
    ],
)
def test_a_file_that_is_no_plan_is_answered_with_one_sentence(checked, content, sentence):
    done = checked(content)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"{sentence}\n")
    assert "Traceback" not in done.stderr


# on the pages


@pytest.mark.parametrize(
    "place", ["/", "/plan/", "/plan/actions/1/", "/plan/clauses/", "/plan/clauses/1.2/", "/plan/wall/"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_of_this_city_alone(client, loaded, ours, place, language):
    client.cookies["django_language"] = language

    text = client.get(place).content.decode()

    assert [word for word in OF_OURS if word in text] == []
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "云川教育公共服务平台"), ("en", "Yunchuan public education services")]
)
def test_the_name_of_the_city_stands_beside_our_mark(client, db, ours, language, name):
    client.cookies["django_language"] = language

    assert name in client.get("/").content.decode()


def test_the_board_shows_the_citys_own_actions_and_figures(client, loaded):
    text = client.get("/plan/").content.decode()

    assert "云川市学校提升计划" in text
    assert [title for title in ("新建学校", "书香校园", "办好学校") if title not in text] == []
    assert "2项行动中，" in text
    assert "云川学校" in text


def test_the_figures_are_those_of_the_citys_own_schools(loaded):
    values = {code: (path, value) for code, path, value in kept()[2] if path == "990100."}

    assert {code: round(float(value), 1) for code, (_path, value) in values.items()} == {
        "1.1": 3,
        "1.2": 33.3,
    }
    assert {path for _code, path, _value in kept()[2]} == {"990100.", "990100.990101.", "990100.990102."}


# again, and a newer edition


def test_the_same_file_again_changes_nothing(loaded, yunchuan):
    before = kept()

    again = load_plan(text=PLAN, city=yunchuan, by=None, at=AT + timedelta(days=1))

    assert again == loaded
    assert kept() == before
    assert facts() == ["plan.loaded"]


def test_a_newer_edition_keeps_the_values_of_what_is_counted_as_before(loaded, yunchuan):
    newer = PLAN.replace("value: 4", "value: 5").replace("/ registry.schools * 100", "/ registry.units * 100")

    load_plan(text=newer, city=yunchuan, opens_on=ON, by=None, at=AT + timedelta(days=1))

    standings = {
        row.indicator.code: row for row in indicators.standings("yunchuan-2030", organisation=yunchuan, on=ON)
    }
    assert {code: row.value for code, row in standings.items()} == {"1.1": 3, "1.2": None, "2.1": None}
    assert standings["1.1"].judgement.target == 5
    assert Tree.objects.filter(key="yunchuan-2030").count() == 2


def test_an_older_file_that_is_loaded_again_is_in_force_again(loaded, yunchuan, client):
    newer = PLAN.replace("zh: 书香校园", "zh: 书香学校")
    load_plan(text=newer, city=yunchuan, opens_on=ON, by=None, at=AT + timedelta(days=1))
    assert "书香学校" in client.get("/plan/").content.decode()
    caches["drawn"].clear()

    load_plan(text=PLAN, city=yunchuan, opens_on=ON, by=None, at=AT + timedelta(days=2))

    text = client.get("/plan/").content.decode()
    assert ("书香校园" in text, "书香学校" in text) == (True, False)


# refusals


@pytest.mark.parametrize(
    ("formula", "refusal", "sentence"),
    [
        ("registry.dragons", UnknownMeasure, "指标1.1要数“registry.dragons”，这里没有应用能数它。"),
        ("registry.schools +", FaultyFormula, "指标1.1：公式“registry.schools +”读不懂"),
        ("schools", FaultyPlan, "指标1.1的公式“schools”不对"),
    ],
)
def test_a_formula_that_cannot_be_counted_is_refused_and_the_old_plan_stays(
    loaded, yunchuan, tmp_path, formula, refusal, sentence
):
    before = kept()
    faulty = PLAN.replace("formula: registry.schools,", f"formula: {formula},")
    (tmp_path / "plan.yaml").write_text(faulty)

    with pytest.raises(refusal, match=sentence.replace("+", r"\+")):
        load_plan(text=faulty, city=yunchuan, by=None, at=AT)
    with pytest.raises(Trouble, match="指标1.1"):
        loading.load([str(tmp_path / "plan.yaml")])

    assert kept() == before


def test_the_command_loads_for_the_only_city_and_says_what_comes_next(yunchuan, tmp_path, capsys):
    (tmp_path / "plan.yaml").write_text(PLAN)

    loading.load([str(tmp_path / "plan.yaml")])

    assert capsys.readouterr().out == "计划已载入云川市教育局。接着运行yuandu compute，能数的指标就有数了。\n"
    assert Edition.objects.get().city == yunchuan


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [([], "请先运行yuandu city"), (["--city", "370700"], "没有路径是370700的机构")],
)
def test_without_its_city_a_plan_is_not_loaded(codes, tmp_path, arguments, sentence):
    (tmp_path / "plan.yaml").write_text(PLAN)

    with pytest.raises(Trouble, match=sentence):
        loading.load([str(tmp_path / "plan.yaml"), *arguments])

    assert Edition.objects.count() == 0
