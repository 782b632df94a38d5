"""The description of the service that the standard has every provider offer: OpenAPI, of what there is here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yuandu.engines.registry.views.oneroster.answers import body
from yuandu.engines.registry.views.oneroster.asking import DEFAULT_LIMIT, LARGEST_LIMIT, LARGEST_OFFSET
from yuandu.engines.registry.views.oneroster.endpoints import Operation, operations
from yuandu.kernel.access import public

DOCUMENT = "discovery/onerosterv1p2rostersservice_openapi3_v1p0.json"
STANDARD = (
    "https://purl.imsglobal.org/spec/or/v1p2/schema/openapi/onerosterv1p2rostersservice_openapi3_v1p0.json"
)
REFUSALS = {
    "400": "A parameter is wrong.",
    "401": "No token.",
    "403": "Not in the scope.",
    "429": "Too slow.",
}
TEXT = {"type": "string"}


def query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


FIELDS = query("fields", {"type": "array", "items": TEXT})
PAGING = [
    query("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}),
    query("offset", {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0}),
    query("sort", TEXT),
    query("orderBy", {"type": "string", "enum": ["asc", "desc"]}),
    query("filter", TEXT),
    FIELDS,
]


@public
def description(request: HttpRequest) -> HttpResponse:
    """Answer with the description; it says nothing that the standard does not, and is for everybody."""
    base = request.path.removesuffix(f"/{DOCUMENT}")
    return body(
        {
            "openapi": "3.0.3",
            "info": {"title": "OneRoster Rostering Service", "version": "1.2", "description": STANDARD},
            "servers": [{"url": f"{settings.ADDRESS}{base}"}],
            "paths": {f"/{address_of(one)}": {"get": told(one)} for one in operations()},
            "components": {"securitySchemes": {"OAuth2CC": scheme()}},
        }
    )


def address_of(operation: Operation) -> str:
    """Return the address, its gaps named by the number."""
    address = operation.address
    for number in range(1, address.count("{}") + 1):
        address = address.replace("{}", f"{{id{number}}}", 1)
    return address


def told(operation: Operation) -> dict[str, Any]:
    """Return what there is to say of an operation."""
    gaps = [
        {"name": f"id{number}", "in": "path", "required": True, "schema": TEXT}
        for number in range(1, operation.address.count("{}") + 1)
    ]
    kind = operation.kind
    object_ = {"type": "object", "properties": {name: {} for name in sorted(kind.fields)}}
    name, said = (
        (kind.single, object_) if operation.is_single else (kind.many, {"type": "array", "items": object_})
    )
    schema = {"type": "object", "properties": {name: said}, "required": [name]}
    refusals = REFUSALS | ({"404": "Unknown."} if gaps else {})
    return {
        "operationId": operation.name,
        "parameters": [*gaps, *([FIELDS] if operation.is_single else PAGING)],
        "security": [{"OAuth2CC": [scope]} for scope in operation.scopes],
        "responses": {
            "200": {"description": "Found.", "content": {"application/json": {"schema": schema}}},
            **{status: {"description": what} for status, what in refusals.items()},
        },
    }


def scheme() -> dict[str, Any]:
    scopes = {scope: "" for one in operations() for scope in one.scopes}
    flow = {"tokenUrl": f"{settings.ADDRESS}/oauth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}
