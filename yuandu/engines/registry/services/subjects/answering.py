"""Answering requests about personal data: with a reason, and with what was done."""

import csv
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.activity import api as activity
from yuandu.engines.files import api as files
from yuandu.engines.registry.enums import ClaimOutcome
from yuandu.engines.registry.models import Claim, Person, User
from yuandu.engines.registry.models.codes import title_of
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.people import current_papers, is_managed_by, path_of
from yuandu.engines.registry.services.people import add_paper, change_person, correct_paper
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

LARGEST_COPY = 1 << 20  # bytes


class AlreadyAnswered(Refusal):
    """The request has been answered."""


class NotForYou(Refusal):
    """The person is not where the user may answer, or change the record."""


class OwnLook(Refusal):
    """Nobody answers a question about their own look."""


class HeldByDuty(Refusal):
    """The datum is kept by a duty of law, and so is not erased."""


class NotChanged(Refusal):
    """There is nothing to change or to erase."""


@transaction.atomic
def answer_claim(
    *,
    claim: Claim,
    agrees: bool,
    by: User,
    at: datetime,
    reason: str = "",
    done: str = "",
    change: int | None = None,
    file: Any = None,
) -> Claim:
    """Answer a request once: agreed with what was done, or refused with the reason.

    `change` is the fact of what was done, `file` what goes with the answer, for the asker. Raises
    AlreadyAnswered, NotForYou, OwnLook, and HeldByDuty for agreeing to erase what the law has kept.
    """
    locked = Claim.objects.select_for_update(of=("self",)).filter(pk=claim.pk)
    claim = locked.get()
    refuse_answer(claim, by=by, at=at, agrees=agrees)
    claim.answered_at, claim.answered_by, claim.answered_as = at, by, called(by)
    claim.outcome = ClaimOutcome.AGREED if agrees else ClaimOutcome.REFUSED
    claim.reason, claim.done, claim.change = reason.strip(), done.strip(), change
    claim.answer_file = file
    claim.save()
    told = {"kind": claim.kind, "outcome": claim.outcome, "asked_by": claim.asked_by_id} | (
        {"change": change} if change else {}
    )
    verb, people = "registry.claim_answered", [claim.person_id]
    record(claim, verb=verb, path=claim.path, by=by, at=at, because=reason[:500], data=told, people=people)
    return claim


def refuse_answer(claim: Claim, *, by: User, at: datetime, agrees: bool) -> None:
    """Raise why the user may not answer so."""
    if claim.answered_at:
        raise AlreadyAnswered(_("这个请求已经答复过了，请刷新。"))
    if not queries.claims_for(by).filter(pk=claim.pk).exists():
        raise NotForYou(_("这个请求不归您答复。"))
    look = queries.look_questioned(claim)
    if look and look.by_id == by.pk:
        raise OwnLook(_("问的是您自己的这次查看，请由别人答复。"))
    if agrees and claim.kind == "erase":
        refuse_duty(claim, at=at)


def refuse_duty(claim: Claim, *, at: datetime) -> None:
    """Raise HeldByDuty with the text of the law for a datum that is kept by duty."""
    person = queries.person_of(claim)
    duties = queries.duties_on(person, claim.field, on=timezone.localdate(at))
    if duties:
        raise HeldByDuty(
            _("{field}依法要留着，不能删。{basis}").format(
                field=title_of("person_field", claim.field), basis=duties[0].said("basis_text")
            )
        )


@transaction.atomic
def agree_by_correcting(*, claim: Claim, right: Any, by: User, at: datetime, because: str) -> Claim:
    """Put the datum right, and answer with the fact of it.

    Raises what change_person, correct_paper and add_paper raise, NotChanged where nothing differs, and the
    refusals of answer_claim.
    """
    person = managed(claim, by=by)
    refuse_answer(claim, by=by, at=at, agrees=True)
    told = {"by": by, "at": at, "because": because}
    if claim.field in ("id_card", "pupil_number"):
        paper = current_papers(person, claim.field).first()
        if paper:
            correct_paper(paper=paper, number=right, **told)
        else:
            add_paper(person=person, kind=claim.field, number=right, **told)
    else:
        change_person(person=person, **told, **{claim.field: right})
    change = change_of(person, by=by, at=at)
    if change is None:
        raise NotChanged(_("填的和现在登记的一样。没有错的，请答复“不同意”并写明。"))
    done = _("已经改好了{field}。").format(field=title_of("person_field", claim.field))
    return answer_claim(claim=claim, agrees=True, by=by, at=at, reason=because, done=done, change=change)


