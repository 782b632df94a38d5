"""Handing files out, to whoever holds a signed link."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from yuandu.engines.files import queries
from yuandu.engines.files.rules import KINDS
from yuandu.kernel.access import public

if TYPE_CHECKING:
    from yuandu.engines.files.models import File

CHUNK = 1 << 18
PICTURES = frozenset(kind.media for kind in KINDS.values() if kind.is_picture)


@public
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with the file of a link that holds; pictures are shown, everything else is saved."""
    user_id = request.user.pk if request.user.is_authenticated else None
    try:
        file = queries.linked_file(token, user_id=user_id)
        content = queries.open_file(file)
    except queries.BadLink:
        return render(request, "files/bad_link.html", status=403)
    except FileNotFoundError:
        return render(request, "files/lost.html", status=410)
    return handed_out(request, file, content)


def handed_out(request: HttpRequest, file: "File", content: BinaryIO) -> StreamingHttpResponse:
    """Stream the file so that no browser runs it."""
    body = read_async(content) if isinstance(request, ASGIRequest) else iter(lambda: content.read(CHUNK), b"")
    answer = StreamingHttpResponse(body, content_type=file.kind)
    answer["Content-Length"] = file.size
    answer["Content-Disposition"] = content_disposition_header(file.kind not in PICTURES, file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


async def read_async(content: BinaryIO) -> AsyncIterator[bytes]:
    """Yield the bytes piece by piece: Django would read a plain iterator whole before it answers."""
    try:
        while piece := await sync_to_async(content.read, thread_sensitive=False)(CHUNK):
            yield piece
    finally:
        content.close()
