"""Invented names and numbers of people: common surnames and characters, numbers that nobody can have.

No real person is met by chance. Identity numbers carry the area code 370799, which GB/T 2260 never gave
to any place, so no card was ever issued with it. Telephone numbers begin with 179: 179xx are the access
codes of IP calls (17909, 17911, 17951; from memory), so no network can give them to a subscriber.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import accumulate, count
from random import Random

from yuandu.engines.registry.rules import id_card_check_digit
from yuandu.engines.registry.rules.pinyin import pinyin_of

UNASSIGNED_AREA = "370799"
UNASSIGNED_PHONES = "179"
PHONE_STEP = 48_271  # without a common factor with 10^8: every number comes once before one comes again
MALE, FEMALE = "1", "2"
HAN, HUI, MANCHU = "01", "03", "11"

# the most common first; the last ones are those that Weifang knows well
SURNAMES = (
    "王李张刘陈杨孙赵马徐于郑高周吴朱胡郭林宋韩冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎常武乔贺赖龚文隋臧"
    "鞠迟逄窦辛綦滕祝牟宫"
)
OLDER = {
    MALE: "伟强磊军洋勇涛明刚平辉鹏飞波峰旭东阳建国华海志远文斌超俊林杰新民洪春永胜玉庆学忠立德",
    FEMALE: "芳娜敏静丽艳娟霞秀英玲桂红梅燕雪琳颖慧婷莹佳云凤兰珍萍爱华春晓玉香翠淑素洁菊琴",
}
YOUNGER = {
    MALE: "浩宇轩泽睿博文昊然子涵俊熙晨皓宸梓铭瑞霖嘉诚志远辰逸航佑煜恒一鸣景明承翰骏奕",
    FEMALE: "涵诗雅梦瑶萱梓彤语桐可馨若曦思妍欣怡悦佳一诺艺雨芮琪舒妤婉清静姝沐晴宁瑾",
}
SURNAME_WEIGHTS = tuple(accumulate(1 / (place + 4) for place in range(len(SURNAMES))))


@cache
def given_names(sex: str, *, is_young: bool) -> list[str]:
    """Return the given names that are drawn from: all pairs, and single characters as often as is usual."""
    characters = list(dict.fromkeys((YOUNGER if is_young else OLDER)[sex]))
    pairs = [first + second for first in characters for second in characters if first != second]
    return pairs + characters * (len(pairs) // len(characters) // (12 if is_young else 3))


def surname(rng: Random) -> str:
    """Draw a surname."""
    return rng.choices(SURNAMES, cum_weights=SURNAME_WEIGHTS)[0]


def given_name(rng: Random, *, sex: str, is_young: bool) -> str:
    """Draw a given name."""
    names = given_names(sex, is_young=is_young)
    return names[int(rng.random() * len(names))]


def keys_of(name: str) -> tuple[str, str]:
    """Return the pinyin without blanks and the initials of a person's name, as the registry stores them."""
    keys = pinyin_of(name, of_person=True)
    return keys.full.replace(" ", ""), keys.initials


def ethnic_group(rng: Random) -> str:
    """Draw a code of GB/T 3304, nearly always 汉."""
    chance = rng.random()
    return HAN if chance < 0.994 else HUI if chance < 0.997 else MANCHU


def phones() -> Iterator[str]:
    """Yield telephone numbers that no subscriber has, all different."""
    for number in count(1):
        yield f"{UNASSIGNED_PHONES}{number * PHONE_STEP % 100_000_000:08d}"


class Cards:
    """Identity numbers with good check digits, each once: those of a day and sex in their order."""

    def __init__(self) -> None:
        self.sequences: dict[tuple[date, str], Iterator[int]] = defaultdict(count)

    def number(self, *, birth_on: date, sex: str) -> str:
        """Return the next number for a person born on the day; 500 of each sex are to be had."""
        place = next(self.sequences[birth_on, sex])
        if place >= 500:
            raise ValueError(f"More than 500 people are born on {birth_on}.")
        sequence = place * 2 + (1 if sex == MALE else 0)
        first_17 = f"{UNASSIGNED_AREA}{birth_on:%Y%m%d}{sequence:03d}"
        return first_17 + id_card_check_digit(first_17)
