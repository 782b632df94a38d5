"""The file itself, for who asked for it."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yuandu.engines.registry.services import privacy as services
from yuandu.kernel.access import signed_in
from yuandu.kernel.exports import handed_out


@signed_in
@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand the file out to the account that asked; that somebody else tried is recorded."""
    asked, at = services.request_of(token), timezone.now()
    if asked is None:
        return render(request, "registry/export_link.html", status=403)
    if asked.asked_by_id != request.user.pk:
        services.note_passed_on(request=asked, by=request.user, at=at)
        return render(request, "registry/export_link.html", {"number": asked.number}, status=403)
    content, file = services.hand_out(request=asked, by=request.user, at=at)
    return handed_out(request, content, kind=file.kind, name=file.name)
