"""Those who entered a stage together: which grade they have reached, when they are through, how they are coded."""

from datetime import date

from yuandu.engines.registry.rules.grades import (
    FIVE_FOUR,
    GRADES,
    SEPTEMBER,
    SIX_THREE,
    cohort_label,
    school_year,
    years_of,
)

SHORT_SYSTEMS = {"63": SIX_THREE, "54": FIVE_FOUR}
LETTERS = {
    "kindergarten": "K",
    "primary": "P",
    "junior": "J",
    "senior": "S",
    "vocational": "V",
    "special": "T",
}
PREFIXES = {"primary": "小学", "junior": "初中", "senior": "高中"}


def system_of(code: str) -> str:
    """Return a school system that the grades know: 六三 where none is stated, 63 and 54 in full."""
    known = SHORT_SYSTEMS.get(code, code)
    return known if known in (SIX_THREE, FIVE_FOUR) else SIX_THREE


def has_grades(stage: str) -> bool:
    """Say whether the stage has years and so grades; 高等教育 and an unknown stage have none."""
    return (stage, SIX_THREE) in GRADES


def grade_reached(stage: str, system: str, entry_year: int | None, on: date) -> int | None:
    """Return the grade on the day; before the first the first, after the last the last; None for no cohort."""
    if entry_year is None or not has_grades(stage):
        return None
    first, years = GRADES[stage, system_of(system)]
    return first + min(max(school_year(on) - entry_year, 0), years - 1)


def graduates_in(stage: str, system: str, entry_year: int) -> int:
    """Return the calendar year in whose summer those who entered that year are through with the stage."""
    return entry_year + years_of(stage, system_of(system))


def first_day_of(year: int) -> date:
    """Return the day on which the school year begins."""
    return date(year, SEPTEMBER, 1)


def cohort_code(stage: str, entry_year: int) -> str:
    """Return the last part of the path of a new cohort's grade: P2022 for 小学2022级."""
    return f"{LETTERS[stage]}{entry_year}"


def cohort_name(stage: str, entry_year: int, *, with_stage: bool) -> str:
    """Return what a new cohort is called: 2022级, or 小学2022级 in a school of several stages."""
    return f"{PREFIXES.get(stage, '') if with_stage else ''}{cohort_label(entry_year)}"
