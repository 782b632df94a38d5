"""Requests about personal data as those see them who ask: the list, the form, and the way of one of them."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuandu.engines.files import api as files
from yuandu.engines.registry.forms import subjects as forms
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.services import subjects as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.subjects.looks import look_said
from yuandu.engines.registry.views.subjects.mine import framed, kinds_of, said, subject_of
from yuandu.kernel import pages
from yuandu.kernel.access import signed_in
from yuandu.kernel.drawing.words import day, moment

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Claim, Person, User

MINUTES = 10  # for which the link to a file holds


@signed_in
@require_safe
def claims_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was asked about a person's data and what became of it."""
    subject, today = subject_of(request, pk), timezone.localdate()
    rows = [
        {"claim": claim, "what": called(claim), "light": light_of(claim, on=today), "due": due_of(claim)}
        for claim in queries.claims_of(subject.person)
    ]
    context = framed(subject, "claims", claims=rows, kinds=kinds_of(subject.person))
    return render(request, "registry/subjects/claims.html", context)


def called(claim: "Claim") -> str:
    """Return what is asked in a few words: 更正手机号."""
    words = {"kind": title_of("claim_kind", claim.kind), "field": title_of("person_field", claim.field)}
    return _("{kind}：{field}").format(**words) if claim.field else words["kind"]


def light_of(claim: "Claim", *, on: Any) -> tuple[str, str]:
    """Return the light of a claim and its word."""
    if claim.answered_at:
        return ("ok" if claim.outcome == "AGREED" else "idle"), claim.get_outcome_display()
    return ("bad", _("过期了")) if claim.is_overdue(on) else ("warn", _("等答复"))


def due_of(claim: "Claim") -> str:
    """Return when a claim was answered, or by when an answer is promised."""
    if claim.answered_at:
        return _("{day}答复").format(day=day(claim.answered_at, "year"))
    return _("承诺{day}前答复").format(day=day(claim.due_on, "year"))


