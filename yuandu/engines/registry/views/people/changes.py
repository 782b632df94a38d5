"""Bulk changes of pupils: the chosen rows, a preview of what would become of each, and then it happens."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yuandu.engines.registry.forms import people as forms
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.services import people as services
from yuandu.engines.registry.views.people.finding import school_among, schools_to_choose, told
from yuandu.engines.registry.views.people.tables import MANAGE, grade_of, pupil_table
from yuandu.engines.registry.views.sight import sight_of
from yuandu.kernel.access import needs
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import chosen_rows

if TYPE_CHECKING:
    from yuandu.engines.registry.services.people import Preview, Wanted

NAMED = 5  # of those who were not changed
SHOWN = 200  # outlooks on the page, those that cannot be changed first
VERBS = {
    "transfer": gettext_lazy("转学"),
    "suspend": gettext_lazy("休学"),
    "extend": gettext_lazy("延长休学"),
    "resume": gettext_lazy("复学"),
    "graduate": gettext_lazy("毕业"),
    "leave": gettext_lazy("离校"),
}


@needs(MANAGE)
def change_pupils(request: HttpRequest, change: str) -> HttpResponse:
    """Show what would become of the chosen pupils; on `confirm` change those for whom it is lawful."""
    if request.method != "POST":
        return redirect("registry:pupils")
    chosen, form = chosen_pupils(request), form_for(request, change)
    is_asked = "on" in request.POST  # the form was filled in; before that the list sent its rows
    wanted = wanted_by(request, form, change) if is_asked and form.is_valid() else None
    if wanted and request.POST.get("step") == "confirm":
        return confirmed(request, change, wanted, chosen, form)
    status = 422 if is_asked and not wanted else 200
    preview = preview_of(wanted or first_guess(change), chosen)
    return shown(
        request, change, form if is_asked else form_for(request, change, blank=True), preview, status
    )


def chosen_pupils(request: HttpRequest) -> QuerySet:
    """Return the places of the chosen pupils, as far as the user may change them."""
    on = timezone.localdate()
    table = pupil_table(sight_of(request), QueryDict(request.POST.get("query", "")), on=on)
    rows = chosen_rows(request, table, queries.pupils_for(request.user, on=on, permission=MANAGE))
    return rows.filter(to_on=None)


def form_for(request: HttpRequest, change: str, *, blank: bool = False) -> Any:
    today = timezone.localdate()
    schools = schools_to_choose(request, on=today) if change == "transfer" else []
    kind = forms.FORMS.get(change, forms.ChangePupils)
    form = kind(None if blank else request.POST, schools=schools, today=today)
    if change == "transfer":
        known = form.chosen_school() or (schools[0][0] if len(schools) == 1 else None)
        school = school_among(request, known, on=today)
        classes = queries.parts_of(school, on=today).filter(level="class") if school else []
        form.of_school([(one.pk, f"{one.name} {grade_of(one, today)}".strip()) for one in classes])
    return form


def wanted_by(request: HttpRequest, form: Any, change: str) -> "Wanted":
    """Return the change that the form asks for."""
    said = form.cleaned_data
    into = said.get("place")
    place = queries.class_for(request.user, int(into), permission=MANAGE) if into else None
    return services.Wanted(
        change=change, on=said["on"], into=place, reason=said.get("reason", ""), document=said["document"]
    )


def first_guess(change: str) -> "Wanted":
    """Return the change from today on, to begin with; who leaves may have any reason."""
    reason = forms.endings("pupil")[0][0] if change == "leave" else ""
    return services.Wanted(change=change, on=timezone.localdate(), reason=reason)


def preview_of(wanted: "Wanted", chosen: QuerySet) -> "Preview":
    return services.preview_change(wanted=wanted, posts=chosen)


def confirmed(
    request: HttpRequest, change: str, wanted: "Wanted", chosen: QuerySet, form: Any
) -> HttpResponse:
    """Change the pupils and say how it went, or show what stands in the way."""
    because = form.cleaned_data["because"]
    try:
        done = services.change_pupils(wanted=wanted, posts=chosen, because=because, **told(request))
    except Refusal as refusal:
        return shown(request, change, form, preview_of(wanted, chosen), 409, refusal=refusal)
    if not isinstance(done, services.Preview):
        return redirect(done)
    words = _("{n}名学生已办{change}，从{day}起。")
    messages.success(
        request, words.format(n=len(done.allowed), change=VERBS[change], day=wanted.on.isoformat())
    )
    if done.refused:
        names = _("、").join(sight_of(request).name_at(outlook.post) for outlook in done.refused[:NAMED])
        words = _("{n}名不能办，没有改动：{names}。")
        messages.warning(request, words.format(n=len(done.refused), names=names))
    return redirect(back_to(done))


def back_to(done: "Preview") -> str:
    """Return where the pupils came from: their class if they have one in common, else the roster."""
    classes = {outlook.post.organisation_id for outlook in done.outlooks}
    return reverse("registry:class", args=classes) if len(classes) == 1 else reverse("registry:pupils")


def sentence(preview: "Preview") -> list[Any]:
    """Answer first: how many can be changed, and how many cannot."""
    n, refused = len(preview.allowed), len(preview.refused)
    said: list[Any] = [ngettext("{n}名可以办", "{n}名可以办", n).format(n=n)]
    if refused:
        said += [_("，"), (ngettext("{n}名不能办", "{n}名不能办", refused).format(n=refused), "warn")]
    return [*said, _("。")]


def shown(
    request: HttpRequest, change: str, form: Any, preview: "Preview", status: int, **more: Any
) -> HttpResponse:
    """Draw the form and the preview below it."""
    verb = VERBS[change]
    context = {
        "form": form,
        "title": _("{n}名学生{verb}").format(n=len(preview.outlooks), verb=verb),
        "verb": _("给{n}名学生办{verb}").format(n=len(preview.allowed), verb=verb),
        "trail": [(_("学生名册"), reverse("registry:pupils")), str(verb)],
        "preview": preview,
        "sentence": sentence(preview),
        "outlooks": [(outlook, sight_of(request).name_at(outlook.post)) for outlook in first_of(preview)],
        "picked": request.POST.getlist("pk") if not request.POST.get("all") else [],
        "all": request.POST.get("all", ""),
        "query": request.POST.get("query", ""),
        "needs_place": change == "transfer" and preview.wanted.into is None,
    }
    return render(request, "registry/people_change.html", context | more, status=status)


def first_of(preview: "Preview") -> list[Any]:
    """Return the outlooks that are shown, those that cannot be changed first."""
    return [*preview.refused, *(one for one in preview.outlooks if not one.refusal)][:SHOWN]
