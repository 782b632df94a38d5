"""Rules of the indicators: formulas, statuses, forecasts, and where most is missing."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, permutations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from yuandu.engines.indicators.rules import (
    LABELS,
    RULES,
    Forecast,
    FormulaFault,
    Judgement,
    Shortfalls,
    Status,
    TargetPoint,
    display,
    evaluate,
    forecast,
    largest_shortfalls,
    measures_in,
    needed_per_quarter,
    status_of,
    targets_in_force,
)

COVERAGE = "registry.schools_smart_campus / registry.schools * 100"
MEASURES = ["registry.schools", "registry.units", "funds.spent", "a.b.c"]
COUNTS = st.integers(0, 10**6)
FIGURES = st.decimals(0, 1000, places=2)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
DIRECTIONS = st.sampled_from(["up", "down"])
TARGETS = st.lists(st.builds(TargetPoint, value=FIGURES, due=DAYS, holds_from=DAYS), max_size=6)

PLAN_DAY, STANDARD_DAY = date(2020, 8, 10), date(2022, 4, 29)
SMART_CAMPUS = [
    TargetPoint(value=Decimal(80), due=date(2022, 12, 31), holds_from=PLAN_DAY),
    TargetPoint(value=Decimal(30), due=date(2022, 12, 31), holds_from=STANDARD_DAY),
    TargetPoint(value=Decimal(50), due=date(2023, 12, 31), holds_from=STANDARD_DAY),
    TargetPoint(value=Decimal(90), due=date(2025, 12, 31), holds_from=STANDARD_DAY),
]


# --- formulas


@st.composite
def formulas(draw, depth=3):
    """A formula, and the function that computes it exactly."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(MEASURES))
        return name, lambda values: Fraction(values[name])
    if draw(st.integers(0, 4)) == 0:
        number = draw(st.decimals(0, 1000, places=2))
        return str(number), lambda values: Fraction(number)
    (left, of_left), (right, of_right) = draw(formulas(depth=depth - 1)), draw(formulas(depth=depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    compute = {
        "+": lambda values: of_left(values) + of_right(values),
        "-": lambda values: of_left(values) - of_right(values),
        "*": lambda values: of_left(values) * of_right(values),
        "/": lambda values: of_left(values) / of_right(values),
    }[sign]
    return f"({left} {sign} {right})", compute


def test_a_share_is_computed_from_its_measures():
    values = {"registry.schools_smart_campus": 3, "registry.schools": 4, "registry.units": None}

    assert measures_in(COVERAGE) == {"registry.schools_smart_campus", "registry.schools"}
    assert evaluate(COVERAGE, values) == 75


@given(formulas(), st.fixed_dictionaries(dict.fromkeys(MEASURES, COUNTS)))
def test_a_formula_means_what_arithmetic_says(formula, values):
    text, compute = formula
    assume(any(name in text for name in MEASURES))

    value = evaluate(text, values)

    try:
        exact = compute(values)
    except ZeroDivisionError:
        assert value is None
        return
    largest = max(10**6, abs(exact))
    assert value is None or abs(Fraction(value) - exact) <= largest * Fraction(1, 10**6)


@given(formulas(), st.data())
def test_a_figure_is_unknown_when_any_of_its_measures_is(formula, data):
    text, _compute = formula
    used = sorted(name for name in MEASURES if name in text)
    assume(used)
    unknown = data.draw(st.sampled_from(used))

    without, with_none = (
        {name: 1 for name in used if name != unknown},
        dict.fromkeys(used, 1) | {unknown: None},
    )

    assert (evaluate(text, without), evaluate(text, with_none)) == (None, None)


@pytest.mark.parametrize("formula", ["a.b / a.c", "1 / (a.b - a.b)", "a.b / a.c * a.c", "a.c / a.c"])
def test_a_division_by_nothing_is_unknown_and_not_zero(formula):
    assert evaluate(formula, {"a.b": 5, "a.c": 0}) is None


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("", "公式“”里有不能用的字符，请只用registry.schools这样的计量名、数字和+-*/()。"),
        ("schools", "公式“schools”里有不能用的字符，请只用registry.schools这样的计量名、数字和+-*/()。"),
        ("100", "公式“100”里没有计量，请至少用一个，如registry.schools。"),
        ("a.b +", "公式“a.b +”读不懂，请检查运算符和括号。"),
        ("a.b ** 2", "公式“a.b ** 2”读不懂，请检查运算符和括号。"),
        ("a.b // 2", "公式“a.b // 2”读不懂，请检查运算符和括号。"),
        ("a.b()", "公式“a.b()”读不懂，请检查运算符和括号。"),
        ("a.b a.c", "公式“a.b a.c”读不懂，请检查运算符和括号。"),
        ("a.b)*(a.c", "公式“a.b)*(a.c”读不懂，请检查运算符和括号。"),
        ("1e5.x", "公式“1e5.x”读不懂，请检查运算符和括号。"),
        ("a.b.if", "公式“a.b.if”读不懂，请检查运算符和括号。"),
    ],
)
def test_what_is_not_a_formula_is_refused_with_the_cure(formula, message):
    with pytest.raises(FormulaFault) as fault:
        measures_in(formula)

    assert str(fault.value) == message


