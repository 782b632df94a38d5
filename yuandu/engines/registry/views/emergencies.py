"""应急查看: seeing somebody outside of one's scope for an hour, and the second look at it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.registry.forms.standing_in import Emergency, Review
from yuandu.engines.registry.queries import standing_in as queries
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.queries.emergencies import sheet_of
from yuandu.engines.registry.services import emergencies as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.people.person import place_of
from yuandu.engines.registry.views.people.tables import post_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing.words import day, moment
from yuandu.kernel.tables import Column, Filter, Table


def reason_of(view: Any) -> str:
    return title_of("emergency_reason", view.reason)


def state_of(view: Any) -> str:
    if view.reviewed_at:
        return _("{name}已核查").format(name=view.reviewer)
    return _("等人核查")


def narrow_state(rows: Any, value: str) -> Any:
    return rows.filter(reviewed_at__isnull=value == "waiting")


EMERGENCIES = Table(
    name="registry.emergencies",
    title=gettext_lazy("应急查看"),
    columns=(
        Column(
            name="opened_at",
            title=gettext_lazy("时间"),
            value=lambda row: moment(row.opened_at),
            sort="opened_at",
            link=True,
        ),
        Column(name="who", title=gettext_lazy("谁查看"), sort="who"),
        Column(name="seat", title=gettext_lazy("身份")),
        Column(name="name", title=gettext_lazy("看了谁"), sort="name"),
        Column(name="reason", title=gettext_lazy("情形"), value=reason_of),
        Column(name="state", title=gettext_lazy("核查"), value=state_of),
    ),
    filters=(
        Filter(
            name="state",
            title=gettext_lazy("核查"),
            options=(("waiting", gettext_lazy("等人核查")), ("done", gettext_lazy("已核查"))),
            apply=narrow_state,
        ),
        Filter(
            name="reason",
            title=gettext_lazy("情形"),
            options=lambda user: [(code, str(one)) for code, one in codes_of("emergency_reason").items()],
        ),
    ),
    order=("-opened_at", "-pk"),
    grade="L4",
)


@needs("registry.emergency")
@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """List who saw whom in an emergency: people of the person's scope, and what they opened themselves."""
    tool = {"title": _("应急查看一个人"), "url": reverse("registry:open_emergency"), "icon": "eye"}
    return pages.listing(
        request,
        table=EMERGENCIES,
        rows=queries.emergencies_for(request.user),
        context={
            "tools": [tool],
            "subtitle": _(
                "人命关天的时候，可以看范围以外的一个人，60分钟。每次都告诉学校和家长，再由另一个人核查。"
            ),
        },
    )


@needs("registry.emergency")
@never_cache
def open_emergency(request: HttpRequest) -> HttpResponse:
    """Ask whom somebody must see and why, and open that person for an hour."""
    return pages.form(
        request,
        form=Emergency(request.POST or None),
        title=_("应急查看一个人"),
        verb=_("打开60分钟"),
        save=lambda filled: services.open_emergency(**filled, **told(request)),
        done=lambda view: view.get_absolute_url(),
        cancel=reverse("registry:emergencies"),
        template="registry/emergency_open.html",
        context={
            "danger": True,
            "trail": [(_("应急查看"), reverse("registry:emergencies")), _("应急查看一个人")],
        },
    )


@needs("registry.emergency")
@never_cache
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an emergency view; while it is open, to who opened it, with whom it is about; take the second look."""
    view, at = found(queries.emergencies_for(request.user).get, pk=pk), timezone.now()
    is_own = view.user_id == request.user.pk
    may_review = queries.to_review(request.user).filter(pk=pk).exists()
    form = Review(request.POST or None) if may_review else None
    context = {
        "view": view,
        "title": _("{who}应急查看了{name}").format(who=view.who, name=view.name),
        "trail": [(_("应急查看"), reverse("registry:emergencies")), moment(view.opened_at)],
        "facts": facts_of(view, at),
        "form": form,
        "is_open": is_own and view.is_open(at),
        "is_own": is_own,
    }
    if form and form.is_valid():
        services.review_emergency(view=view, **form.cleaned_data, **told(request))
        messages.success(request, _("记下了您的核查意见。"))
        return HttpResponseRedirect(view.get_absolute_url())
    if context["is_open"]:
        context |= {"minutes": 1 + int((view.ends_at - at).total_seconds() // 60), "sheet": sheet(view)}
    return render(request, "registry/emergency.html", context, status=422 if form and form.errors else 200)


def facts_of(view: Any, at: Any) -> list[tuple[Any, ...]]:
    """Return what is known of an emergency view."""
    ended = view.closed_at or min(view.ends_at, at)
    until = _("还开着") if view.is_open(at) else moment(ended)
    return [
        (_("谁查看"), view.who),
        (_("身份"), view.seat),
        (_("看了谁"), view.name),
        (_("情形"), reason_of(view)),
        (_("说明"), view.because),
        (_("打开"), moment(view.opened_at)),
        (_("结束"), until),
        (_("核查人"), view.reviewer or None),
        (_("核查意见"), view.remark or None),
    ]


def sheet(view: Any) -> dict[str, Any]:
    """Return what the emergency needs: who it is, where they belong, and whom to call, numbers in full."""
    known = sheet_of(view, on=timezone.localdate())
    person = known.person
    facts = [
        (_("姓名"), person.name),
        (_("性别"), title_of("sex", person.sex) or None),
        (_("出生日期"), day(person.birth_on, "year") if person.birth_on else None),
        (_("手机号"), person.phone or None),
        *((post_of(post), place_of(post)) for post in known.posts),
    ]
    kin = [
        (title_of("guardian_relation", row.relation), row.guardian.name, row.guardian.phone)
        for row in known.guardians
    ]
    teachers = [(post_of(post), post.person.name, post.person.phone) for post in known.teachers]
    return {"facts": facts, "calls": kin + teachers}


@needs("registry.emergency")
@require_POST
def close_emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own view before its time."""
    view = found(queries.own_emergency, request.user, pk)
    if view.is_open(timezone.now()):
        services.close_emergency(view=view, **told(request))
        messages.success(request, _("已经关上，不能再看了。"))
    return HttpResponseRedirect(view.get_absolute_url())
