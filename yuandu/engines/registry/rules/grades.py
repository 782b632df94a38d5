"""Grades: from the year of entry to the grade on a day, and what people call it.

`grade_no` counts years of schooling: 1–12 from 一年级 to 高三 whatever the system, 1–3 in a kindergarten,
1–9 in a special school. Codes of stages and systems are those of the tables stage and school_system.
"""

from datetime import date, timedelta

SIX_THREE, FIVE_FOUR = "six_three", "five_four"
SEPTEMBER = 9
UNKNOWN = "—"
NUMERALS = "一二三四五六七八九"
NURSERY = ["小班", "中班", "大班"]
NURSERY_EN = ["Lower class", "Middle class", "Upper class"]

# 义务教育 nine years as 6+3 or 5+4; 山东 keeps both (from memory). First grade, and how many
GRADES = {
    ("kindergarten", SIX_THREE): (1, 3),
    ("kindergarten", FIVE_FOUR): (1, 3),
    ("primary", SIX_THREE): (1, 6),
    ("primary", FIVE_FOUR): (1, 5),
    ("junior", SIX_THREE): (7, 3),
    ("junior", FIVE_FOUR): (6, 4),
    ("senior", SIX_THREE): (10, 3),
    ("senior", FIVE_FOUR): (10, 3),
    ("vocational", SIX_THREE): (10, 3),
    ("vocational", FIVE_FOUR): (10, 3),
    ("special", SIX_THREE): (1, 9),
    ("special", FIVE_FOUR): (1, 9),
}


def years_of(stage: str, system: str = SIX_THREE) -> int:
    """Return how many years the stage lasts; raise KeyError for a stage without fixed years (higher)."""
    return GRADES[stage, system][1]


def first_grade(stage: str, system: str = SIX_THREE) -> int:
    """Return the grade in which the stage begins: 7 for 初中, or 6 where primary school has five years."""
    return GRADES[stage, system][0]


def last_grade(stage: str, system: str = SIX_THREE) -> int:
    """Return the grade from which one graduates."""
    first, years = GRADES[stage, system]
    return first + years - 1


def school_year(on: date, *, first_month: int = SEPTEMBER) -> int:
    """Return the calendar year in which the day's school year began; it begins on the 1st of the month."""
    return on.year if on.month >= first_month else on.year - 1


def grade_of(
    stage: str, system: str, entry_year: int, on: date, *, first_month: int = SEPTEMBER
) -> int | None:
    """Return the grade on the day of those who entered the stage that year, or None before and after."""
    passed = school_year(on, first_month=first_month) - entry_year
    first, years = GRADES[stage, system]
    return first + passed if 0 <= passed < years else None


def entry_year_of(
    stage: str, system: str, grade_no: int, on: date, *, first_month: int = SEPTEMBER
) -> int | None:
    """Return the year in which those of the grade on the day entered the stage, or None if it has none such."""
    if not first_grade(stage, system) <= grade_no <= last_grade(stage, system):
        return None
    return school_year(on, first_month=first_month) - (grade_no - first_grade(stage, system))


def graduates_on(entry_year: int, stage: str, system: str, *, first_month: int = SEPTEMBER) -> date:
    """Return the last day of the last school year of those who entered the stage that year."""
    return date(entry_year + years_of(stage, system), first_month, 1) - timedelta(days=1)


def grade_label(stage: str, grade_no: int, lang: str = "zh") -> str:
    """Return what people call the grade: 一年级 … 九年级, 高一, 中职一年级, 小班; "—" if there is none such.

    In 山东 the classes of 初中 go on counting (七年级, or 六年级 as the first of five-four schools).
    """
    begins, years = GRADES.get((stage, SIX_THREE), (0, 0))
    begins, years = (6, 4) if stage == "junior" else (begins, years)
    if not begins <= grade_no < begins + years:
        return UNKNOWN
    place = grade_no - begins
    if lang.startswith("en"):
        english = {"kindergarten": NURSERY_EN[place % 3], "senior": f"Senior {place + 1}"}
        return english.get(stage) or (
            f"Vocational {place + 1}" if stage == "vocational" else f"Grade {grade_no}"
        )
    return chinese_label(stage, grade_no, place)


def chinese_label(stage: str, grade_no: int, place: int) -> str:
    """Return the Chinese label of a grade that exists, at this place (0 …) in its stage."""
    match stage:
        case "kindergarten":
            return NURSERY[place]
        case "senior":
            return f"高{NUMERALS[place]}"
        case "vocational":
            return f"中职{NUMERALS[place]}年级"
    return f"{NUMERALS[grade_no - 1]}年级"


def cohort_label(entry_year: int, lang: str = "zh") -> str:
    """Return what people call those who entered together: 2018级."""
    return f"{entry_year} intake" if lang.startswith("en") else f"{entry_year}级"