@pytest.mark.parametrize(
    "formula",
    [
        "a.b # 100",
        "ａ.b",
        "a.b + 0x10",
        "a.b + 1_000",
        "a.__class__",
        "a.b if a.c else 1",
        "a.b > 1",
        "a.b, a.c",
        "a.b and a.c",
        "a['b']",
        "lambda: a.b",
        "a.b + 'x'",
        "A.B",
        "(" * 250 + "a.b" + ")" * 250,
        "-" * 400 + "a.b",
    ],
)
def test_nothing_else_of_the_language_gets_in(formula):
    with pytest.raises(FormulaFault):
        evaluate(formula, {"a.b": 1, "a.c": 1})


@given(st.text(max_size=40))
@example("(" * 99 + "a.b" + ")" * 99)
@example("+" * 297 + "a.b")
def test_any_text_is_a_formula_or_a_fault(text):
    try:
        names = measures_in(text)
    except FormulaFault:
        return

    assert isinstance(evaluate(text, dict.fromkeys(names, 1)), Decimal | None)


# --- statuses


@pytest.mark.parametrize(
    ("value", "on", "judgement"),
    [
        (Decimal(50), date(2020, 8, 9), Judgement(status=Status.TRACKED)),
        (None, date(2020, 8, 9), Judgement(status=Status.NO_DATA)),
        (None, PLAN_DAY, Judgement(status=Status.NO_DATA, target=Decimal(80), due=date(2022, 12, 31))),
        (
            Decimal("71.9"),
            date(2021, 10, 18),
            Judgement(status=Status.NOT_DUE, target=Decimal(80), gap=Decimal("8.1"), due=date(2022, 12, 31)),
        ),
        (
            Decimal(72),
            date(2021, 10, 18),
            Judgement(status=Status.NEAR, target=Decimal(80), gap=Decimal(8), due=date(2022, 12, 31)),
        ),
        (
            80,
            date(2021, 10, 18),
            Judgement(status=Status.MET, target=Decimal(80), gap=Decimal(0), due=date(2022, 12, 31)),
        ),
        (
            Decimal(72),
            STANDARD_DAY,
            Judgement(status=Status.MET, target=Decimal(30), gap=Decimal(0), due=date(2022, 12, 31)),
        ),
        (
            Decimal("29.96"),
            date(2022, 12, 31),
            Judgement(status=Status.BEHIND, target=Decimal(30), gap=Decimal("0.04"), due=date(2022, 12, 31)),
        ),
        (
            Decimal(49),
            date(2025, 6, 1),
            Judgement(status=Status.BEHIND, target=Decimal(50), gap=Decimal(1), due=date(2023, 12, 31)),
        ),
        (
            Decimal(72),
            date(2030, 1, 1),
            Judgement(status=Status.BEHIND, target=Decimal(90), gap=Decimal(18), due=date(2025, 12, 31)),
        ),
    ],
)
def test_a_figure_is_judged_by_the_target_that_counts_on_the_day(value, on, judgement):
    assert status_of(value=value, targets=SMART_CAMPUS, direction="up", on=on) == judgement


def test_a_figure_that_has_to_fall_is_judged_the_other_way():
    target = [TargetPoint(value=Decimal(10), due=date(2022, 12, 31), holds_from=PLAN_DAY)]

    def status(value):
        return status_of(value=value, targets=target, direction="down", on=date(2021, 1, 1)).status

    assert [status(value) for value in (9, 10, 11, 12)] == ["met", "met", "near", "not_due"]


@given(TARGETS, DAYS)
def test_the_targets_in_force_are_the_whole_newest_set_that_holds(targets, on):
    in_force = targets_in_force(targets, on=on)

    newest = max((each.holds_from for each in targets if each.holds_from <= on), default=None)
    expected = [each for each in targets if each.holds_from == newest]
    assert sorted(map(repr, in_force)) == sorted(map(repr, expected))
    assert [each.due for each in in_force] == sorted(each.due for each in in_force)


