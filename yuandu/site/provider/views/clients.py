"""The systems of the city, for those who look after them: who they are, what they may, and what they did."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from yuandu.engines.activity import api as activity
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing.words import moment
from yuandu.kernel.tables import Column, Filter, Table
from yuandu.site.provider import queries, services
from yuandu.site.provider.forms import ClientForm, ReasonForm
from yuandu.site.provider.views import words
from yuandu.site.provider.views.metadata import endpoint

LATELY = timedelta(days=7)
SHOWN = 20


def narrow_state(rows, value: str):
    return rows.filter(stopped_at__isnull=value == "on")


CLIENTS = Table(
    name="provider.clients",
    title=gettext_lazy("接入的系统"),
    columns=(
        Column(name="title", title=gettext_lazy("系统"), sort="title", link=True),
        Column(name="organisation", title=gettext_lazy("所属机构"), sort="organisation__path"),
        Column(name="way", title=gettext_lazy("怎么接入"), value=words.way),
        Column(name="state", title=gettext_lazy("状态"), value=words.state, draw=words.state_drawn),
        Column(
            name="last_at",
            title=gettext_lazy("最近有人登录"),
            draw=lambda client: moment(client.last_at, "year") if client.last_at else "—",
            sort="last_at",
        ),
    ),
    filters=(
        Filter(
            name="state",
            title=gettext_lazy("状态"),
            options=(("on", gettext_lazy("在用")), ("off", gettext_lazy("已停用"))),
            apply=narrow_state,
        ),
    ),
    search=queries.clients_matching,
    search_hint=gettext_lazy("搜系统、机构或代号"),
    order=("title", "pk"),
)


@needs("provider.manage")
def clients(request: HttpRequest) -> HttpResponse:
    """List the systems of the organisations that the person looks after."""
    tool = {"title": _("登记系统"), "url": reverse("provider:register"), "icon": "plus", "primary": True}
    context = {
        "tools": [tool],
        "subtitle": _("用这里的账号登录的系统，和自己来读名册的系统。"),
    }
    rows = queries.with_use(queries.clients_for(request.user))
    return pages.listing(request, table=CLIENTS, rows=rows, context=context)


@needs("provider.manage")
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Register a system, and tell its secret this once."""
    initial = {"client_type": "confidential", "algorithm": "ES256", "scopes": ["openid", "profile"]}
    form = ClientForm(request.POST or None, initial=initial, manager=request.user)
    if request.method == "POST" and form.is_valid():
        made, told = services.register_client(**form.cleaned_data, by=request.user, at=timezone.now())
        return show_secret(request, made, told)
    return pages.form(
        request,
        form=form,
        title=_("登记系统"),
        verb=_("登记"),
        save=lambda filled: None,
        done="",
        cancel=reverse("provider:clients"),
        context={"trail": trail(_("登记系统"))},
    )


@needs("provider.manage")
@never_cache
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a system: how it is connected, how it is used, and all that was done with it."""
    shown, at = found(request, pk), timezone.now()
    facts = activity.facts_about(f"provider.Client:{shown.pk}").order_by("-at", "-pk")
    context = {
        "title": shown.title,
        "subtitle": words.state(shown),
        "trail": trail(shown.title),
        "client": shown,
        "facts": words.known(shown),
        "endpoints": [(name, endpoint(place)) for name, place in words.endpoints(shown)],
        "use": queries.use_of(shown, since=at - LATELY, at=at),
        "sign_ons": queries.sign_ons_of(shown)[:SHOWN],
        "history": facts[:SHOWN],
        "tools": tools(shown),
    }
    return render(request, "provider/client.html", context)


@needs("provider.manage")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a system or what it may."""
    shown = found(request, pk)
    initial = {name: getattr(shown, name) for name in ClientForm.base_fields if name != "because"}
    form = ClientForm(
        request.POST or None,
        initial=initial | {"organisation": shown.organisation.name},
        manager=request.user,
    )
    return pages.form(
        request,
        form=form,
        title=_("更改“{title}”").format(title=shown.title),
        verb=_("改好了"),
        save=lambda filled: services.change_client(
            client=found(request, pk), **filled, by=request.user, at=timezone.now()
        ),
        done=lambda changed: said(request, changed, _("改好了。")),
        cancel=shown.get_absolute_url(),
        context={"trail": trail(shown.title, shown.get_absolute_url(), _("更改"))},
    )


