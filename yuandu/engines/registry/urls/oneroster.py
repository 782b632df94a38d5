"""The addresses of the OneRoster rostering service, below the base that the standard fixes."""

from itertools import count

from django.urls import path

from yuandu.engines.registry.views.oneroster import discovery, reading
from yuandu.engines.registry.views.oneroster.endpoints import operations

app_name = "oneroster"


def pattern(address: str) -> str:
    """Return the address with its gaps as Django writes them."""
    numbers = count(1)
    return "/".join(f"<str:id{next(numbers)}>" if part == "{}" else part for part in address.split("/"))


urlpatterns = [
    path(pattern(operation.address), reading.view_of(operation), name=operation.name)
    for operation in operations()
]
urlpatterns += [
    path(discovery.DOCUMENT, discovery.description, name="discovery"),
    path("", reading.nowhere, {"rest": ""}),
    path("<path:rest>", reading.nowhere, name="nowhere"),
]