@given(FIGURES, TARGETS, DIRECTIONS, DAYS)
def test_a_figure_is_met_exactly_when_it_reaches_its_target(value, targets, direction, on):
    judgement = status_of(value=value, targets=targets, direction=direction, on=on)

    if judgement.target is None:
        assert judgement == Judgement(status=Status.TRACKED)
        return
    reached = value >= judgement.target if direction == "up" else value <= judgement.target
    assert (judgement.status == Status.MET, judgement.gap == 0) == (reached, reached)


@given(st.lists(FIGURES, min_size=2, max_size=2), TARGETS, DAYS)
def test_a_better_figure_never_has_a_worse_status(values, targets, on):
    worst_first = [Status.NO_DATA, Status.TRACKED, Status.BEHIND, Status.NOT_DUE, Status.NEAR, Status.MET]

    ranks = [
        worst_first.index(status_of(value=value, targets=targets, direction="up", on=on).status)
        for value in sorted(values)
    ]

    assert ranks == sorted(ranks)


@given(TARGETS, DIRECTIONS, DAYS)
def test_an_unknown_figure_has_no_data_whatever_its_targets(targets, direction, on):
    judgement = status_of(value=None, targets=targets, direction=direction, on=on)

    assert (judgement.status, judgement.gap) == (Status.NO_DATA, None)


def test_every_status_has_its_word_and_its_published_rule():
    words = {status: str(RULES[status]).partition("：")[0] for status in Status}

    assert words == {status: str(LABELS[status]) for status in Status}
    assert set(words.values()) == {"达标", "接近", "滞后", "未到期", "无数据", "只计数"}


@pytest.mark.parametrize(
    ("value", "direction", "text"),
    [
        (Decimal("99.96"), "up", "99.9"),
        (Decimal("10.04"), "down", "10.1"),
        (Decimal(200) / 3, "up", "66.6"),
        (Decimal("80.00"), "up", "80"),
        (100, "up", "100"),
        (Decimal("1E+3"), "up", "1000"),
        (0, "up", "0"),
        (Decimal("-0.04"), "down", "0"),
        (None, "up", "—"),
    ],
)
def test_a_figure_is_cut_towards_not_reached(value, direction, text):
    assert display(value, direction=direction) == text


@given(st.decimals(0, 10**6, places=6), st.decimals(0, 10**6, places=1), DIRECTIONS)
def test_a_figure_never_looks_reached_when_it_is_not(value, target, direction):
    shown = Decimal(display(value, direction=direction))

    if direction == "up":
        assert (shown >= target) == (value >= target)
    else:
        assert (shown <= target) == (value <= target)


# --- forecasts


def quarterly(*values, first=date(2020, 1, 1)):
    """Points 91 days apart."""
    return [(first + timedelta(days=91 * place), Decimal(value)) for place, value in enumerate(values)]


def test_a_straight_line_is_led_on():
    points = quarterly(50, 52, 54, 56)
    last_on = points[-1][0]

    led = forecast(points, until=last_on + timedelta(days=182), ceiling=Decimal(100), target=Decimal(63))

    assert led == Forecast(
        value=Decimal(60),
        per_quarter=Decimal("2.0069"),  # a quarter of a year is 91.3125 days
        reaches_on=last_on + timedelta(days=319),
    )


@pytest.mark.parametrize(
    "points",
    [[], quarterly(50, 52, 54), [(date(2020, 1, 1) + timedelta(days=59 * n), Decimal(n)) for n in range(4)]],
)
def test_too_few_points_and_too_short_a_time_give_no_forecast(points):
    assert forecast(points, until=date(2022, 12, 31), ceiling=None) is None


def test_only_the_last_eight_points_count():
    long_ago = quarterly(*range(0, 60, 10))
    lately = quarterly(*[60] * 8, first=date(2022, 1, 1))

    assert forecast(long_ago + lately, until=date(2030, 1, 1), ceiling=None, target=Decimal(61)) == Forecast(
        value=Decimal(60), per_quarter=Decimal(0), reaches_on=None
    )


@given(st.integers(0, 6), st.integers(-500, 500))
def test_one_odd_point_does_not_bend_the_line(place, odd):
    straight = quarterly(*range(40, 56, 2))
    bent = [(on, Decimal(odd) if place == number else value) for number, (on, value) in enumerate(straight)]

    options = {"until": date(2023, 1, 1), "ceiling": None, "target": Decimal(70)}
    assert forecast(bent, **options) == forecast(straight, **options)