@transaction.atomic
def agree_by_erasing(*, claim: Claim, by: User, at: datetime, because: str) -> Claim:
    """Erase telephone, e-mail or the account, and answer with the fact of it.

    Raises HeldByDuty, NotChanged where there is nothing, and the refusals of answer_claim.
    """
    person = managed(claim, by=by)
    refuse_answer(claim, by=by, at=at, agrees=True)
    change = erase(person, claim.field, by=by, at=at, because=because)
    if change is None:
        raise NotChanged(_("这一项现在就是空的，没有可删的。"))
    done = _("已经删去{field}。").format(field=title_of("person_field", claim.field))
    return answer_claim(claim=claim, agrees=True, by=by, at=at, reason=because, done=done, change=change)


@transaction.atomic
def agree_by_copying(*, claim: Claim, by: User, at: datetime, because: str) -> Claim:
    """Write down what is held about the person, numbers whole, and answer with the file, which the asker opens.

    Raises NotForYou and the refusals of answer_claim.
    """
    person = managed(claim, by=by)
    refuse_answer(claim, by=by, at=at, agrees=True)
    file = files.keep(
        content=[copy_of(person, on=timezone.localdate(at))],
        name=_("个人信息副本.csv"),
        path=claim.path,
        by=by.pk,
        at=at,
        allowed=frozenset({"csv"}),
        limit=LARGEST_COPY,
        grade="L4",
    )
    done = _("副本已经生成，只有您能打开。")
    return answer_claim(claim=claim, agrees=True, by=by, at=at, reason=because, done=done, file=file)


def copy_of(person: Person, *, on: date) -> bytes:
    """Return what is held about the person as CSV, in UTF-8 with a byte-order mark."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow([_("信息项"), _("登记的内容"), _("为什么留着")])
    for held in queries.held_of(person, on=on, is_whole=True):
        reasons = _("、").join(str(edition) for edition in held.held_for)
        writer.writerow([str(held.field), _("、").join(held.values), reasons])
    return table.getvalue().encode("utf-8-sig")


def managed(claim: Claim, *, by: User) -> Person:
    """Return the person of the claim, whose record the user may change; raises NotForYou."""
    try:
        person = queries.person_of(claim)
    except Person.DoesNotExist:
        person = None
    if person is None or not is_managed_by(by, person):
        raise NotForYou(_("这个人的资料不归您改，请找现在的学校或上级。"))
    return person


def erase(person: Person, field: str, *, by: User, at: datetime, because: str) -> int | None:
    """Erase a field of the person and of the account; return the fact, None where there was nothing."""
    accounts = User.objects.filter(person=person)
    if field == "account":
        account = accounts.filter(is_active=True).order_by("pk").first()
        return close_account(account, by=by, at=at, because=because) if account else None
    had_mail = field == "email" and accounts.exclude(email="").update(email="")
    change_person(person=person, by=by, at=at, because=because, **{field: ""})
    change = change_of(person, by=by, at=at)
    if change is None and had_mail:
        told = {"fields": ["email"]}
        verb, path = "registry.person_changed", path_of(person)
        return record(person, verb=verb, path=path, by=by, at=at, because=because, data=told).pk
    return change


def close_account(user: User, *, by: User, at: datetime, because: str) -> int:
    """Close an account for good and forget its user name, e-mail, password and preferences; return the fact.

    The row stays: what the account did remains somebody's, by its number.
    """
    user.username, user.email, user.preferences, user.is_active = f"erased-{user.pk}", "", {}, False
    user.set_unusable_password()
    user.save(update_fields=["username", "email", "preferences", "is_active", "password"])
    path = path_of(user.person)
    fact = record(user, verb="registry.account_erased", path=path, by=by, at=at, because=because)
    return fact.pk


def change_of(person: Person, *, by: User, at: datetime) -> int | None:
    """Return the fact that the user just left about the person; None where nothing was changed."""
    facts = activity.facts_about(f"registry.Person:{person.pk}").filter(at=at, by_id=by.pk)
    return facts.values_list("pk", flat=True).last()


def called(user: User) -> str:
    """Return the name of who acts with the seat, as it is now."""
    seat = user.seat
    return f"{user.name}（{seat.words}）" if seat else user.name