@signed_in
def make_claim(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for something about a person's data."""
    subject = subject_of(request, pk)
    code = queries.kinds_of_claim().get(kind) or missing()
    asked = request.GET.get("field", "")
    form = forms.MakeClaim(
        request.POST or None,
        request.FILES or None,
        kind=kind,
        choices=fields_for(subject.person, kind),
        initial={"field": asked},
    )
    look = look_of(request, subject.person) if kind == "question" else None

    def save(filled: dict[str, Any]) -> "Claim":
        file = filled.pop("file", None)
        sent = {"file": (file, file.name) if file else None, "look": look and look.pk}
        return services.make_claim(person=subject.person, kind=kind, **told(request), **sent, **filled)

    return pages.form(
        request,
        form=form,
        title=_("{kind}{name}的信息").format(kind=code, name=subject.person.name),
        verb=_("提出请求"),
        save=save,
        done=lambda claim: claim.get_absolute_url(),
        cancel=reverse("registry:claims_of_person", args=[pk]),
        template="registry/subjects/make_claim.html",
        context=framed_claim(subject, code, look),
    )


def missing() -> None:
    raise Http404(_("没有这种请求。"))


def framed_claim(subject: Any, code: Any, look: Any) -> dict[str, Any]:
    """Return what the form says beside its fields: on which law it rests, and what is promised."""
    person = subject.person
    return {
        "trail": [
            *framed(subject, "")["trail"][:1],
            (person.name, reverse("registry:data", args=[person.pk])),
            str(code),
        ],
        "basis": said(code, "basis"),
        "workdays": code.extra["workdays"],
        "look": look_said(look) if look else "",
    }


def fields_for(person: "Person", kind: str) -> list[tuple[str, str]]:
    """Return the fields that may be put right or erased, each with what is recorded now."""
    if kind not in ("correct", "erase"):
        return []
    held = {
        one.field.code: _("、").join(one.values) for one in queries.held_of(person, on=timezone.localdate())
    }
    listed = [code for code in codes_of("person_field").values() if kind == "correct" or code.code in held]
    words = _("{field}，现在是{value}")
    return [
        (code.code, words.format(field=code, value=held[code.code]) if code.code in held else str(code))
        for code in listed
        if code.code in held or code.extra.get("change")
    ]


def look_of(request: HttpRequest, person: "Person") -> Any:
    """Return the look that the address names; 404 for one that was none at this person."""
    asked = request.GET.get("look", "")
    if not (asked.isdecimal() and asked.isascii() and len(asked) < 19):
        missing()
    return found(queries.look_at, person, int(asked))


@signed_in
@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request to those whom it concerns, and to those who answer it."""
    shown, answers = claim_seen_by(request.user, pk)
    today = timezone.localdate()
    person = found(queries.person_of, shown) if answers else None
    proof, answer = queries.files_of(shown, request.user, answers=answers)
    context = {
        "claim": shown,
        "title": called(shown),
        "light": light_of(shown, on=today),
        "trail": [trail_of(shown, answers), called(shown)],
        "facts": facts_of(shown, proof and (proof.name, link_to(proof, request.user))),
        "way": way_of(shown),
        "answer": answer and (answer.name, link_to(answer, request.user)),
        "answers": answers,
        "person": person,
    } | (offered(shown, person) if person and shown.is_open else {})
    return render(request, "registry/subjects/claim.html", context)


def claim_seen_by(user: "User", pk: int) -> tuple["Claim", bool]:
    """Return the claim, and whether the user answers it; 404 where it is neither theirs nor for them."""
    if user.holds("registry.answer"):
        try:
            return queries.claim_answered_by(user, pk), True
        except ObjectDoesNotExist:
            pass
    people = [subject.person.pk for subject in queries.subjects_of(user, on=timezone.localdate())]
    return found(queries.claim_for, pk, people=people), False


def trail_of(claim: "Claim", answers: bool) -> tuple[str, str]:
    if answers:
        return _("个人信息请求"), reverse("registry:claims")
    return _("{name}的请求").format(name=claim.whose), reverse(
        "registry:claims_of_person", args=[claim.person_id]
    )


def facts_of(claim: "Claim", proof: tuple[str, str] | None) -> list[tuple[Any, ...]]:
    """Return what was asked, with the proof (name, address); what does not belong to the kind is left out."""
    look, relation = queries.look_questioned(claim), title_of("guardian_relation", claim.asked_as)
    asker = (
        _("{name}（{relation}）").format(name=claim.asked_name, relation=relation)
        if relation
        else claim.asked_name
    )
    lines = [
        (_("谁的信息"), claim.whose),
        (_("谁提出的"), asker),
        (_("哪次查看"), look_said(look) if look else ""),
        (_("现在登记的"), claim.wrong),
        (_("应该是"), claim.right),
        (_("说明"), claim.text),
        (_("材料"), *(proof or ("",))),
        (_("由谁答复"), str(claim.organisation)),
    ]
    return [line for line in lines if line[1]]


def link_to(file: Any, user: "User") -> str:
    return files.link_to(file, user_id=user.pk, minutes=MINUTES)


def way_of(claim: "Claim") -> list[dict[str, Any]]:
    """Return the two steps of a claim, as the timeline draws them."""
    asked = {"state": "done", "title": _("提出请求"), "when": moment(claim.asked_at, "year")}
    if claim.is_open:
        promise = _("承诺{day}前答复（平台自己的承诺，不是法定期限）").format(day=day(claim.due_on, "year"))
        return [asked, {"state": "now", "title": _("等答复"), "text": promise}]
    parts = [claim.reason, claim.done]
    return [
        asked,
        {
            "state": "done",
            "title": _("答复：{outcome}").format(outcome=claim.get_outcome_display()),
            "when": moment(claim.answered_at, "year"),
            "who": [claim.answered_as],
            "text": " ".join(part for part in parts if part),
        },
    ]


def offered(claim: "Claim", person: "Person") -> dict[str, Any]:
    """Return what those may do who answer an open claim."""
    field = codes_of("person_field").get(claim.field)
    duties = queries.duties_on(person, claim.field, on=timezone.localdate()) if claim.kind == "erase" else []
    return {
        "can_copy": claim.kind == "copy",
        "can_correct": claim.kind == "correct" and field is not None and field.extra.get("change"),
        "can_erase": claim.kind == "erase" and field is not None and field.extra.get("erase") and not duties,
        "duties": [duty.said("basis_text") for duty in duties],
    }
