"""Requests about personal data: who asks, who answers, by when."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now, TruncDate

from yuandu.engines.files import api as files
from yuandu.engines.registry.enums import LegalBasis
from yuandu.engines.registry.models import CalendarDay, Claim, Code, Organisation, Person, Processing, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.people import NEWEST_FIRST
from yuandu.engines.registry.queries.scope import within
from yuandu.engines.registry.queries.subjects.consents import processing_in_force
from yuandu.engines.registry.queries.subjects.people import records_of, seeing_all_of, whose_of
from yuandu.engines.registry.rules import add_workdays
from yuandu.kernel import scope

ANSWER = "registry.answer"
FAR = timedelta(days=120)  # more days than any promise takes


def kinds_of_claim() -> dict[str, Code]:
    """Return what may be asked, by code."""
    return codes_of("claim_kind")


def with_names(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Return the claims, each with `whose`: the name of the person, None where they are out of sight."""
    people = Person.objects.filter(pk=OuterRef("person")).values("name")[:1]
    is_open = Q(answered_at=None)
    return claims.select_related("organisation").annotate(whose=Subquery(people), is_open=is_open)


def claims_for(user: User) -> QuerySet[Claim]:
    """Return the claims that the user may answer, open or not."""
    return with_names(Claim.objects.filter(within(user, permission=ANSWER)))


def claims_of(person: Person) -> list[Claim]:
    """Return the claims about the person's data, the open ones first, then the newest."""
    with seeing_all_of(person.pk):
        claims = with_names(Claim.objects.filter(person__in=records_of(person.pk)))
        return list(claims.order_by(F("answered_at").desc(nulls_first=True), "-asked_at", "-pk"))


def claim_answered_by(user: User, pk: int) -> Claim:
    """Return a claim that the user may answer; raises Claim.DoesNotExist."""
    return claims_for(user).get(pk=pk)


def person_of(claim: Claim) -> Person:
    """Return whose data a claim is about, under the record that is kept; raises Person.DoesNotExist out of sight."""
    person = Person.objects.select_related("merged_into").get(pk=claim.person_id)
    return person.merged_into or person


def claim_for(pk: int, *, people: list[int]) -> Claim:
    """Return a claim about one of the people; raises Claim.DoesNotExist."""
    with seeing_all_of(*people):
        return with_names(Claim.objects.filter(person__in=records_of(*people))).get(pk=pk)


def files_of(claim: Claim, user: User, *, answers: bool) -> tuple[Any, Any]:
    """Return the proof and the file of the answer, None where there is none or it is not for the user.

    The proof is for who handed it in and for those who answer, the answer's file for who asked.
    """
    is_theirs = claim.asked_by_id == user.pk
    wanted = (claim.file_id if is_theirs or answers else None, claim.answer_file_id if is_theirs else None)
    with scope.platform():  # the other side handed it in
        proof, answer = (files.file(pk) if pk else None for pk in wanted)
    return proof, answer


def open_claims(user: User) -> QuerySet[Claim]:
    """Return what waits for the user: the open claims of their own organisation, and overdue ones below it."""
    own = Q(organisation=user.seat.organisation) if user.seat else Q(pk__in=[])
    mine = Claim.objects.filter(within(user, permission=ANSWER), answered_at=None)
    return mine.filter(own | Q(due_on__lt=TruncDate(Now())))


def source_of(person: Person, *, seat: Any = None) -> Organisation | None:
    """Return the organisation that the person's data comes from, which answers for it; None where there is none.

    The school of a pupil, also the last one; the county (or the city) of staff; the school of a ward, that of
    the seat if the guardian has wards in several.
    """
    posts = person.posts.select_related("organisation", "school", "unit").order_by(*NEWEST_FIRST)
    learning = posts.filter(kind__in=pupil_kinds()).first()
    if learning:
        return learning.school or learning.organisation
    working = posts.first()
    if working:
        return working.unit or working.school or working.organisation
    wards = person.wards.exclude(school=None).select_related("school").order_by("pk")
    schools = [ward.school for ward in wards]
    chosen = (school for school in schools if seat and school.pk == seat.organisation.pk)
    return next(chosen, schools[0] if schools else None)


def promised_on(kind: str, *, on: date) -> date:
    """Return by when an answer is promised: so many working days after the day (code table claim_kind)."""
    days = CalendarDay.objects.filter(on__range=(on, on + FAR)).values_list("on", "is_workday")
    calendar = {day: "workday" if is_workday else "holiday" for day, is_workday in days}
    return add_workdays(on, codes_of("claim_kind")[kind].extra["workdays"], calendar)


def duties_on(person: Person, field: str, *, on: date) -> list[Processing]:
    """Return the duties by law for which a field of the person is kept: what is kept so is not erased."""
    whose = whose_of(person)
    duties = processing_in_force(on=on).filter(basis=LegalBasis.DUTY, fields__contains=[field])
    return [duty for duty in duties if whose & set(duty.whose)]