SERIES = st.lists(st.decimals(0, 100, places=2), min_size=4, max_size=12).map(
    lambda values: quarterly(*values)
)


@given(SERIES, DAYS)
def test_a_forecast_stays_between_nothing_and_the_ceiling(points, until):
    assert 0 <= forecast(points, until=until, ceiling=Decimal(100)).value <= 100


@given(SERIES, st.randoms())
def test_the_order_of_the_points_does_not_matter(points, shuffling):
    shuffled = list(points)
    shuffling.shuffle(shuffled)

    options = {"until": date(2026, 1, 1), "ceiling": None, "target": Decimal(100)}
    assert forecast(shuffled, **options) == forecast(points, **options)


@given(
    steps=st.lists(st.decimals("0.01", 5, places=2), min_size=3, max_size=11),
    gap=st.decimals("0.1", 40, places=1),
    direction=DIRECTIONS,
)
def test_the_day_that_reaches_the_target_is_the_first(steps, gap, direction):
    sign = 1 if direction == "up" else -1
    points = quarterly(*accumulate((sign * step for step in steps), initial=Decimal(200)))
    target = points[-1][1] + sign * gap

    def lacks(until):
        led = forecast(points, until=until, ceiling=None, target=target, direction=direction)
        return sign * (target - led.value)

    day = forecast(points, until=points[-1][0], ceiling=None, target=target, direction=direction).reaches_on

    rounding = Decimal("0.0001")
    assert lacks(day) <= rounding
    assert lacks(day - timedelta(days=1)) >= -rounding


def test_a_target_beyond_the_ceiling_or_against_the_pace_is_never_reached():
    rising = quarterly(50, 52, 54, 56)

    def reaches(target, direction="up"):
        options = {"until": date(2022, 1, 1), "ceiling": Decimal(100), "direction": direction}
        return forecast(rising, target=Decimal(target), **options).reaches_on

    assert (reaches(101), reaches(40, "down"), reaches(56)) == (None, None, rising[-1][0])


@given(FIGURES, FIGURES, DAYS, st.integers(1, 2000), DIRECTIONS)
def test_the_pace_that_is_needed_reaches_the_target_in_time(value, target, on, days, direction):
    due = on + timedelta(days=days)

    pace = needed_per_quarter(value=value, target=target, on=on, due=due, direction=direction)

    gained = pace * days / (Decimal("365.25") / 4) * (1 if direction == "up" else -1)
    reached = value + gained
    assert reached >= target if direction == "up" else reached <= target


def test_no_pace_reaches_what_is_past_and_none_is_needed_for_what_is_reached():
    day = date(2022, 12, 31)

    assert needed_per_quarter(value=Decimal(70), target=Decimal(80), on=day, due=day) is None
    assert needed_per_quarter(value=Decimal(80), target=Decimal(80), on=day, due=day) == 0


# --- where most is missing


def test_three_counties_miss_almost_half():
    missing = {
        "奎文": 0,
        "临朐": 57,
        "峡山": 18,
        "安丘": 49,
        "青州": 38,
        "昌乐": 27,
        "诸城": 36,
        "坊子": 87 - 57,
    }
    missing |= {"高密": 30, "昌邑": 27}

    assert largest_shortfalls(missing) == Shortfalls(units=("临朐", "安丘", "青州"), missing=144, share=46)


@pytest.mark.parametrize(
    ("missing", "shortfalls"),
    [
        ({}, None),
        ({"甲": 0}, None),
        ({"甲": 1}, Shortfalls(units=("甲",), missing=1, share=100)),
        ({"甲": 1, "乙": 1}, Shortfalls(units=("甲",), missing=1, share=50)),
        ({"甲": 3, "乙": 4, "丙": 2}, Shortfalls(units=("乙", "甲"), missing=7, share=77)),
    ],
)
def test_the_fewest_units_that_miss_half_are_named(missing, shortfalls):
    assert largest_shortfalls(missing) == shortfalls


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 50), max_size=6))
def test_no_fewer_units_miss_half_and_no_other_miss_more(missing):
    named = largest_shortfalls(missing)

    total = sum(missing.values())
    if named is None:
        assert total == 0
        return
    fewer = list(permutations(missing.values(), len(named.units) - 1))
    as_many = list(permutations(missing.values(), len(named.units)))
    assert all(sum(each) * 2 < total for each in fewer)
    assert named.missing == max(sum(each) for each in as_many)
    assert named.share <= Fraction(named.missing * 100, total) < named.share + 1
