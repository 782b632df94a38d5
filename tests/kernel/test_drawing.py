"""What the components draw, as plain data: figures in words, the kite, tiles, sparks and charts."""

import os
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yuandu.kernel import gallery
from yuandu.kernel.drawing import charts, covers, icons, kite, lights, sparks, styles, tilemap, words

KINDS = ("ok", "warn", "bad", "idle")
numbers = st.decimals(min_value=0, max_value=10**10, places=2)


@pytest.mark.parametrize(
    "write", [words.exact, words.short, words.money, words.yuan, words.percent, words.day, words.moment]
)
def test_what_is_unknown_is_a_dash_and_never_zero(write):
    assert [write(None), write("")] == ["—", "—"]


@given(numbers)
def test_an_exact_number_reads_back_as_itself(number):
    written = words.exact(number)

    assert Decimal(written.replace(",", "")) == number


@given(st.decimals(min_value=Decimal("0.001"), max_value=Decimal("99.999"), places=3))
def test_no_share_rounds_to_nothing_or_to_all(share):
    assert words.percent(share) not in ("0%", "100%")


def test_numbers_from_ten_thousand_are_said_in_wan():
    values = (0, 9999, 10_000, 12_345, 1_426_308, 13_860_000, Decimal("386.50"))

    said = [words.short(value) for value in values]

    assert said == ["0", "9,999", "1万", "1.23万", "142.6万", "1,386万", "386.5"]


def test_amounts_are_said_in_wan_and_written_to_the_fen_in_columns():
    assert (words.yuan(13_860_000), words.money(13_860_000)) == ("1,386万元", "13,860,000.00")


def test_english_counts_in_millions():
    with translation.override("en"):
        said = (words.short(13_860_000), words.short(12_345), words.day(date(2021, 10, 18)))

    assert said == ("13.9 million", "12,345", "Mon 18 Oct")


def test_a_day_carries_its_weekday_and_a_moment_stands_in_the_citys_time():
    noon = datetime(2021, 10, 18, 4, 5, tzinfo=UTC)

    said = (words.day(noon.date()), words.day(noon, "year"), words.moment(noon), words.moment(noon, "year"))

    assert said == ("10月18日 周一", "2021年10月18日", "10月18日 12:05", "2021年10月18日 12:05")


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "2021年10月"), ("en", "Oct 2021")])
def test_a_month_is_said_without_its_day(language, said):
    with translation.override(language):
        assert words.day(date(2021, 10, 18), "month") == said


def test_every_state_has_a_shape_of_its_own():
    assert len(set(lights.SHAPES.values())) == len(lights.SHAPES) == len(KINDS)


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=20))
def test_the_kite_hangs_each_action_once_the_first_on_top_and_each_smaller_than_the_one_before(kinds):
    segments = [{"number": number, "kind": kind} for number, kind in enumerate(kinds, start=1)]

    hung = kite.kite(segments)["segments"]

    assert [segment["number"] for segment in hung] == list(range(len(kinds), 0, -1))
    radii = [segment["radius"] for segment in hung]
    assert radii == sorted(radii)


def test_a_segment_that_is_not_measured_is_hollow():
    by_kind = {kind: kite.hang(100, 20, kind) for kind in KINDS}

    assert by_kind["idle"]["fill"] == "var(--paper)"
    assert len({part["fill"] for part in by_kind.values()}) == len(KINDS)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted))
def test_a_higher_value_never_has_a_lighter_tile(pair):
    low, high = (tilemap.step(value, (60, 70, 80, 90)) for value in pair)

    assert low <= high


@given(st.one_of(st.none(), st.floats(-1000, 1000)))
def test_a_bar_stays_within_its_track(value):
    share = sparks.share(value)

    assert share is None if value is None else 0 <= share <= 100


def test_a_gap_breaks_the_line():
    assert sparks.spark((1, 2, None, 3, 4))["paths"] == ["M0.0 25.0L25.0 17.7", "M75.0 10.3L100.0 3.0"]


@given(st.sampled_from(("one", "trio", "grid", "book", "code")), st.integers(0, 10**6))
def test_a_cover_is_always_the_same_for_its_seed(kind, seed):
    assert covers.cover(kind, seed) == covers.cover(kind, seed)


def test_a_trajectory_draws_target_actual_and_forecast_and_labels_their_ends():
    points = [
        {"at": "2021", "target": 70, "actual": Decimal("71.6"), "forecast": None},
        {"at": "2022", "target": 80, "actual": None, "forecast": 84.7},
    ]

    option = charts.trajectory(points, low=40)

    lines = {
        line["name"]: (line["data"], line.get("endLabel", {}).get("formatter")) for line in option["series"]
    }
    assert lines == {
        "目标": ([70.0, 80.0], "目标"),
        "实际": ([71.6, None], None),
        "预测": ([None, 84.7], "预测 84.7%"),
    }
    assert (option["yAxis"]["min"], option["yAxis"]["max"]) == (40, 100)


def test_a_line_without_any_value_is_left_out():
    option = charts.trajectory([{"at": "2021", "actual": 71.6}])

    assert [line["name"] for line in option["series"]] == ["实际"]


def test_bars_begin_at_nothing():
    option = charts.bars([{"name": "奎文区", "value": Decimal("88.3")}], unit="%")

    assert (option["xAxis"]["min"], option["series"][0]["data"]) == (0, [88.3])


def test_more_parts_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="7 series, at most 6"):
        charts.stacked([], series="一二三四五六七")


def test_a_chart_uses_only_colours_that_the_tokens_define():
    options = (gallery.figures()["trajectory"], gallery.figures()["stacked"], charts.bars([]))

    used = set(re.findall(r"'(--[\w-]+)'", str(options)))

    assert (
        used - set(re.findall(r"(--[\w-]+):", (styles.KERNEL / "static/ui/tokens.css").read_text())) == set()
    )


def test_the_sheets_are_one_file_only_where_it_is_newer_than_its_parts(tmp_path):
    missing, fresh, stale = (tmp_path / f"{name}.css" for name in ("missing", "fresh", "stale"))
    fresh.touch()
    stale.touch()
    os.utime(stale, (0, 0))

    linked = [styles.sheets(bundle) for bundle in (missing, fresh, stale)]

    parts = tuple(f"ui/{name}.css" for name in styles.PARTS)
    assert linked == [parts, ("vendor/ui.css",), parts]


def test_the_set_of_icons_is_not_empty_and_has_no_double():
    found = re.findall(r'<symbol id="([^"]+)"', icons.SPRITE.read_text())

    assert len(found) == len(set(found)) > 200
