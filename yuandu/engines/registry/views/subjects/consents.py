"""What is done with a person's data on what basis, and the consents: given and taken back with one click each."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.registry.enums import LegalBasis, Tag
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.services import subjects as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.subjects.mine import framed, subject_of
from yuandu.kernel.access import signed_in
from yuandu.kernel.drawing.words import moment

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Processing
    from yuandu.engines.registry.queries.subjects import Standing


@signed_in
@require_safe
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every activity that concerns the person: what is asked, and what the law has us do."""
    subject = subject_of(request, pk)
    standings = queries.standings_of(subject.person, on=timezone.localdate())
    cards = [card_of(standing) for standing in standings]
    groups = {basis: [card for card in cards if card["basis"] == basis] for basis in LegalBasis.values}
    context = framed(
        subject,
        "consents",
        asked=groups[LegalBasis.CONSENT],
        duties=groups[LegalBasis.DUTY],
        volunteered=groups[LegalBasis.VOLUNTEERED],
        years=queries.age_limit("decides"),
    )
    return render(request, "registry/subjects/consents.html", context)


def card_of(standing: "Standing") -> dict[str, Any]:
    """Return one activity as the page tells it."""
    edition, consent, last = standing.processing, standing.consent, standing.last
    return {
        "code": edition.code,
        "title": str(edition),
        "basis": edition.basis,
        "facts": facts_of(edition),
        "in_use": edition.in_use,
        "given": said_of(consent.given_name, consent.given_at) if consent else "",
        "withdrawn": said_of(last.withdrawn_name, last.withdrawn_at)
        if not consent and last and last.withdrawn_at
        else "",
        "is_outdated": standing.is_outdated,
    }


def said_of(name: str, at: Any) -> str:
    return _("{name}，{at}").format(name=name, at=moment(at, "year"))


def facts_of(edition: "Processing") -> list[tuple[str, str]]:
    """Return what is told of an activity; where a text was not checked against its source, that is said."""
    fields = [title_of("person_field", field) for field in edition.fields] + edition.extras
    return [
        (_("为什么"), edition.said("purpose")),
        (_("用到什么"), _("、").join(fields) or None),
        (_("凭什么"), marked(edition.said("basis_text"), edition.tag)),
        (_("给谁"), edition.said("recipients")),
        (_("留多久"), marked(edition.said("retention"), edition.retention_tag)),
    ]


def marked(text: str, tag: str) -> str:
    """Return the text with how sure it is: only what was checked stands alone."""
    marks = {Tag.PARTLY: _("部分核对过原文"), Tag.MEMORY: _("待核对原文"), Tag.OURS: _("平台自定")}
    return _("{text}（{mark}）").format(text=text, mark=marks[tag]) if tag in marks else text


@signed_in
@require_POST
def give(request: HttpRequest, pk: int, activity: str) -> HttpResponse:
    person = subject_of(request, pk).person
    consent = found(services.give_consent, person=person, activity=activity, **told(request))
    messages.success(request, _("已同意“{title}”，随时可以撤回。").format(title=consent.processing))
    return redirect("registry:consents", pk)


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int, activity: str) -> HttpResponse:
    person = subject_of(request, pk).person
    consent = found(services.withdraw_consent, person=person, activity=activity, **told(request))
    if consent:
        messages.success(request, _("已撤回对“{title}”的同意。").format(title=consent.processing))
    return redirect("registry:consents", pk)
