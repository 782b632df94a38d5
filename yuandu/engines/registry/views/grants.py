"""Who holds which role where, for those who may grant."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuandu.engines.registry import services
from yuandu.engines.registry.forms.accounts import GrantForm, RevokeForm
from yuandu.engines.registry.queries.accounts import ended, grants_for, grants_matching, in_force
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.apps import titles
from yuandu.kernel.tables import Column, Filter, Table


def role_title(grant) -> str:
    return str(titles("role_titles").get(grant.role, grant.role))


def revoking(grant) -> str:
    """Draw the way to take the grant back, as long as it holds."""
    if grant.to_on:
        return ""
    said = _("收回{name}的{role}").format(name=grant.user, role=role_title(grant))
    url = reverse("registry:revoke", args=[grant.pk])
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, said, _("收回"))


def narrow_state(rows, value: str):
    on = timezone.localdate()
    return in_force(rows, on=on) if value == "now" else ended(rows, on=on)


GRANTS = Table(
    name="grants",
    title=gettext_lazy("授权"),
    columns=(
        Column(name="name", title=gettext_lazy("姓名"), value="user.name", sort="user__name"),
        Column(name="username", title=gettext_lazy("用户名"), value="user.username", sort="user__username"),
        Column(name="role", title=gettext_lazy("角色"), value=role_title, sort="role"),
        Column(name="organisation", title=gettext_lazy("机构"), sort="organisation__path"),
        Column(name="from_on", title=gettext_lazy("起"), sort="from_on"),
        Column(name="to_on", title=gettext_lazy("止"), sort="to_on"),
        Column(name="revoke", title=gettext_lazy("办理"), value=lambda grant: "", draw=revoking),
    ),
    filters=(
        Filter(
            name="state",
            title=gettext_lazy("状态"),
            options=(("now", gettext_lazy("在用")), ("ended", gettext_lazy("已收回"))),
            apply=narrow_state,
        ),
        Filter(
            name="role",
            title=gettext_lazy("角色"),
            options=lambda user: list(titles("role_titles").items()),
        ),
    ),
    search=grants_matching,
    search_hint=gettext_lazy("搜姓名、用户名或机构"),
    order=("organisation__path", "role", "pk"),
)


@needs("registry.grant")
def grants(request: HttpRequest) -> HttpResponse:
    """List the roles that people hold by grant, where the person may grant."""
    tool = {"title": _("授予角色"), "url": reverse("registry:grant"), "icon": "user-plus", "primary": True}
    context = {
        "tools": [tool],
        "subtitle": _("岗位自带的角色不在这里：岗位在，角色就在。"),
    }
    return pages.listing(request, table=GRANTS, rows=grants_for(request.user), context=context)


@needs("registry.grant")
def grant(request: HttpRequest) -> HttpResponse:
    """Give somebody a role at an organisation."""
    initial = {"on": timezone.localdate()} | request.GET.dict()
    return pages.form(
        request,
        form=GrantForm(request.POST or None, initial=initial, granter=request.user),
        title=_("授予角色"),
        verb=_("授予"),
        save=lambda filled: services.grant_role(**filled, by=request.user, at=timezone.now()),
        done=lambda made: said(request, _("{name}从{day}起是{role}。"), made),
        cancel=reverse("registry:grants"),
        context={"trail": [(_("授权"), reverse("registry:grants")), _("授予角色")]},
    )


@needs("registry.grant")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    held = get_object_or_404(in_force(grants_for(request.user), on=timezone.localdate()), pk=pk)
    form = RevokeForm(request.POST or None, initial={"on": timezone.localdate()}, since=held.from_on)
    title = _("收回{name}在{place}的{role}").format(
        name=held.user, place=held.organisation, role=role_title(held)
    )
    return pages.form(
        request,
        form=form,
        title=title,
        verb=_("收回"),
        save=lambda filled: services.revoke_role(grant=held, **filled, by=request.user, at=timezone.now()),
        done=lambda _done: said(request, _("{name}不再是{role}。"), held),
        cancel=reverse("registry:grants"),
        context={"danger": True, "trail": [(_("授权"), reverse("registry:grants")), _("收回")]},
    )


def said(request: HttpRequest, sentence: str, held) -> str:
    """Say what was done, and return where the list is."""
    day = f"{held.from_on:%Y-%m-%d}"
    messages.success(request, sentence.format(name=held.user, role=role_title(held), day=day))
    return reverse("registry:grants")
