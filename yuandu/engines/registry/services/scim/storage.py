"""Where the SCIM server of scim2-server reads and writes: our tables, through queries and services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from scim2_models import (
    InvalidCursorException,
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
)
from scim2_server.storage import ScimStorage, SearchPage

from yuandu.engines.registry.gateways.scim.resources import Holding, resource_of, version_of
from yuandu.engines.registry.gateways.scim.said import said_in
from yuandu.engines.registry.gateways.scim.schemas import PAGE, Account
from yuandu.engines.registry.models import ExternalAccount, User
from yuandu.engines.registry.queries.scim import holdings_of, link_of, links_of, reach_of
from yuandu.engines.registry.queries.scim.filters import Column, column_of, condition, ranks
from yuandu.engines.registry.services.scim.changing import change_link
from yuandu.engines.registry.services.scim.closing import close_link
from yuandu.engines.registry.services.scim.opening import open_link
from yuandu.engines.registry.services.scim.opening_many import open_many
from yuandu.engines.registry.services.scim.trail import record_look
from yuandu.kernel import scope
from yuandu.kernel.access import Client
from yuandu.kernel.refusals import Refusal

FURTHEST = 2**31
BY_ID = Column(field="user_id", kind="id")


class Accounts(ScimStorage):
    """The accounts of one client, during one request.

    Reading is held by the net at the client's place. Writing is the platform's: whether a name is free and what
    its holder is elsewhere lies beyond that place.
    """

    supports_cursors = True

    def __init__(self, *, client: Client, at: datetime) -> None:
        self.client, self.at, self.on = client, at, timezone.localdate(at)

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Let one operation stand or fall by itself, and say refusals of the registry as SCIM says them."""
        try:
            with transaction.atomic():
                yield
        except Refusal as refusal:
            raise InvalidValueException(detail=str(refusal)) from refusal

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return an account; with response parameters it goes to the client, who has then looked at it."""
        link = self.link(resource_id)
        if response_parameters is not None:
            record_look(client=self.client, people=[link.user.person_id], at=self.at, count=1)
        return resource_of(self.holding(link))

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """Return a page, and record that the client has looked at the people on it."""
        links = links_of(self.client)
        if search_request.filter is not None:
            links = links.filter(condition(search_request.filter))
        ordered, column = in_order(links, search_request)
        count = PAGE if search_request.count is None else search_request.count
        if search_request.cursor is None:
            start = min((search_request.start_index or 1) - 1, FURTHEST)
            rows = ordered.values_list("pk", "nothing", "key")[start : start + count]
            keys = [pk for pk, *_order in rows]  # the rows that are skipped stay unread
            found = links.in_bulk(keys)
            page = SearchPage(links.order_by().count(), [found[key] for key in keys if key in found])
        else:
            page = keyset_page(ordered, position, count=count, is_descending=descending(search_request))
        holdings = holdings_of(page.resources, client=self.client, on=self.on)
        told = {"filter": str(search_request.filter)[:300]} if search_request.filter else {}
        people = [link.user.person_id for link in page.resources]
        record_look(client=self.client, people=people, at=self.at, count=len(people), **told)
        page.resources = [resource_of(holding) for holding in holdings]
        return page

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Open an account."""
        said = said_in(resource)
        with scope.platform():
            [opened] = open_many([said], client=self.client, at=self.at)
            if opened is None:
                return self.stored(open_link(said=said, client=self.client, at=self.at))
            return resource_of(opened)

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Change an account to what the resource says, if it is still that of the version."""
        with scope.platform():
            link = self.link_to_write(str(resource.id), expected_version)
            change_link(link=link, said=said_in(resource), client=self.client, at=self.at)
            return self.stored(link)

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Delete an account, if it is still that of the version."""
        with scope.platform():
            link = self.link_to_write(resource_id, expected_version)
            close_link(link=link, client=self.client, at=self.at)

    def link(self, resource_id: str) -> ExternalAccount:
        """Return the client's account; raises NotFoundException, also for one whose holder is only elsewhere."""
        try:
            link = link_of(self.client, resource_id)
        except ExternalAccount.DoesNotExist:
            raise NotFoundException(detail=f"Resource {resource_id[:40]!r} not found") from None
        with scope.platform():
            if reach_of(link.user, client=self.client, on=self.on).is_gone:
                raise NotFoundException(detail=f"Resource {resource_id[:40]!r} not found")
        return link

    def link_to_write(self, resource_id: str, expected_version: str | None) -> ExternalAccount:
        """Return the account, locked; raises PreconditionFailedException where it has changed since."""
        link = self.link(resource_id)
        User.objects.select_for_update().get(pk=link.user_id)
        link = self.link(resource_id)
        if expected_version is not None and version_of(self.holding(link)) != expected_version:
            raise PreconditionFailedException
        return link

    def holding(self, link: ExternalAccount) -> Holding:
        return holdings_of([link], client=self.client, on=self.on)[0]

    def stored(self, link: ExternalAccount) -> Resource[Any]:
        """Return what the tables hold now: the database keeps when a person changed."""
        return resource_of(self.holding(links_of(self.client).get(pk=link.pk)))


