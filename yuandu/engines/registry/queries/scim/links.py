"""The accounts that a client looks after, with what their holders are at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yuandu.engines.registry.gateways.scim.resources import Holding
from yuandu.engines.registry.models import ExternalAccount, Grant, Guardianship, Organisation, Post, User
from yuandu.engines.registry.models.accounts import Delegation, role_of
from yuandu.engines.registry.queries.accounts import LOOKED_AFTER
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scope import at_or_below
from yuandu.engines.registry.rules.paths import is_at_or_below
from yuandu.kernel.access import Client

LONGEST_ID = 18  # digits of a bigint, less one
MOST_SUGGESTED = 500
SUGGESTED_LEVELS = {"school", "campus"}


def links_of(client: Client) -> QuerySet[ExternalAccount]:
    """Return the accounts that the client looks after at its place: the only door to them."""
    mine = ExternalAccount.objects.filter(at_or_below(client.path), client=client.pk, ended_at=None)
    return mine.select_related("user__person")


def link_of(client: Client, resource_id: str) -> ExternalAccount:
    """Return the client's account with this id; raises ExternalAccount.DoesNotExist for all others."""
    if not (resource_id.isascii() and resource_id.isdigit() and len(resource_id) <= LONGEST_ID):
        raise ExternalAccount.DoesNotExist
    return links_of(client).get(user=int(resource_id))


def not_over(on: date) -> Q:
    """Return the filter for posts and grants that hold on the day or will later."""
    return Q(to_on=None) | Q(to_on__gt=on)


def holdings_of(links: Iterable[ExternalAccount], *, client: Client, on: date) -> list[Holding]:
    """Return the accounts with their posts and grants at the client's place: two queries for all."""
    links = list(links)
    posts: dict[int, list[Post]] = {}
    people = [link.user.person_id for link in links]
    held = Post.objects.filter(at_or_below(client.path), not_over(on), person__in=people)
    for post in held.select_related("organisation", "school").order_by("path", "kind", "subject", "pk"):
        posts.setdefault(post.person_id, []).append(post)
    grants: dict[int, list[Grant]] = {}
    here = at_or_below(client.path, field="organisation__path")
    given = Grant.objects.filter(here, not_over(on), user__in=[link.user_id for link in links])
    for grant in given.select_related("organisation").order_by("organisation__path", "role", "pk"):
        grants.setdefault(grant.user_id, []).append(grant)
    return [
        Holding(
            link=link,
            posts=tuple(posts.get(link.user.person_id, ())),
            grants=tuple(grants.get(link.user_id, ())),
        )
        for link in links
    ]


@dataclass(frozen=True)
class Reach:
    """How far a client may change an account.

    `is_here`: nothing that its holder is or may do lies outside the client's place. `is_plain`: no right beyond
    those of teachers, pupils and guardians hangs on it, so that who holds its password gains none. `is_gone`:
    everything that its holder is lies elsewhere.
    """

    is_here: bool
    is_plain: bool
    is_gone: bool


def reach_of(user: User, *, client: Client, on: date) -> Reach:
    """Return how far the client may change the account: four queries, as the platform sees it."""
    posts = list(Post.objects.filter(not_over(on), person=user.person_id).values_list("path", "kind"))
    grants = list(Grant.objects.filter(not_over(on), user=user).values_list("organisation__path", flat=True))
    wards = list(Guardianship.objects.filter(guardian=user.person_id).values_list("path", flat=True))
    places = [*(path for path, _kind in posts), *grants, *wards]
    here = [is_at_or_below(path, client.path) for path in places]
    is_deputy = Delegation.objects.filter(deputy=user, to_on__gt=on, ended_at=None).exists()
    return Reach(
        is_here=all(here),
        is_plain=not grants and not is_deputy and all(role_of(kind) in LOOKED_AFTER for _path, kind in posts),
        is_gone=bool(here) and not any(here),
    )


def places_named(codes: set[str], *, client: Client, on: date) -> dict[str, Organisation]:
    """Return the open organisations of the client's place that are called so, by the code asked for."""
    named = Q(identifier__in=codes, identifier__gt="") | Q(path__in=codes)
    rows = Organisation.objects.filter(at_or_below(client.path), named).select_related("school")
    found: dict[str, Organisation] = {}
    for row in rows.order_by("path"):
        if row.is_open(on):
            found |= {code: row for code in (row.identifier, row.path) if code in codes}
    return found


def places_suggested(client: Client) -> list[Organisation]:
    """Return the schools at the client's place, for the schema; none where they are too many to choose from."""
    rows = Organisation.objects.filter(at_or_below(client.path), level__in=SUGGESTED_LEVELS, closed_on=None)
    found = list(rows.order_by("path")[: MOST_SUGGESTED + 1])
    return found if len(found) <= MOST_SUGGESTED else []


def post_kinds_given() -> dict[str, set[str]]:
    """Return the kinds of post that a client may give, each with the levels where it is held.

    None that carries a right beyond a teacher's; pupils enter a class, their other changes are transfers.
    """
    kinds = codes_of("post_kind").items()
    given = {kind: code for kind, code in kinds if kind == "pupil" or code.extra.get("role") == "teacher"}
    return {kind: set(code.extra.get("levels", ())) for kind, code in given.items()}
