"""Changing organisations: one form each, one service each."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry import services
from yuandu.engines.registry.forms import organisations as forms
from yuandu.engines.registry.queries import directory, organisations_for
from yuandu.kernel import pages
from yuandu.kernel.access import needs


def managed(request: HttpRequest, pk: int, permission: str = "registry.manage") -> Any:
    """Return an organisation that the person may change, else answer that it does not exist."""
    try:
        return directory.organisation_managed_by(request.user, pk, permission=permission)
    except directory.Organisation.DoesNotExist as missing:
        raise Http404(_("没有这个机构，或者不归您管。")) from missing


def dated_form(
    request: HttpRequest,
    form: Callable[..., Any],
    *,
    organisation: Any,
    title: str,
    verb: str,
    save: Callable[[dict[str, Any]], Any],
    danger: bool = False,
    **options: Any,
) -> HttpResponse:
    """Show a form about an organisation, and lead back to its page."""
    url = organisation.get_absolute_url()
    filled = form(request.POST or None, today=timezone.localdate(), **options)
    trail = [(str(organisation), url), title]
    return pages.form(
        request,
        form=filled,
        title=title,
        verb=verb,
        save=save,
        done=url,
        cancel=url,
        context={"trail": trail, "danger": danger},
    )


def told(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


@needs("registry.manage")
def open_below(request: HttpRequest, pk: int) -> HttpResponse:
    parent = managed(request, pk)
    return dated_form(
        request,
        forms.OpenOrganisation,
        organisation=parent,
        title=_("在{name}下新设机构").format(name=parent),
        verb=_("设立"),
        save=lambda data: services.open_organisation(
            parent=parent, **told(request), **{key: data[key] for key in data if key != "because"}
        ),
    )


@needs("registry.manage")
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    changed = managed(request, pk)
    return dated_form(
        request,
        partial(forms.ChangeOrganisation, organisation=changed),
        organisation=changed,
        title=_("更改{name}的登记").format(name=changed),
        verb=_("保存"),
        save=lambda data: services.change_organisation(organisation=changed, **told(request), **data),
    )


@needs("registry.manage")
def close_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    closed = managed(request, pk)
    return dated_form(
        request,
        forms.CloseOrganisation,
        organisation=closed,
        title=_("撤销{name}").format(name=closed),
        verb=_("撤销"),
        save=lambda data: services.close_organisation(organisation=closed, **told(request), **data),
        danger=True,
    )


@needs("registry.manage")
def move_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    moved = managed(request, pk)
    parents = organisations_for(request.user, permission="registry.manage").filter(
        level__in=("city", "unit", "school", "campus", "grade"), closed_on=None
    )
    return dated_form(
        request,
        forms.MoveOrganisation,
        organisation=moved,
        title=_("调整{name}的主管机构").format(name=moved),
        verb=_("调整"),
        save=lambda data: services.move_organisation(organisation=moved, **told(request), **data),
        parents=parents.exclude(pk=moved.pk).order_by("path"),
    )


@needs("registry.manage")
def merge_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    gone = managed(request, pk)
    others = organisations_for(request.user, permission="registry.manage").filter(
        level=gone.level, closed_on=None
    )
    return dated_form(
        request,
        forms.MergeOrganisation,
        organisation=gone,
        title=_("把{name}并入另一个机构").format(name=gone),
        verb=_("合并"),
        save=lambda data: services.merge_organisations(gone=[gone], **told(request), **data),
        danger=True,
        others=others.exclude(pk=gone.pk).order_by("path"),
    )


@needs("registry.designate")
def designate(request: HttpRequest, pk: int) -> HttpResponse:
    holder = managed(request, pk, "registry.designate")
    return dated_form(
        request,
        forms.Designate,
        organisation=holder,
        title=_("为{name}办理认定").format(name=holder),
        verb=_("认定"),
        save=lambda data: services.designate(
            holder=holder, path=holder.path, authority=request.user.seat.organisation, **told(request), **data
        ),
        level=holder.level,
    )
