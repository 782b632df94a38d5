"""Two records of perhaps one person: how likely, and why, so that a person can decide.

Points and bands are designed here [D], to be tuned; no source is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from yuandu.engines.registry.rules.identifiers import upgrade_id_card
from yuandu.engines.registry.rules.marking import marked as _
from yuandu.engines.registry.rules.names import normalise_name, similarity
from yuandu.engines.registry.rules.pinyin import pinyin_of

CERTAIN, PROBABLE, POSSIBLE = 100, 75, 50
SAME_NAME, SAME_SOUND, LIKE_NAME = 40, 32, 20
SAME_BIRTH, NEAR_BIRTH, OTHER_BIRTH = 25, 10, -30
SAME_SCHOOL, NEAR_SCHOOL = 20, 12
SAME_PHONE, SAME_GUARDIAN, OTHER_SEX = 15, 15, -20
LIKE_ENOUGH = 0.5
MOST_WITHOUT_PAPER = 94
MOST_WITH_OTHER_NAME = PROBABLE - 1  # twins have all in common but a character of the name
MOST_WITH_OTHER_CARD = POSSIBLE - 1
STATED_SEXES = ("1", "2")

Band = Literal["certain", "probable", "possible", "unlikely"]


@dataclass(frozen=True, kw_only=True)
class PersonSketch:
    """What is known of a person for comparing: papers as (kind, normalised number); guardians by name.

    `phones` are all by which the person is reached, the guardians' too; `school_path` is the school's.
    """

    name: str
    birth_on: date | None = None
    sex: str = ""
    papers: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)
    school_path: str = ""
    guardians: frozenset[str] = field(default_factory=frozenset)


class Likeness(NamedTuple):
    """How likely two records are one person, 0 to 100, and the reasons as messages of the catalogue."""

    score: int
    reasons: list[str]

    @property
    def band(self) -> Band:
        """Say it in a word: certain by a paper, probable from 75, possible from 50."""
        if self.score >= CERTAIN:
            return "certain"
        if self.score >= PROBABLE:
            return "probable"
        return "possible" if self.score >= POSSIBLE else "unlikely"


class Sign(NamedTuple):
    """One thing that two records have in common, or not, with its points."""

    points: int
    reason: str


def likeness(a: PersonSketch, b: PersonSketch) -> Likeness:
    """Return how likely the records are one person's: certain by a paper in common, else by points.

    Same name, birth date and school, or one near it, is probable; a like name, the birth date and a
    telephone possible. Unlike names or identity cards keep the rest from adding up, for twins' sake.
    """
    if numbers_of(a) & numbers_of(b):
        return Likeness(CERTAIN, [_("证件号码相同")])
    signs = [sign for compare in COMPARISONS if (sign := compare(a, b))]
    points, most = sum(sign.points for sign in signs), MOST_WITHOUT_PAPER
    if not {sign.reason for sign in signs} & {_("姓名相同"), _("姓名同音")}:
        most = MOST_WITH_OTHER_NAME
    if have_other_cards(a, b):
        signs.append(Sign(0, _("身份证号不同")))
        most = MOST_WITH_OTHER_CARD
    return Likeness(max(0, min(points, most)), [sign.reason for sign in signs])


def numbers_of(person: PersonSketch) -> frozenset[tuple[str, str]]:
    """Return the papers so that one card is one number: 15 digits as 18, G numbers as the card in them."""
    return frozenset(canonical(kind, number) for kind, number in person.papers)


def canonical(kind: str, number: str) -> tuple[str, str]:
    """Return a paper as the identity card that it stands for, if it does."""
    if kind == "pupil_number" and number.startswith("G"):
        return "id_card", number[1:]
    return kind, (upgrade_id_card(number) or number) if kind == "id_card" else number


def have_other_cards(a: PersonSketch, b: PersonSketch) -> bool:
    """Say whether both have identity cards, with no number in common."""
    cards = [{number for kind, number in numbers_of(person) if kind == "id_card"} for person in (a, b)]
    return all(cards) and not cards[0] & cards[1]


def name_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the names: written the same, sounding the same, or sharing most characters."""
    names = normalise_name(a.name), normalise_name(b.name)
    if not all(names):
        return None
    if names[0] == names[1]:
        return Sign(SAME_NAME, _("姓名相同"))
    if pinyin_of(names[0], of_person=True) == pinyin_of(names[1], of_person=True):
        return Sign(SAME_SOUND, _("姓名同音"))
    return Sign(LIKE_NAME, _("姓名相近")) if similarity(*names) >= LIKE_ENOUGH else None


def birth_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the birth dates: the same, a slip of one digit or of day and month, or another."""
    if a.birth_on is None or b.birth_on is None:
        return None
    if a.birth_on == b.birth_on:
        return Sign(SAME_BIRTH, _("出生日期相同"))
    if is_slip(a.birth_on, b.birth_on):
        return Sign(NEAR_BIRTH, _("出生日期只差一位"))
    return Sign(OTHER_BIRTH, _("出生日期不同"))


def is_slip(a: date, b: date) -> bool:
    """Say whether one date may be the other mistyped: one digit of eight, or month and day changed about."""
    changed = sum(one != other for one, other in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True))
    return changed == 1 or (a.year, a.month, a.day) == (b.year, b.day, b.month)


def school_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the schools: the same, or below the same authority."""
    if not a.school_path or not b.school_path:
        return None
    if a.school_path == b.school_path:
        return Sign(SAME_SCHOOL, _("同一所学校"))
    above = [path.rstrip(".").rpartition(".")[0] for path in (a.school_path, b.school_path)]
    return Sign(NEAR_SCHOOL, _("同一主管单位的学校")) if above[0] and above[0] == above[1] else None


def phone_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the telephones."""
    return Sign(SAME_PHONE, _("电话相同")) if a.phones & b.phones else None


def guardian_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the guardians' names."""
    names = [set(map(normalise_name, person.guardians)) - {""} for person in (a, b)]
    return Sign(SAME_GUARDIAN, _("监护人同名")) if names[0] & names[1] else None


def sex_sign(a: PersonSketch, b: PersonSketch) -> Sign | None:
    """Compare the sexes where both are stated: only a difference tells anything."""
    stated = a.sex in STATED_SEXES and b.sex in STATED_SEXES
    return Sign(OTHER_SEX, _("性别不同")) if stated and a.sex != b.sex else None


COMPARISONS: list[Callable[[PersonSketch, PersonSketch], Sign | None]] = [
    name_sign,
    birth_sign,
    school_sign,
    phone_sign,
    guardian_sign,
    sex_sign,
]
