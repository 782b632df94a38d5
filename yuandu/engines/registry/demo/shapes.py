"""How big the invented city is and what its schools are like. All numbers are ours [D], none is official.

The shape of `full` follows a city of the same size with 1,342,032 learners (惠州, one recent year): 804
kindergartens, 571 primary schools and 275 teaching points, 88 junior, 151 nine-year, 22 complete secondary,
13 senior and 12 twelve-year schools; 潍坊 has more junior and senior schools, so some of those were added.
"""

from typing import NamedTuple

from yuandu.engines.registry.rules.grades import SIX_THREE

SCHOOL_YEAR = 2021  # the classes are those of 2021—2022, the school year in which the demonstration opens
SYSTEM = SIX_THREE
STAGES = ("kindergarten", "primary", "junior", "senior", "vocational", "special")
STAGE_LETTERS = {
    "kindergarten": "K",
    "primary": "P",
    "junior": "J",
    "senior": "S",
    "vocational": "V",
    "special": "T",
}
STAGE_TITLES = {
    "kindergarten": "",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "vocational": "",
    "special": "",
}
ENTRY_AGES = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15, "vocational": 15, "special": 6}


class Shape(NamedTuple):
    """A kind of school (code table school_kind): how it is called, and how large its classes are.

    `classes` and `size` are the least and the most classes in a grade, and pupils in a class.
    """

    kind: str
    title: str
    stages: tuple[str, ...]
    demo_share: int  # of a thousand schools
    full_share: int
    demo_classes: tuple[int, int]
    full_classes: tuple[int, int]
    size: tuple[int, int]
    years: int = 0  # grades that it has, where fewer than the stage


SHAPES = (
    Shape("345", "学校", ("primary", "junior", "senior"), 10, 6, (1, 1), (3, 5), (38, 48)),
    Shape("514", "特殊教育学校", ("special",), 3, 6, (1, 1), (1, 2), (8, 13)),
    Shape("365", "职业中等专业学校", ("vocational",), 20, 10, (2, 2), (14, 24), (38, 46)),
    Shape("342", "高级中学", ("senior",), 50, 20, (2, 3), (14, 24), (44, 52)),
    Shape("341", "中学", ("junior", "senior"), 17, 12, (1, 2), (5, 9), (42, 50)),
    Shape("312", "学校", ("primary", "junior"), 80, 74, (1, 1), (2, 4), (36, 46)),
    Shape("311", "初级中学", ("junior",), 160, 78, (1, 2), (5, 10), (42, 50)),
    Shape("211", "小学", ("primary",), 440, 310, (1, 1), (1, 4), (32, 46)),
    Shape("218", "教学点", ("primary",), 130, 130, (1, 1), (1, 1), (9, 18), years=3),
    Shape("111", "幼儿园", ("kindergarten",), 90, 354, (1, 1), (1, 3), (22, 34)),
)
DIRECT_KINDS = ("342", "365", "514")  # of these the city bureau itself administers some
DIRECT_SHARE = 0.01


class Scale(NamedTuple):
    """How much there is. `has_all_rosters`: every school has its pupils, else those of the showcase unit
    and one school of every other unit."""

    name: str
    schools: int
    pupils: int
    teachers: int
    has_all_rosters: bool

    @property
    def people(self) -> int:
        """About how many people there are, with one or two guardians for a family."""
        return round(self.pupils * 2.45) + self.teachers


DEMO = Scale("demo", schools=300, pupils=7_600, teachers=2_100, has_all_rosters=False)
FULL = Scale("full", schools=2_400, pupils=1_200_000, teachers=95_000, has_all_rosters=True)
SCALES = {scale.name: scale for scale in (DEMO, FULL)}


def apportion(total: int, weights: list[float]) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to the total (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
