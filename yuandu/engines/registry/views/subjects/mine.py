"""Whose data one may look into, and what is held about them."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.queries.grades import grade_of_field
from yuandu.engines.registry.views.people.finding import found
from yuandu.kernel.access import signed_in

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Code, Person
    from yuandu.engines.registry.queries.subjects import Held, Subject

PAGES = (("data", "data"), ("looks", "who_saw"), ("consents", "consents"), ("claims", "claims_of_person"))


def subject_of(request: HttpRequest, pk: int) -> "Subject":
    """Return the person as whom or for whom one looks; 404 for anybody else."""
    return found(queries.subject_for, request.user, pk, on=timezone.localdate())


def pages_of(person: "Person", current: str = "") -> list[dict[str, Any]]:
    """Return the pages about a person's data, as tabs."""
    titles = {"data": _("登记的资料"), "looks": _("谁看过"), "consents": _("同意"), "claims": _("请求")}
    return [
        {
            "title": titles[name],
            "url": reverse(f"registry:{view}", args=[person.pk]),
            "current": name == current,
        }
        for name, view in PAGES
    ]


def framed(subject: "Subject", current: str, **context: Any) -> dict[str, Any]:
    """Return what every page about a person's data draws."""
    person = subject.person
    called = _("我") if subject.is_own else person.name
    title = _("我的数据") if subject.is_own else _("{name}的数据").format(name=person.name)
    return context | {
        "subject": subject,
        "person": person,
        "called": called,
        "title": title,
        "tabs": pages_of(person, current),
        "trail": [(_("我的数据"), reverse("registry:mine")), title],
    }


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show whose data one may look into: one's own, one's children's."""
    subjects = queries.subjects_of(request.user, on=timezone.localdate())
    context = {
        "subjects": [
            {
                "name": subject.person.name,
                "relation": _("我自己")
                if subject.is_own
                else _("我是{relation}").format(relation=relation_of(subject)),
                "pages": pages_of(subject.person),
            }
            for subject in subjects
        ],
        "years": queries.age_limit("decides"),
        "has_person": request.user.person_id is not None,
    }
    return render(request, "registry/subjects/mine.html", context)


def relation_of(subject: "Subject") -> str:
    return title_of("guardian_relation", subject.relation)


@signed_in
@require_safe
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is held about a person, where it comes from, of what grade it is and why it is kept."""
    today, subject = timezone.localdate(), subject_of(request, pk)
    learns = queries.is_pupil(subject.person, on=today)
    rows = [
        line_of(held, subject.person, learns=learns) for held in queries.held_of(subject.person, on=today)
    ]
    context = framed(subject, "data", rows=rows, kinds=kinds_of(subject.person))
    return render(request, "registry/subjects/data.html", context)


def kinds_of(person: "Person") -> list[dict[str, str]]:
    """Return what may be asked for, but for questions, which begin at the look."""
    kinds = (kind for kind in queries.kinds_of_claim().values() if kind.code != "question")
    return [
        {
            "title": str(kind),
            "hint": said(kind, "hint"),
            "url": reverse("registry:make_claim", args=[person.pk, kind.code]),
        }
        for kind in kinds
    ]


def said(code: "Code", name: str) -> str:
    """Return a text of a code in the language of the moment."""
    english = (get_language() or "").startswith("en")
    return code.extra.get(f"{name}_en" if english else name, "")


def line_of(held: "Held", person: "Person", *, learns: bool) -> dict[str, Any]:
    """Return one datum as the page lists it."""
    today = timezone.localdate()
    grade = grade_of_field(held.field.extra["of"], birth_on=person.birth_on, is_pupil=learns, on=today)
    correct, erase = (
        f"{reverse('registry:make_claim', args=[person.pk, kind])}?field={held.field.code}"
        for kind in ("correct", "erase")
    )
    return {
        "title": str(held.field),
        "values": held.values,
        "grade": grade,
        "grade_word": title_of("data_grade", grade),
        "source": said(held.field, "source"),
        "held_for": [
            {"title": str(edition), "basis": edition.get_basis_display()} for edition in held.held_for
        ],
        "correct_url": correct,
        "erase_url": erase if held.field.extra.get("erase") else "",
    }
