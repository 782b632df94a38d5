"""The views: each checks what is asked, reads it within the place of the system, and leaves one entry of the trail."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from yuandu.engines.registry.queries import oneroster
from yuandu.engines.registry.queries.oneroster import Found, Page, Part, Place
from yuandu.engines.registry.rules.oneroster import CORE, FULL
from yuandu.engines.registry.services.roster_provider import record_reading
from yuandu.engines.registry.views.oneroster.answers import body, links, selected
from yuandu.engines.registry.views.oneroster.asking import Asked, asked
from yuandu.engines.registry.views.oneroster.endpoints import Operation
from yuandu.engines.registry.views.oneroster.guard import for_systems
from yuandu.engines.registry.views.oneroster.kinds import Caller, known_people
from yuandu.engines.registry.views.oneroster.objects import Maker
from yuandu.engines.registry.views.oneroster.problems import bad_filter, bad_selection, unknown
from yuandu.engines.registry.views.oneroster.remembered import counts, cursor_at, remember_cursor

BASE = "/ims/oneroster/rostering/v1p2"


def view_of(operation: Operation) -> Callable[..., HttpResponse]:
    """Return the view of an operation."""
    view = single(operation) if operation.is_single else collection(operation)
    view.__name__ = operation.name
    return for_systems(*operation.scopes)(view)


def collection(operation: Operation) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **gaps: str) -> HttpResponse:
        wanted = asked(request, known=operation.kind.fields)
        caller = caller_of(request)
        parents = parents_of(operation, caller, list(gaps.values()))
        page, total = page_of(request, wanted, operation.rows(caller, *parents), caller.place)
        note(request, operation, wanted, page.rows, parents)
        objects = operation.kind.make(maker(caller), page.rows)
        response = body({operation.kind.many: selected(objects, wanted.fields)})
        response["X-Total-Count"] = str(total)
        response["Link"] = links(address_of(request), wanted, total=total, cursor=page.cursor)
        return response

    return view


def single(operation: Operation) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **gaps: str) -> HttpResponse:
        wanted = asked(request, known=operation.kind.fields)
        caller = caller_of(request)
        [sourced_id] = gaps.values()
        found = found_in(operation.rows(caller), caller.place, sourced_id)
        note(request, operation, wanted, [found], [])
        objects = operation.kind.make(maker(caller), [found])
        return body({operation.kind.single: selected(objects, wanted.fields)[0]})

    return view


@for_systems(CORE, FULL)
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address that the service has not."""
    raise unknown("The service has no such address.")


def caller_of(request: HttpRequest) -> Caller:
    """Return the system that asks, today."""
    client = request.client
    place = oneroster.place_of_client(client.organisation_id, client.path, on=timezone.localdate())
    return Caller(place, client.scopes)


def maker(caller: Caller) -> Maker:
    return Maker(caller.place, settings.ADDRESS + BASE)


def address_of(request: HttpRequest) -> str:
    return settings.ADDRESS + request.path


def parents_of(operation: Operation, caller: Caller, sourced_ids: Sequence[str]) -> list[Found]:
    """Return what the gaps of the address stand for; raises Problem for what is not the system's to see."""
    parents: list[Found] = []
    for relation, sourced_id in zip(operation.parents, sourced_ids, strict=True):
        parents.append(found_in(relation(caller, *parents), caller.place, sourced_id))
    return parents


def found_in(parts: Sequence[Part], place: Place, sourced_id: str) -> Found:
    found = oneroster.found(parts, place, sourced_id)
    if found is None:
        raise unknown()
    return found


def page_of(request: HttpRequest, wanted: Asked, parts: Sequence[Part], place: Place) -> tuple[Page, int]:
    """Return the page and how many rows there are in all; raises Problem."""
    wish = wanted.wish
    try:
        oneroster.check_sort(parts, wish)
        if wish.clauses or wish.sort:
            oneroster.limit_time()
        known = counts(request, wanted, lambda: oneroster.counts_of(parts, place, wish.clauses))
        wish = wish if wish.cursor else wish.at(cursor_at(request, wanted))
        page = oneroster.page(parts, place, wish, counts=known)
    except oneroster.BadFilter as bad:
        raise bad_filter(str(bad)) from None
    except (oneroster.BadSort, oneroster.BadCursor) as bad:
        raise bad_selection(str(bad)) from None
    remember_cursor(request, wanted, page.cursor)
    return page, sum(known)


def note(
    request: HttpRequest,
    operation: Operation,
    wanted: Asked,
    rows: Sequence[Found],
    parents: Sequence[Found],
) -> None:
    """Leave the entry of the trail: what was asked for, and whom the answer is about."""
    near = [parent.id for parent in parents if parent.letter == "P"]
    record_reading(
        request.client,
        address=request.path,
        wanted=wanted.words,
        count=len(rows),
        people=[*near, *known_people(operation.kind, rows)],
        at=timezone.now(),
    )
