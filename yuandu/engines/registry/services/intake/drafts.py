"""What the translators of files hand on: drafts of rows, and complaints about lines."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yuandu.engines.registry import gateways, rules
from yuandu.engines.registry.gateways.sentences import SENTENCES as FORMS
from yuandu.engines.registry.services.intake.sentences import CHECK_THE_PAPER, SENTENCES

NOTHING: Mapping[str, Any] = {}


class Draft(NamedTuple):
    """One IntakeRow before it is written; `target` is an id that our own export claims to know.

    A bad one is kept as well, so that those who point to it can be told.
    """

    kind: str
    sourced_id: str
    values: Mapping[str, Any] = NOTHING
    place: str = ""
    whose: str = ""
    other: str = ""
    is_ended: bool = False
    target: int | None = None
    is_bad: bool = False


class Complaint(NamedTuple):
    """One IntakeFault before it is written."""

    file: str
    line: int
    field: str
    value: str
    cause: str
    cure: str
    details: Mapping[str, Any]
    is_warning: bool


def complaint(
    code: str,
    *,
    file: str,
    line: int,
    field: str = "",
    value: str = "",
    is_warning: bool = False,
    **details: Any,
) -> Complaint:
    """Return the complaint with the sentences of its code."""
    cause, cure = SENTENCES[code]
    return Complaint(file, line, field, value[:200], cause, cure, details, is_warning)


def complaint_of_form(fault: gateways.Fault) -> Complaint:
    """Return what a gateway found, so that it can be said in every language."""
    cause, cure = FORMS[fault.code]
    is_warning = fault.severity == "warning"
    details = dict(fault.parameters)
    return Complaint(fault.file, fault.line, fault.field[:80], fault.value, cause, cure, details, is_warning)


def complaint_of_paper(fault: rules.Fault, *, file: str, line: int, field: str, value: str) -> Complaint:
    """Return what the rules say of a number."""
    is_warning = fault.severity == "warning"
    cure = "" if is_warning else CHECK_THE_PAPER
    return Complaint(file, line, field, value[:200], fault.sentence, cure, fault.details, is_warning)
