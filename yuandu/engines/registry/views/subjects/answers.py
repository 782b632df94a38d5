"""Requests about personal data as those see them who answer: what waits, and the ways to answer."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.forms import subjects as forms
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.services import subjects as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.sight import sight_of
from yuandu.engines.registry.views.subjects.asking import called, light_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import day, moment
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Claim

ANSWER, ASKER = "registry.answer", "registry.Claim.asked_name"
STATES = (("open", gettext_lazy("等答复")), ("answered", gettext_lazy("答复过")))


def drawn_light(claim: "Claim") -> SafeString:
    return render_to_string("ui/light.html", lights.light(*light_of(claim, on=timezone.localdate())))


def due_day(claim: "Claim") -> str:
    return day(claim.due_on, "year")


def in_state(rows: QuerySet, state: str) -> QuerySet:
    return rows.filter(answered_at__isnull=state == "open")


CLAIMS = Table(
    name="registry.claims",
    title=gettext_lazy("个人信息请求"),
    columns=(
        Column(name="what", title=gettext_lazy("要什么"), value=called, sort="kind", link=True),
        Column(name="whose", title=gettext_lazy("谁的信息"), field="registry.Person.name"),
        Column(name="asker", title=gettext_lazy("谁提出的"), value="asked_name", field=ASKER),
        Column(name="place", title=gettext_lazy("由谁答复"), value="organisation.called", sort="path"),
        Column(
            name="at",
            title=gettext_lazy("提出时间"),
            value="asked_at",
            draw=lambda claim: moment(claim.asked_at),
            sort="asked_at",
        ),
        Column(name="state", title=gettext_lazy("状态"), value="outcome", draw=drawn_light),
        Column(name="due", title=gettext_lazy("承诺哪天前"), value="due_on", draw=due_day, sort="due_on"),
    ),
    filters=(Filter(name="state", title=gettext_lazy("状态"), options=STATES, apply=in_state),),
    order=("-is_open", "due_on", "-answered_at", "pk"),
    grade="L4",
)


@needs(ANSWER)
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """List what people ask about their data, the most urgent first."""
    kinds = [(code, str(kind)) for code, kind in queries.kinds_of_claim().items()]
    kind = Filter(name="kind", title=_("类别"), options=kinds)
    sight = sight_of(request)
    table = replace(CLAIMS, filters=(*CLAIMS.filters, kind), tell=lambda field, row: named(field, row, sight))
    context = {"subtitle": _("答复期限是平台自己的承诺。过期的，上级也看得到。")}
    return pages.listing(request, table=table, rows=queries.claims_for(request.user), context=context)


def named(field: str, claim: "Claim", sight: Any) -> str:
    """Return a name in the list as the reader may see it: whole at the school, hidden above it."""
    name = claim.asked_name if field == ASKER else claim.whose
    return sight.tell(field, name, claim.person_id, claim.path, is_staff=claim.school_id is None)


def claim_to_answer(request: HttpRequest, pk: int, kind: str = "") -> "Claim":
    """Return a claim that the user may answer; 404 for another, or one of another kind."""
    claim = found(queries.claim_answered_by, request.user, pk)
    if kind and claim.kind != kind:
        raise Http404(_("没有找到，或者您看不到。"))
    return claim


def answered(request: HttpRequest, claim: "Claim", form: Any, **options: Any) -> HttpResponse:
    """Show a form by which a claim is answered, and lead back to it."""

    def done(_answered: Any) -> str:
        messages.success(request, _("答复已经告诉提出请求的人。"))
        return claim.get_absolute_url()

    trail = [(called(claim), claim.get_absolute_url()), options["title"]]
    context = {"trail": trail, "danger": options.pop("danger", False)}
    back = claim.get_absolute_url()
    return pages.form(request, form=form, done=done, cancel=back, context=context, **options)


@needs(ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a claim in words."""
    claim = claim_to_answer(request, pk)
    person = found(queries.person_of, claim)
    duties = queries.duties_on(person, claim.field, on=timezone.localdate()) if claim.kind == "erase" else []
    known = {"agrees": "no", "reason": duties[0].said("basis_text")} if duties else {}

    def save(said: dict[str, Any]) -> Any:
        agrees = said.pop("agrees") == "yes"
        return services.answer_claim(claim=claim, agrees=agrees, **told(request), **said)

    form, title = (
        forms.Answer(request.POST or None, initial=known),
        _("答复{name}的请求").format(name=claim.whose),
    )
    return answered(request, claim, form, title=title, verb=_("答复"), save=save)


@needs(ANSWER)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a datum right as was asked, which answers the claim."""
    claim = claim_to_answer(request, pk, "correct")
    label = title_of("person_field", claim.field)
    form = forms.Correct(request.POST or None, field=claim.field, label=label, right=claim.right)
    return answered(
        request,
        claim,
        form,
        title=_("更正{name}的{field}").format(name=claim.whose, field=label),
        verb=_("改正，并答复同意"),
        save=lambda said: services.agree_by_correcting(claim=claim, **told(request), **said),
    )


@needs(ANSWER)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a copy of what is held, which answers the claim."""
    claim = claim_to_answer(request, pk, "copy")
    return answered(
        request,
        claim,
        forms.Agree(request.POST or None),
        title=_("给{name}一份副本").format(name=claim.asked_name),
        verb=_("生成副本，并答复同意"),
        save=lambda said: services.agree_by_copying(claim=claim, **told(request), **said),
    )


@needs(ANSWER)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a datum as was asked, which answers the claim."""
    claim = claim_to_answer(request, pk, "erase")
    label = title_of("person_field", claim.field)
    return answered(
        request,
        claim,
        forms.Agree(request.POST or None),
        title=_("删除{name}的{field}").format(name=claim.whose, field=label),
        verb=_("删除，并答复同意"),
        danger=True,
        save=lambda said: services.agree_by_erasing(claim=claim, **told(request), **said),
    )
