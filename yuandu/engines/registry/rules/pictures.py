"""Signing in by pictures: who is called what on a name card, and which three pictures open it."""

import re
from collections import Counter
from collections.abc import Sequence
from random import Random

LENGTH = 3  # [D] three different ones in order out of 24: 24·23·22 = 12,144
MINUTES_IDLE = 40  # [D] a lesson
TRIES = "5/10m/key"  # [D] of one child on one device; a child who cannot find them asks the teacher
# [M] the surnames of two characters that the usual lists of 百家姓 have
SURNAMES_OF_TWO = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐夏侯端木司徒司空淳于单于澹台公冶宗政濮阳"
        "太史申屠钟离宇文长孙鲜于闾丘亓官呼延南宫西门东郭百里闻人",
    )
)


def sequence_from(rng: Random, pictures: Sequence[str]) -> tuple[str, ...]:
    """Return new secret pictures: LENGTH different ones, in order."""
    return tuple(rng.sample(list(pictures), LENGTH))


def cards_from(rng: Random, pictures: Sequence[str], *, taken: Sequence[str] = (), count: int) -> list[str]:
    """Return a picture for each of so many name cards; each is used again only when all are used as often."""
    used = Counter(dict.fromkeys(pictures, 0))
    used.update(picture for picture in taken if picture in used)
    chosen = []
    for _card in range(count):
        fewest = min(used.values())
        picture = rng.choice([name for name, times in used.items() if times == fewest])
        used[picture] += 1
        chosen.append(picture)
    return chosen


def given_name(name: str) -> str:
    """Return what a class calls somebody: 小鸢 of 李小鸢, 阿依古丽 of 阿依古丽·买买提; a name of two stays whole."""
    first, dot, _rest = name.partition("·")
    if dot:
        return first
    if name.isascii():
        return name.split(" ")[0]
    surname = 2 if name[:2] in SURNAMES_OF_TWO else 1
    return name[surname:] if len(name) - surname >= 2 else name


def called(names: Sequence[str]) -> list[str]:
    """Return what each of a class is called on the name cards: the whole name where given names are alike."""
    given = [given_name(name) for name in names]
    times = Counter(given)
    return [short if times[short] == 1 else whole for short, whole in zip(given, names, strict=True)]
