"""The notices of a person, and what comes by e-mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuandu.engines.messaging import forms, queries, services
from yuandu.kernel import pages
from yuandu.kernel.access import public, signed_in
from yuandu.kernel.apps import titles

PER_PAGE = 30


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    notices = queries.unread_for(request.user) if only_unread else queries.notices_for(request.user)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notices": page.object_list,
        "unread_total": queries.unread_count(request.user),
        "parts": [
            {"title": _("全部"), "url": "?", "current": not only_unread},
            {"title": _("没看过的"), "url": "?show=unread", "current": only_unread},
        ],
        "only_unread": only_unread,
        "pages": pages.turning(page, request.GET),
    }
    return render(request, "messaging/inbox.html", context)


@signed_in
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where the notice leads; to have opened it is to have read it, as with a letter."""
    notice = get_object_or_404(queries.notices_for(request.user), pk=pk)
    services.read(notice=notice, at=timezone.now())
    return redirect(notice.url or "messaging:inbox")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.read_all(user=request.user, at=timezone.now())
    return redirect("messaging:inbox")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    chosen = queries.choices_of(request.user, on=timezone.localdate())
    form = forms.Choices(request.POST or None, chosen=chosen)

    def save(wanted: dict) -> None:
        services.choose(user=request.user, choices=wanted)
        messages.success(request, _("已改好，从下一条消息起生效。"))

    inbox = reverse("messaging:inbox")
    context = {"trail": [(_("消息"), inbox), _("邮件通知")]}
    return pages.form(
        request,
        form=form,
        title=_("邮件通知"),
        verb=_("保存"),
        save=save,
        done=lambda _nothing: inbox,
        cancel=inbox,
        template="messaging/choices.html",
        context=context,
    )


@public
@csrf_exempt  # mail programs send the form of RFC 8058 by themselves; the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether letters of a kind shall end, and end them; the link of a letter leads here."""
    try:
        user_id, kind = queries.left_by(token)
    except BadSignature:
        raise Http404 from None
    if request.method == "POST":
        services.leave(user_id=user_id, kind=kind)
    context = {"kind": titles("notices").get(kind, kind), "is_done": request.method == "POST"}
    return render(request, "messaging/leave.html", context)
