"""Asking for a file of people, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuandu.engines.registry.forms import privacy as forms
from yuandu.engines.registry.queries import intake as places
from yuandu.engines.registry.queries import privacy
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.services import privacy as services
from yuandu.engines.registry.views.exports.lists import EXPORTS, found
from yuandu.engines.registry.views.people.finding import told
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing.words import exact
from yuandu.kernel.exports import FORMS
from yuandu.kernel.tables import Table


@needs("registry.look")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for what a list shows: which columns, what for, for whom, until when."""
    listing, query = request.GET.get("listing", ""), request.GET.get("query", "")
    table, rows = services.listing_of(listing, request.user, query)
    wished = request.GET.get("form")
    form = forms.AskList(
        request.POST or None,
        columns=[(column.name, str(column.title)) for column in table.columns],
        form=wished if wished in FORMS else FORMS[0],
        purposes=privacy.purposes_for(request.user.seat),
        today=timezone.localdate(),
    )

    def save(said: dict[str, Any]) -> Any:
        wanted = services.wanted_list(
            listing=listing, query=query, columns=said["columns"], form=said["form"], user=request.user
        )
        return services.ask_for_export(wanted=wanted, **forms.said_by(form), **told(request))

    facts = facts_of(table, request.user, query, count=rows.count())
    return asked(request, form, title=_("导出{list}").format(list=table.title), save=save, facts=facts)


@needs("registry.import")
def ask_roster(request: HttpRequest) -> HttpResponse:
    """Ask for a whole place in a form that other systems read."""
    form = forms.AskRoster(
        request.POST or None,
        places=places.places_for(request.user),
        purposes=privacy.purposes_for(request.user.seat),
        today=timezone.localdate(),
    )

    def save(said: dict[str, Any]) -> Any:
        wanted = services.wanted_roster(
            place=said["organisation"], form=said["form"], on=timezone.localdate()
        )
        return services.ask_for_export(wanted=wanted, **forms.said_by(form), **told(request))

    facts = [(_("内容"), _("整个机构的名册，含证件号码、手机号和监护人")), (_("级别"), graded("L4"))]
    return asked(request, form, title=_("导出整个机构的名册"), save=save, facts=facts)


def asked(request: HttpRequest, form: Any, *, title: str, save: Any, facts: list[Any]) -> HttpResponse:
    """Show what is asked for and the form, and lead to the page of the request."""
    return pages.form(
        request,
        form=form,
        title=title,
        verb=_("提交审批"),
        save=save,
        done=lambda made: made.get_absolute_url(),
        cancel=reverse("registry:exports"),
        template="registry/export_ask.html",
        context={
            "trail": [(EXPORTS.title, reverse("registry:exports")), title],
            "facts": facts,
            "days": privacy.days_of_export(),
        },
    )


def facts_of(table: Table, user: Any, query: str, *, count: int) -> list[tuple[Any, Any]]:
    """Return what the file would hold: the filter in words, how many rows, which grade."""
    return [
        (_("条件"), services.said_of(table, user, query) or _("全部")),
        (_("行数"), exact(count)),
        (_("级别"), graded(table.grade)),
    ]


def graded(grade: str) -> str:
    """Return a grade with its word: L4 敏感."""
    return f"{grade} {title_of('data_grade', grade)}"


@needs("registry.look")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one asked for."""
    shown = found(request, pk, asked_by=request.user)
    services.withdraw_export(request=shown, **told(request))
    messages.success(request, _("申请已撤回。"))
    return redirect(shown)
