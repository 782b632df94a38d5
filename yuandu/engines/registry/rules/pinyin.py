"""Pinyin of names, by character with a table of corrections: quick enough for every person of a city."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pypinyin import lazy_pinyin

LATIN = re.compile(r"[a-z0-9]+")
SYLLABLE = re.compile(r"[a-z]+")

# Where a name reads a character otherwise than running text does most often
READ_IN_NAMES = {
    **{
        "都": "du",
        "长": "chang",
        "佛": "fo",
        "卜": "bu",
        "阚": "kan",
        "翟": "zhai",
        "曾": "zeng",
        "乜": "nie",
    },
    **{"缪": "miao", "率": "shuai"},
}
READ_TOGETHER = {
    **{"里堡": "li pu", "乐陵": "lao ling", "东阿": "dong e", "莘县": "shen xian", "单县": "shan xian"},
    **{"蚌埠": "beng bu", "重庆": "chong qing", "西藏": "xi zang", "厦门": "xia men", "六安": "lu an"},
    **{"单家": "shan jia", "解家": "xie jia", "仇家": "qiu jia", "盖家": "gai jia", "任家": "ren jia"},
    **{"校长": "xiao zhang", "家长": "jia zhang", "成长": "cheng zhang", "生长": "sheng zhang"},
    **{"局长": "ju zhang", "班长": "ban zhang", "院长": "yuan zhang", "园长": "yuan zhang"},
    **{"部长": "bu zhang", "科长": "ke zhang", "处长": "chu zhang", "县长": "xian zhang"},
    **{"市长": "shi zhang", "镇长": "zhen zhang", "会长": "hui zhang", "队长": "dui zhang"},
    **{"组长": "zu zhang", "站长": "zhan zhang", "学长": "xue zhang", "增长": "zeng zhang"},
    **{"音乐": "yin yue", "乐器": "yue qi", "声乐": "sheng yue", "民乐": "min yue", "器乐": "qi yue"},
    **{"乐团": "yue tuan", "乐队": "yue dui", "礼乐": "li yue", "银行": "yin hang", "行业": "hang ye"},
    **{"重阳": "chong yang", "朝霞": "zhao xia", "朝晖": "zhao hui", "朝夕": "zhao xi"},
    **{"藏族": "zang zu", "宝藏": "bao zang", "会计": "kuai ji", "调研": "diao yan", "大厦": "da sha"},
    **{"模具": "mu ju", "论语": "lun yu", "尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu"},
    **{"长孙": "zhang sun", "澹台": "tan tai"},
}
READ_AS_SURNAME = {
    **{"单": "shan", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "区": "ou", "乐": "yue"},
    **{"折": "she", "种": "chong", "员": "yun", "覃": "qin", "繁": "po", "黑": "he", "句": "gou"},
    **{"秘": "bi", "召": "shao", "薄": "bo", "洗": "xian", "祭": "zhai", "能": "nai", "冼": "xian"},
}


class PinyinKeys(NamedTuple):
    """How a name is found by keyboard: "wei fang" and "wf"."""

    full: str
    initials: str


class Word(NamedTuple):
    """A syllable, or a run of letters and digits, and what stands for it among the initials."""

    full: str
    initial: str


class Readings(dict[str, str | None]):
    """The syllable of each character, looked up once; None where a character needs its neighbours."""

    def __missing__(self, character: str) -> str | None:
        single = reading_of(character)
        alone = single and character not in READ_BY_NEIGHBOURS
        self[character] = single if alone else None
        return self[character]


@cache
def reading_of(character: str) -> str:
    """Return the most frequent syllable of a character in names, or "" if it has none."""
    reading = READ_IN_NAMES.get(character) or lazy_pinyin(character)[0]
    return reading if SYLLABLE.fullmatch(reading) and not character.isascii() else ""


READ_BY_NEIGHBOURS = frozenset(
    character
    for words, reading in READ_TOGETHER.items()
    for character, syllable in zip(words, reading.split(), strict=True)
    if syllable != reading_of(character)
)
READINGS = Readings()


def pinyin_of(text: str, *, of_person: bool = False) -> PinyinKeys:
    """Return the pinyin of a name, and its initials; letters and digits are kept as words, signs dropped.

    For a person the first character is read as a surname (单 shan, 解 xie). Readings: pypinyin's most
    frequent one of each character, with the corrections above (from memory, for names of 潍坊 first).
    """
    readings = [READINGS[character] for character in text]
    if None not in readings and not (of_person and text[:1] in READ_AS_SURNAME):
        return PinyinKeys(" ".join(readings), "".join([reading[0] for reading in readings]))
    words = list(words_of(unicodedata.normalize("NFKC", text).lower(), of_person=of_person))
    return PinyinKeys(" ".join(word.full for word in words), "".join(word.initial for word in words))


def words_of(text: str, *, of_person: bool) -> Iterator[Word]:
    """Yield the words of a name in half-width small letters, known words before single characters."""
    place = 0
    while place < len(text):
        pair, latin = READ_TOGETHER.get(text[place : place + 2]), LATIN.match(text, place)
        if pair:
            yield from (Word(syllable, syllable[0]) for syllable in pair.split())
            place += 2
        elif latin:
            yield Word(latin[0], latin[0])
            place = latin.end()
        else:
            yield from word_of(text[place], as_surname=of_person and place == 0)
            place += 1


def word_of(character: str, *, as_surname: bool) -> Iterator[Word]:
    """Yield the word of a single character; nothing for a sign; a letter without pinyin stands for itself."""
    syllable = (READ_AS_SURNAME.get(character) if as_surname else None) or reading_of(character)
    if syllable:
        yield Word(syllable, syllable[0])
    elif character.isalnum():
        yield Word(character, character)