def descending(search_request: SearchRequest[Any]) -> bool:
    is_sorted = search_request.sort_by is not None
    return is_sorted and search_request.sort_order == SearchRequest.SortOrder.descending


def in_order(
    links: QuerySet[ExternalAccount], search_request: SearchRequest[Any]
) -> tuple[QuerySet[ExternalAccount], Column]:
    """Return the accounts in the order asked for, those without a value last, and by their ids."""
    binding = search_request.sort_binding(Account)
    column = column_of(binding.urn, str(search_request.sort_by)) if binding else BY_ID
    sign = "-" if descending(search_request) else ""
    if column.kind == "id":  # the index holds this order, so that a page costs what is on it
        links = links.annotate(nothing=Value(0), key=F("user_id"))
        return links.order_by(f"{sign}user_id"), column
    nothing, key = ranks(column)
    links = links.annotate(nothing=nothing, key=key)
    return links.order_by(f"{sign}nothing", f"{sign}key", f"{sign}user_id"), column


def keyset_page(
    ordered: QuerySet[ExternalAccount], position: Any, *, count: int, is_descending: bool
) -> SearchPage:
    """Return the page that starts after, or ends before, a position; the total is not counted."""
    is_back = bool(position) and position.get("d") == "previous"
    if position:
        ordered = ordered.filter(beyond(position, is_upwards=is_back == is_descending))
    found = list((ordered.reverse() if is_back else ordered)[: count + 1])
    is_more, found = len(found) > count, found[:count]
    if is_back:
        found.reverse()
    page = SearchPage(None, found)
    if found and (is_more or is_back):
        page.next = position_of("next", found[-1])
    if found and position and (is_more or not is_back):
        page.previous = position_of("previous", found[0])
    return page


def position_of(direction: str, link: ExternalAccount) -> dict[str, Any]:
    key = link.key.isoformat() if isinstance(link.key, datetime) else link.key
    is_moment = isinstance(link.key, datetime)
    return {"d": direction, "n": link.nothing, "k": key, "m": is_moment, "i": link.user_id}


def beyond(position: dict[str, Any], *, is_upwards: bool) -> Q:
    """Return the filter for rows past the position, in the order of (nothing, key, id)."""
    try:
        nothing, key, pk = position["n"], position["k"], position["i"]
        key = parse_datetime(key) if position["m"] else key
    except (KeyError, TypeError, ValueError):
        raise InvalidCursorException from None
    step = "gt" if is_upwards else "lt"
    if key == pk:
        return Q(**{f"user_id__{step}": pk})
    past_key = Q(**{f"key__{step}": key}) | Q(**{"key": key, f"user_id__{step}": pk})
    return Q(**{f"nothing__{step}": nothing}) | (Q(nothing=nothing) & past_key)
