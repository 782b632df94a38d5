"""The second person's word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuandu.engines.registry.queries.privacy import APPROVE
from yuandu.engines.registry.services import privacy as services
from yuandu.engines.registry.views.exports.lists import found
from yuandu.engines.registry.views.people.finding import told
from yuandu.kernel.access import needs


@needs(APPROVE)
@require_POST
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """Allow a file; it is made at once."""
    shown = services.allow_export(request=found(request, pk), **told(request))
    messages.success(request, _("已批准，正在生成。只有申请人能下载。"))
    return redirect(shown)


@needs(APPROVE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a file, with the reason that the asker reads."""
    because = request.POST.get("because", "")
    shown = services.refuse_export(request=found(request, pk), because=because, **told(request))
    messages.success(request, _("已退回，申请人会看到理由。"))
    return redirect(shown)
