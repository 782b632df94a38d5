"""Who decides about the data of a person, and the processing of such data as text."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from yuandu.engines.registry.rules.code_tables import TAGS
from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _

BASES = frozenset({"DUTY", "CONSENT", "VOLUNTEERED"})
WHOSE = frozenset({"pupil", "guardian", "staff"})
WORDS = ("title", "basis_text", "purpose", "recipients", "retention")
NEEDED = frozenset(
    {"code", "version", "valid_from", "whose", "fields", "basis", "tag", "retention_tag", "in_use"}
    | {name for word in WORDS for name in (word, f"{word}_en")}
)
OPTIONAL = frozenset({"extra_fields", "extra_fields_en"})


class FaultyProcessing(ValueError):
    """The text is no list of processing activities; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence % fault.details for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class ProcessingSpec:
    """One edition of a processing activity, in the words of models.Processing."""

    code: str
    version: int
    valid_from: date
    whose: list[str]
    fields: list[str]
    basis: str
    tag: str
    retention_tag: str
    in_use: bool
    title: str
    title_en: str
    basis_text: str
    basis_text_en: str
    purpose: str
    purpose_en: str
    recipients: str
    recipients_en: str
    retention: str
    retention_en: str
    extra_fields: list[str]
    extra_fields_en: list[str]


def years_on(birth_on: date, on: date) -> int:
    """Return the full years of age on the day; who was born on 29 February has them on 1 March."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def has_reached(years: int, *, birth_on: date | None, is_pupil: bool, on: date) -> bool:
    """Say whether a person is so old; of whom no birthday is known, a pupil is not and anybody else is."""
    return not is_pupil if birth_on is None else years_on(birth_on, on) >= years


def born_by(years: int, on: date) -> date:
    """Return the last birthday of those who are so old on the day."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def read_processing(text: str) -> tuple[ProcessingSpec, ...]:
    """Read processing activities from YAML, in their order; raise FaultyProcessing with all that is wrong."""
    try:
        rows = yaml.safe_load(text)["activities"]
        rows = [dict(row) for row in rows]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as unreadable:
        raise FaultyProcessing([error(_("处理活动读不出来，请对照样例检查缩进和标点。"))]) from unreadable
    faults = [fault for row in rows for fault in faults_of(row, name=str(row.get("code", "?")))]
    twice = Counter((row.get("code"), row.get("version")) for row in rows)
    faults += [
        error(_("%(code)s的版本出现了两次，只留一个。"), code=code)
        for (code, _v), n in twice.items()
        if n > 1
    ]
    if faults:
        raise FaultyProcessing(faults)
    return tuple(ProcessingSpec(**{"extra_fields": [], "extra_fields_en": []} | row) for row in rows)


def faults_of(row: Mapping[str, Any], *, name: str) -> Iterator[Fault]:
    """Yield what is wrong with one activity."""
    for key in sorted(NEEDED - row.keys()):
        yield error(_("处理活动%(code)s缺少%(key)s，请补上。"), code=name, key=key)
    for key in sorted(map(str, row.keys() - NEEDED - OPTIONAL)):
        yield error(_("处理活动%(code)s里的%(key)s不认识，请删去或改名。"), code=name, key=key)
    if row.get("basis", "DUTY") not in BASES:
        yield error(_("处理活动%(code)s的basis应是DUTY、CONSENT或VOLUNTEERED。"), code=name)
    if not {row.get("tag", "V"), row.get("retention_tag", "V")} <= TAGS:
        yield error(_("处理活动%(code)s的核对情况应是V、P、M或D。"), code=name)
    if not isinstance(row.get("whose", []), list) or not set(row.get("whose", [])) <= WHOSE:
        yield error(_("处理活动%(code)s的whose应是pupil、guardian、staff中的几个。"), code=name)
    if type(row.get("version", 1)) is not int or type(row.get("valid_from", date.min)) is not date:
        yield error(_("处理活动%(code)s的version应是整数，valid_from应是日期。"), code=name)
