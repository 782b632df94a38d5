"""Lawful changes of a pupil's 学籍: transfer, suspension, resumption, graduation, leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yuandu.engines.registry.rules.grades import SIX_THREE, first_grade, last_grade
from yuandu.engines.registry.rules.marking import marked as _
from yuandu.engines.registry.rules.workdays import add_workdays

PupilState = Literal["enrolled", "suspended", "graduated", "left"]
PupilChange = Literal["transfer", "suspend", "extend", "resume", "graduate", "leave"]

STATE_AFTER: dict[PupilChange, PupilState] = {
    "transfer": "enrolled",
    "suspend": "suspended",
    "extend": "suspended",
    "resume": "enrolled",
    "graduate": "graduated",
    "leave": "left",
}
TRANSFER_STEPS = ("to_school", "to_authority", "from_school", "from_authority")
COMPULSORY = frozenset({"primary", "junior", "special"})
FIRST_TERM = frozenset({9, 10, 11, 12, 1})


@dataclass(frozen=True, kw_only=True)
class PupilRules:
    """What an authority may set. Defaults: rules of two provinces [V]; the two `forbids_` are 北京's [V], so off."""

    suspension_years: int = 1
    renewals: int = 1
    transfer_step_workdays: int = 10
    dropout_weeks: int = 4
    forbids_transfer_in_first_term: bool = False
    forbids_transfer_in_final_year: bool = False
    reasons_to_leave_compulsory: frozenset[str] = frozenset({"deceased", "abroad"})  # from memory


STANDARD_RULES = PupilRules()


def refusal_of(
    change: PupilChange,
    *,
    state: PupilState,
    stage: str,
    grade: int,
    on: date,
    system: str = SIX_THREE,
    renewals: int = 0,
    is_disciplined: bool = False,
    reason: str = "",
    rules: PupilRules = STANDARD_RULES,
) -> str | None:
    """Return why the change is not lawful on the day, as a message of the catalogue, or None if it is.

    Source: 学籍 rules of two provinces: no transfer while suspended or under discipline; suspension for
    one school year, renewed once. `grade` is a grade_no; `renewals` are those of the present suspension;
    `reason` is why a pupil leaves (deceased, abroad, …).
    """
    if state in ("graduated", "left"):
        return _("学生已经毕业或离校，不能再办理学籍变动。如有误，请先更正学籍状态。")
    if change == "transfer":
        if state == "enrolled" and is_disciplined:
            return _("受处分期间不能转学，请在处分解除后再办理。")
        return refusal_of_transfer(state=state, stage=stage, grade=grade, on=on, system=system, rules=rules)
    if change == "graduate":
        return refusal_of_graduation(state=state, is_last_grade=grade == last_grade(stage, system))
    if change == "leave":
        return refusal_of_leaving(stage=stage, reason=reason, rules=rules)
    return refusal_of_suspension(change, state=state, renewals=renewals, rules=rules)


def refusal_of_transfer(
    *, state: PupilState, stage: str, grade: int, on: date, system: str, rules: PupilRules
) -> str | None:
    """Return why a transfer is not lawful, or None if it is."""
    if state == "suspended":
        return _("休学期间不能转学，请先办理复学。")
    is_first_grade = grade == first_grade(stage, system)
    if rules.forbids_transfer_in_first_term and is_first_grade and on.month in FIRST_TERM:
        return _("起始年级的第一学期不能转学，请在下学期办理。")
    if rules.forbids_transfer_in_final_year and grade == last_grade(stage, system):
        return _("毕业年级不能转学，请在毕业后按招生办法报名。")
    return None


def refusal_of_suspension(
    change: PupilChange, *, state: PupilState, renewals: int, rules: PupilRules
) -> str | None:
    """Return why a suspension, its extension or a resumption is not lawful, or None if it is."""
    is_suspended = state == "suspended"
    match change:
        case "suspend" if is_suspended:
            return _("学生正在休学。期满还不能到校的，请办理延长休学。")
        case "extend" if not is_suspended:
            return _("学生没有休学，请先办理休学。")
        case "extend" if renewals >= rules.renewals:
            return _("休学已经延长到最长期限，请办理复学，或与家长商定其他安排。")
        case "resume" if not is_suspended:
            return _("学生没有休学，不用办理复学。")
    return None


def refusal_of_graduation(*, state: PupilState, is_last_grade: bool) -> str | None:
    """Return why a graduation is not lawful, or None if it is."""
    if state == "suspended":
        return _("休学期间不能毕业，请先办理复学。")
    return None if is_last_grade else _("学生还没有读到毕业年级，不能办理毕业。")


def refusal_of_leaving(*, stage: str, reason: str, rules: PupilRules) -> str | None:
    """Return why leaving for good is not lawful, or None if it is."""
    if stage in COMPULSORY and reason not in rules.reasons_to_leave_compulsory:
        return _("义务教育阶段的学生不能退学。转到别的学校，请办理转学；因病不能到校，请办理休学。")
    return None


def state_after(change: PupilChange) -> PupilState:
    """Return the state in which a lawful change leaves the pupil."""
    return STATE_AFTER[change]


def suspended_until(from_on: date, *, renewals: int = 0, rules: PupilRules = STANDARD_RULES) -> date:
    """Return the day on which a suspension ends, if renewed so often: a school year each, 29 February as 28."""
    year = from_on.year + rules.suspension_years * (1 + renewals)
    try:
        return from_on.replace(year=year)
    except ValueError:
        return from_on.replace(year=year, day=28)


def transfer_step_due_on(
    begun_on: date, calendar: Mapping[date, str], *, rules: PupilRules = STANDARD_RULES
) -> date:
    """Return the day by which the side whose turn it is must answer, of the four in TRANSFER_STEPS."""
    return add_workdays(begun_on, rules.transfer_step_workdays, calendar)


def is_dropout_alert(*, absent_weeks: int, rules: PupilRules = STANDARD_RULES) -> bool:
    """Say whether unexcused absence has lasted so long that the school must look for the pupil (控辍保学)."""
    return absent_weeks >= rules.dropout_weeks