@needs("provider.manage")
@never_cache
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the system another secret, and tell it this once."""
    shown, form = found(request, pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["because"]
        told = services.rotate_secret(client=shown, because=reason, by=request.user, at=timezone.now())
        return show_secret(request, shown, told)
    context = {"sentence": _("旧密钥马上作废。请和对方约好时间，换好以后马上告诉它。")}
    return asking(request, shown, form, title=_("换“{title}”的密钥"), verb=_("换密钥"), context=context)


@needs("provider.manage")
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody sign on to the system any more."""
    shown = found(request, pk)
    return asking(
        request,
        shown,
        ReasonForm(request.POST or None),
        title=_("停用“{title}”"),
        verb=_("停用"),
        save=services.stop_client,
        done=_("已停用，登录着的人都退出了。"),
        context={"danger": True, "sentence": _("登录着的人都会退出，它手里的令牌马上作废。")},
    )


@needs("provider.manage")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people sign on to a stopped system again."""
    shown = found(request, pk)
    return asking(
        request,
        shown,
        ReasonForm(request.POST or None),
        title=_("恢复“{title}”"),
        verb=_("恢复"),
        save=services.resume_client,
        done=_("已恢复，可以登录了。"),
        context={"sentence": _("密钥和原来的一样。")},
    )


def asking(
    request: HttpRequest,
    shown: Any,
    form: ReasonForm,
    *,
    title: str,
    verb: str,
    save=None,
    done: str = "",
    context,
) -> HttpResponse:
    """Ask for the reason, do it, and go back to the system."""
    return pages.form(
        request,
        form=form,
        title=title.format(title=shown.title),
        verb=verb,
        save=lambda filled: save(client=shown, **filled, by=request.user, at=timezone.now()),
        done=lambda _done: said(request, shown, done),
        cancel=shown.get_absolute_url(),
        template="provider/asking.html",
        context=context | {"trail": trail(shown.title, shown.get_absolute_url(), verb)},
    )


def found(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.clients_for(request.user), pk=pk)


def show_secret(request: HttpRequest, shown: Any, told: str) -> HttpResponse:
    context = {
        "title": shown.title,
        "client": shown,
        "secret": told,
        "trail": trail(shown.title, shown.get_absolute_url(), _("系统代号和密钥")),
        "facts": [(name, endpoint(place)) for name, place in words.endpoints(shown)],
    }
    return render(request, "provider/secret.html", context)


def tools(shown: Any) -> list[dict[str, Any]]:
    """Return what can be done with the system."""
    places = [(_("更改"), "change", "pencil")]
    places += [] if shown.is_public else [(_("换密钥"), "secret", "key-round")]
    places += [(_("恢复"), "resume", "play")] if shown.stopped_at else [(_("停用"), "stop", "ban")]
    return [
        {"title": title, "url": reverse(f"provider:{name}", args=[shown.pk]), "icon": icon}
        for title, name, icon in places
    ]


def trail(*parts: str) -> list[Any]:
    """Return the way to the page: (title, address) pairs, the last title alone."""
    way: list[Any] = [(str(CLIENTS.title), reverse("provider:clients"))]
    return [*way, (parts[0], parts[1]), parts[2]] if len(parts) == 3 else [*way, parts[0]]


def said(request: HttpRequest, shown: Any, sentence: str) -> str:
    messages.success(request, sentence)
    return shown.get_absolute_url()
