"""The one view behind all addresses of SCIM: it carries a request to the protocol and its answer back."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from scim2_server.requests import ScimRequest

from yuandu.engines.registry.gateways.scim.schemas import LARGEST_BULK
from yuandu.engines.registry.services.scim import answer
from yuandu.kernel.access import granted


@granted("scim")
def scim(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer another system that looks after accounts."""
    asked = ScimRequest(
        method=request.method,
        base_url=request.build_absolute_uri(request.path.removesuffix(path).rstrip("/")),
        path=f"/{path}",
        query=request.GET.dict(),
        headers=dict(request.headers),
        body=request.read(LARGEST_BULK + 1),
    )
    response = answer(asked, client=request.client, at=timezone.now())
    body = b"" if response.body is None else json.dumps(response.body, ensure_ascii=False).encode()
    return HttpResponse(body, status=response.status.value, headers=response.headers)
