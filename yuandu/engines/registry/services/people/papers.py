"""Papers: checked numbers, each of one person; the 学籍号 with its life-cycle."""

from collections.abc import Container, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Area, Paper, Person, User
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.people import current_papers, path_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class FaultyPaper(Refusal):
    """The number has not the form of its kind, or does not go with the person's other papers."""


class PaperTaken(Refusal):
    """The number belongs to somebody."""


class NumberForLife(Refusal):
    """A 学籍号 does not become one of that kind."""


class ReasonMissing(Refusal):
    """Whoever corrects a number says why."""


class Anything:
    """Where no areas are loaded, none is unknown."""

    def __contains__(self, thing: object) -> bool:
        return True


@transaction.atomic
def add_paper(
    *, person: Person, kind: str, number: str, by: User | None, at: datetime, because: str = ""
) -> Paper:
    """Add a paper of a kind (code table paper_kind).

    A 学籍号 takes the place of the present one where its kind may become the new one (L→G, L→J, J→G); the old
    number stays as an alias. An identity card fills in birth date and sex where they are unknown.
    Raises FaultyPaper, PaperTaken and NumberForLife.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    paper = keep_paper(person, kind=kind, number=number, on=timezone.localdate(at))
    told = {"kind": kind, "number": rules.mask_number(paper.number)}
    record(
        person, verb="registry.paper_added", path=path_of(person), by=by, at=at, because=because, data=told
    )
    return paper


@transaction.atomic
def correct_paper(*, paper: Paper, number: str, by: User | None, at: datetime, because: str) -> Paper:
    """Put right a number that was mistyped; the wrong one was never anybody's, so it is not kept as an alias.

    Raises FaultyPaper, PaperTaken, and ReasonMissing without a reason.
    """
    if not because.strip():
        raise ReasonMissing(_("请写明为什么更正，方便以后查对。"))
    person, old = paper.person, paper.number
    paper.number = checked_number(person, paper.kind, number, on=timezone.localdate(at))
    save_once(paper)
    if paper.kind == "id_card":
        follow_card(person, paper.number, is_corrected=True)
    told = {"kind": paper.kind, "number": [rules.mask_number(old), rules.mask_number(paper.number)]}
    record(
        person,
        verb="registry.paper_corrected",
        path=path_of(person),
        by=by,
        at=at,
        because=because,
        data=told,
    )
    return paper


def keep_paper(
    person: Person, *, kind: str, number: str, on: date, by_hand: Mapping[str, Any] | None = None
) -> Paper:
    """Check and save a paper without telling of it; `by_hand` is what a person filled in beside the number."""
    if kind not in codes_of("paper_kind"):
        raise FaultyPaper(_("请从列表里选证件类型。"))
    number = checked_number(person, kind, number, on=on)
    if kind == "pupil_number":
        succeed(person, number, on=on)
    if kind == "id_card":
        if current_papers(person, kind).exists():
            raise FaultyPaper(_("已经登记过身份证。号码有误的，请更正原来的号码。"))
        follow_card(person, number, is_corrected=False, by_hand=by_hand or {})
    paper = Paper(person=person, kind=kind, number=number, from_on=on)
    save_once(paper)
    return paper


def checked_number(person: Person, kind: str, number: str, *, on: date) -> str:
    """Return the number as it is kept; raises FaultyPaper with what is wrong with it."""
    number = rules.normalise(number)
    card = current_papers(person, "id_card").values_list("number", flat=True).first()
    beside = card if kind == "pupil_number" else None
    faults = rules.faults_of_paper(kind, number, areas=known_areas(), on=on, id_card=beside)
    for fault in faults:
        if fault.severity == "error":
            raise FaultyPaper(_(fault.sentence) % fault.details if fault.details else _(fault.sentence))
    return number


def known_areas() -> Container[str]:
    """Return the codes of all areas that are known, retired ones too; anything where none is loaded."""
    return frozenset(Area.objects.values_list("code", flat=True)) or Anything()


def succeed(person: Person, number: str, *, on: date) -> None:
    """End the present 学籍号 in favour of the new one; raises NumberForLife where it may not become that."""
    new = rules.pupil_number_kind(number)
    for old in current_papers(person, "pupil_number"):
        kind = rules.pupil_number_kind(old.number)
        if kind is None or new is None or not rules.may_become(kind, new):
            raise NumberForLife(
                _(
                    "学籍号终身不变：{old}开头的号码不能换成{new}开头的。号码有误的，请更正原来的号码。"
                ).format(old=kind, new=new)
            )
        old.to_on = on
        old.save(update_fields=["to_on"])


def follow_card(
    person: Person, number: str, *, is_corrected: bool, by_hand: Mapping[str, Any] | None = None
) -> None:
    """Take birth date and sex from the identity card; raises FaultyPaper where a person said otherwise."""
    facts = rules.facts_of_id_card(number)
    if facts is None:
        return
    for name, said in (("birth_on", facts.birth_on), ("sex", facts.sex)):
        known = (by_hand or {}).get(name) or getattr(person, name)
        if known and known != said and not is_corrected:
            raise FaultyPaper(_("身份证号和登记的出生日期或性别不一致，请核对。"))
        setattr(person, name, said)
    person.save(update_fields=["birth_on", "sex"])


def save_once(paper: Paper) -> None:
    """Save a paper; the database says whether the number belongs to somebody already."""
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "paper_is_one_persons":
            raise
        raise PaperTaken(
            _("这个号码已经登记过。请先核对号码；没有填错的，可能是重复登记，请到“疑似重复”里处理。")
        ) from None
