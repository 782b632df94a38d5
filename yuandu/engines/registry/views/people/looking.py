"""看完整信息: a purpose first, then the person's page shows everything for some minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yuandu.engines.registry.forms import privacy as forms
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.queries import privacy
from yuandu.engines.registry.services import privacy as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.sight import close_looks, open_look, sight_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs, signed_in

LOOK = "registry.look"
NEXT = {"change": "registry:change_person"}  # pages that show everything, and ask here first


@needs(LOOK)
@never_cache
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what for; record it, and lead to the page, which is open to the reader for some minutes."""
    person = found(queries.person_for, request.user, pk, permission=LOOK)
    name, url = sight_of(request).called(person), person.get_absolute_url()
    onward = NEXT.get(request.GET.get("next", ""))

    def save(said: dict[str, Any]) -> Any:
        taken = services.reveal(person=person, **told(request), **said)
        kin = services.people_opened(person, taken.opens)
        open_look(request, people=kin, opens=taken.opens, purpose=taken.purpose, at=taken.at)
        return redirect(onward, pk).url if onward else url

    return pages.form(
        request,
        form=forms.Purpose(request.POST or None, purposes=privacy.purposes_for(request.user.seat)),
        title=_("看{name}的完整信息").format(name=name),
        verb=_("看完整信息"),
        save=save,
        done=str,
        cancel=url,
        template="registry/look.html",
        context={"trail": [(name, url), _("完整信息")], **often(request)},
    )


def often(request: HttpRequest) -> dict[str, Any]:
    """Return how many people the reader has looked at today, and how many are usual."""
    people = privacy.people_looked_at(request.user, on=timezone.localdate())
    return {"people": people, "usual": privacy.looks_a_day(request.user.seat.role)}


@signed_in
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Close what is open, before its time."""
    close_looks(request)
    messages.success(request, _("完整信息已收起。"))
    return redirect("registry:person", pk)
