"""The systems that a person signed on to: what each learns, and the way out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuandu.kernel.access import signed_in
from yuandu.site.provider import queries, services
from yuandu.site.provider.models import Client
from yuandu.site.provider.rules import PERSON_SCOPES
from yuandu.site.provider.views.words import SCOPES


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the systems that the person signed on to or agreed to, the latest first."""
    rows = [row | {"learned": learned(row)} for row in queries.sign_ons_by(request.user)]
    return render(request, "provider/mine.html", {"rows": rows})


def learned(row: dict[str, Any]) -> list[str]:
    """Return what the system of the row knows, in words."""
    scopes = row["consent"].scopes if row["consent"] else row["client"].scopes
    told = PERSON_SCOPES.intersection(scopes) - {"openid", "offline_access"}
    return [str(title) for scope, title in SCOPES.items() if scope in told]


@signed_in
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out of one system."""
    client = one_of_mine(request, pk)
    services.leave_client(user=request.user, client=client, at=timezone.now())
    messages.success(request, _("已经退出“{title}”。").format(title=client.title))
    return redirect("provider:mine")


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the system may learn, and sign out of it."""
    client = one_of_mine(request, pk)
    services.withdraw(user=request.user, client=client, at=timezone.now())
    messages.success(request, _("已经收回。下次登录“{title}”时会再问您。").format(title=client.title))
    return redirect("provider:mine")


def one_of_mine(request: HttpRequest, pk: int) -> Client:
    """Return a system that the person has to do with; raises Http404 for all others."""
    for row in queries.sign_ons_by(request.user):
        if row["client"].pk == pk:
            return row["client"]
    raise Http404
