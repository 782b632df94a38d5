"""The SCIM protocol of scim2-server over our storage, with the limits that an open door needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from scim2_models import (
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    SCIMException,
    SearchRequest,
)
from scim2_server.conditions import Conditions
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from yuandu.engines.registry.gateways.scim.resources import code_of
from yuandu.engines.registry.gateways.scim.schemas import (
    LARGEST_BODY,
    POST,
    PROVIDER,
    RESOURCE_TYPE,
    Post,
)
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scim import places_suggested, post_kinds_given
from yuandu.engines.registry.queries.scim.links import SUGGESTED_LEVELS
from yuandu.engines.registry.services.scim.bulk import Handler
from yuandu.engines.registry.services.scim.storage import Accounts
from yuandu.kernel.access import Client

LONGEST_FILTER = 4096
LEFT_AS_IT_IS = ("active", "name", "display_name")  # what a PUT need not repeat (RFC 7644 §3.5.1)
ESCAPED_NUL = rb"\u0000"


class Service(ScimService):
    """The protocol for one client, who reads in the schemas what it may choose from."""

    def __init__(self, client: Client) -> None:
        super().__init__(PROVIDER, secret=settings.SECRET_KEY)
        self.client = client

    def max_body_size(self, request: ScimRequest) -> int | None:
        """Return the most bytes that are read of any request."""
        limit = super().max_body_size(request)
        return LARGEST_BODY if limit is None else limit

    def read_body(self, model: Any, body: bytes, content_type: str | None, scim_ctx: Any) -> Any:
        refuse_nul(body)
        return super().read_body(model, body, content_type, scim_ctx)

    def decode_body(self, body: bytes, content_type: str | None) -> Any:
        try:
            return super().decode_body(body, content_type)
        except RecursionError:
            raise InvalidSyntaxException from None

    def read_search(self, resource_types: list[ResourceType], payload: Any) -> tuple[SearchRequest[Any], Any]:
        """Refuse a filter that is longer than anybody writes."""
        said = {key.casefold(): value for key, value in payload.items()} if isinstance(payload, dict) else {}
        if len(str(said.get("filter") or "")) > LONGEST_FILTER:
            raise InvalidFilterException(detail=_("筛选条件太长，最多{n}个字符。").format(n=LONGEST_FILTER))
        return super().read_search(resource_types, payload)

    def publish(self, base_url: str, resource: Resource[Any]) -> Resource[Any]:
        """Give the resource its location: it was made for this answer, and no copy is needed."""
        resource.meta.location = self.resource_location(base_url, RESOURCE_TYPE, resource.id)
        return resource

    def apply_replacement(
        self, current: Resource[Any], replacement: Resource[Any], conditions: Conditions
    ) -> Resource[Any] | None:
        """Let what a PUT leaves out of state, name and posts stand: nobody loses a post by a short message."""
        for name in LEFT_AS_IT_IS:
            if name not in replacement.model_fields_set:
                setattr(replacement, name, getattr(current, name))
        said = replacement[Post]
        if said is None or "posts" not in said.model_fields_set:
            replacement[Post] = current[Post]
        return super().apply_replacement(current, replacement, conditions)

    def schemas(self, location: str, query: Mapping[str, str]) -> ScimResponse:
        response = super().schemas(location, query)
        for schema in response.body["Resources"]:
            self.suggest(schema)
        return response

    def schema(self, location: str, schema_id: str, query: Mapping[str, str]) -> ScimResponse:
        response = super().schema(location, schema_id, query)
        self.suggest(response.body)
        return response

    def suggest(self, schema: dict[str, Any]) -> None:
        """Put into the schema of posts the schools of the client's place, and kinds that any of them has."""
        if schema["id"] != POST:
            return
        kinds = [kind for kind, levels in post_kinds_given().items() if levels >= SUGGESTED_LEVELS]
        values = {
            "organisation": [code_of(place) for place in places_suggested(self.client)],
            "kind": kinds,
            "subject": list(codes_of("subject")),
        }
        posts = next(attribute for attribute in schema["attributes"] if attribute["name"] == "posts")
        for attribute in posts["subAttributes"]:
            if suggested := values.get(attribute["name"]):
                attribute["canonicalValues"] = suggested


def answer(request: ScimRequest, *, client: Client, at: datetime) -> ScimResponse:
    """Serve a request of the client. What it does wrong is said as RFC 7644 §3.12 says it.

    Raises what is nobody's fault but ours.
    """
    service = Service(client)
    try:
        limit = service.max_body_size(request)
        if limit is not None and len(request.body) > limit > 0:
            raise PayloadTooLargeException(detail=_("一次最多传{n}字节。").format(n=limit))
        response = Handler(service, Accounts(client=client, at=at)).handle(request)
    except SCIMException as refused:
        response = service.error_response(refused)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def refuse_nul(body: bytes) -> None:
    """Raise InvalidValueException for the one character that no text of the database can hold."""
    if ESCAPED_NUL in body or b"\0" in body:
        raise InvalidValueException(detail=_("文字里有不能保存的字符（U+0000），请去掉。"))
