"""我的委托: handing a seat over for some days, seeing what was handed over, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuandu.engines.registry.forms.standing_in import Delegate, TakeBack
from yuandu.engines.registry.queries import standing_in as queries
from yuandu.engines.registry.services import standing_in as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.apps import titles
from yuandu.kernel.drawing.words import day


def state_of(delegation: Any, today: Any) -> tuple[str, str]:
    """Return the kind of light and the word for how a delegation stands today."""
    if delegation.ended_at:
        return "idle", _("已收回")
    if today >= delegation.to_on:
        return "idle", _("已到期")
    return ("ok", _("生效中")) if today >= delegation.from_on else ("idle", _("还没开始"))


def row_of(delegation: Any, today: Any) -> dict[str, Any]:
    """Return a delegation as the page lists it."""
    kind, word = state_of(delegation, today)
    return {
        "row": delegation,
        "role": titles("role_titles").get(delegation.role, delegation.role),
        "last_on": delegation.last_on,
        "kind": kind,
        "word": word,
        "is_over": delegation.ended_at is not None or today >= delegation.to_on,
    }


@needs("registry.view")
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """Show what the person handed over and what was handed to them."""
    today = timezone.localdate()
    context = {
        "title": _("委托"),
        "given": [row_of(one, today) for one in queries.handed_over_by(request.user)[:50]],
        "held": [row_of(one, today) for one in queries.handed_to(request.user, on=today)],
        "may_give": bool(queries.seats_to_hand_over(request.user)),
    }
    return render(request, "registry/delegations.html", context)


@needs("registry.view")
def delegate(request: HttpRequest) -> HttpResponse:
    """Hand one of one's own seats over."""
    today, seats = timezone.localdate(), queries.seats_to_hand_over(request.user)
    return pages.form(
        request,
        form=Delegate(request.POST or None, seats=seats, initial={"from_on": today}),
        title=_("委托给别人"),
        verb=_("交给他"),
        save=lambda filled: services.delegate(**filled, **told(request)),
        done=lambda made: said(request, made),
        cancel=reverse("registry:delegations"),
        context={
            "subtitle": _("他会在自己的身份里看到“代 {name}”，做的每件事都这样记下。").format(
                name=request.user.name
            ),
            "trail": [(_("委托"), reverse("registry:delegations")), _("委托给别人")],
        },
    )


def said(request: HttpRequest, made: Any) -> str:
    """Say what was done, and return where the list is."""
    sentence = _("{name}从{start}到{end}可以代您办事。")
    messages.success(
        request,
        sentence.format(name=made.deputy_name, start=day(made.from_on), end=day(made.last_on)),
    )
    return reverse("registry:delegations")


@needs("registry.view")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation of one's own before its day."""
    held = found(queries.delegation_of, request.user, pk, on=timezone.localdate())
    return pages.form(
        request,
        form=TakeBack(request.POST or None),
        title=_("收回给{name}的委托").format(name=held.deputy_name),
        verb=_("收回"),
        save=lambda filled: services.take_back(delegation=held, **filled, **told(request)),
        done=reverse("registry:delegations"),
        cancel=reverse("registry:delegations"),
        context={
            "danger": True,
            "trail": [(_("委托"), reverse("registry:delegations")), _("收回")],
        },
    )
