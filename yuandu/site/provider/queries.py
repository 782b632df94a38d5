"""Who may sign on to what, and what other systems may be told about a person."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import User
from yuandu.engines.registry.models.accounts import role_of
from yuandu.engines.registry.rules import is_mobile
from yuandu.kernel.apps import titles
from yuandu.site.provider.models import AccessToken, Client, Consent, RefreshToken, SignOn
from yuandu.site.provider.rules import ROSTER, digest, is_below_14, scopes_told

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


# — systems


def client_called(client_id: str) -> Client | None:
    """Return the system with the id, None for one that is unknown or stopped."""
    if not CLIENT_ID.fullmatch(client_id or ""):
        return None
    found = Client.objects.select_related("organisation").filter(client_id=client_id, stopped_at=None)
    return next(iter(found), None)


def clients_for(user: User) -> QuerySet[Client]:
    """Return the systems of the organisations whose systems the person looks after, stopped ones too."""
    here = registry.within(user, permission="provider.manage", field="organisation__path")
    return Client.objects.filter(here).select_related("organisation")


def clients_matching(clients: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Return those of the systems that are called like the text, or whose organisation is."""
    named = Q(title__icontains=text) | Q(organisation__name__contains=text) | Q(client_id=text)
    return clients.filter(named)


def with_use(clients: QuerySet[Client]) -> QuerySet[Client]:
    """Return the systems, each with `last_at`: when somebody last signed on to it."""
    return clients.annotate(last_at=Max("signon__last_at"))


def use_of(client: Client, *, since: datetime, at: datetime) -> dict[str, int]:
    """Return how much a system is used: people ever and since then, sessions and tokens that are open now."""
    counted = SignOn.objects.filter(client=client).aggregate(
        people=Count("user", distinct=True),
        lately=Count("user", distinct=True, filter=Q(last_at__gte=since)),
        open=Count("pk", filter=Q(ended_at=None)),
        not_told=Count("pk", filter=~Q(fault="")),
    )
    tokens = AccessToken.objects.filter(application=client, expires__gt=at).count()
    refreshes = RefreshToken.objects.filter(application=client, expires__gt=at, revoked=None).count()
    return counted | {"tokens": tokens + refreshes}


def sign_ons_of(client: Client) -> QuerySet[SignOn]:
    """Return who signed on to the system, the latest first."""
    return SignOn.objects.filter(client=client).select_related("user").order_by("-last_at", "-pk")


# — a person's own


def sign_ons_by(user: User) -> list[dict[str, Any]]:
    """Return the systems to which the person has signed on, the latest first: three queries.

    Each {"client", "last_at", "is_open", "consent" or None}.
    """
    rows = SignOn.objects.filter(user=user).values("client").annotate(
        last=Max("last_at"), open=Count("pk", filter=Q(ended_at=None))
    )  # fmt: skip
    used = {row["client"]: row for row in rows}
    consents = {row.client_id: row for row in Consent.objects.filter(user=user, ended_at=None)}
    clients = Client.objects.filter(pk__in=used.keys() | consents.keys()).select_related("organisation")
    found = [
        {
            "client": client,
            "last_at": used.get(client.pk, {}).get("last"),
            "is_open": bool(used.get(client.pk, {}).get("open")),
            "consent": consents.get(client.pk),
        }
        for client in clients
    ]
    return sorted(found, key=lambda row: (row["last_at"] is not None, row["last_at"]), reverse=True)


def scopes_agreed(user: User, client: Client) -> list[str]:
    """Return what the person lets the system learn today."""
    found = Consent.objects.filter(user=user, client=client, ended_at=None).values_list("scopes", flat=True)
    return next(iter(found), [])


# — tokens


def token_shown(token: str) -> AccessToken | None:
    """Return the token that is shown to us, if it, its system and its person are good today: one query.

    Whether it has expired is for the caller, who knows the time.
    """
    found = AccessToken.objects.select_related("application__organisation", "user__person", "sign_on")
    row = next(iter(found.filter(token_checksum=digest(token))), None)
    is_good = row and row.application.stopped_at is None and (row.user is None or row.user.is_active)
    return row if is_good else None


def open_tokens(*, user: User) -> QuerySet[SignOn]:
    """Return the person's sign-ons that are open or still have tokens."""
    held = RefreshToken.objects.filter(sign_on=OuterRef("pk"))
    read = AccessToken.objects.filter(sign_on=OuterRef("pk"))
    return SignOn.objects.filter(Q(ended_at=None) | Exists(held) | Exists(read), user=user)


# — what is told about a person

# grants first, then posts, then wards, as the switcher offers seats; one statement instead of three
PLACES = """
SELECT g.role, '' AS post, o.id, o.name, o.identifier, o.level, o.path, 1 AS rank
  FROM registry_grant g JOIN registry_organisation o ON o.id = g.organisation_id
 WHERE g.user_id = %(user)s AND g.from_on <= %(on)s AND (g.to_on IS NULL OR g.to_on > %(on)s)
UNION ALL
SELECT '', p.kind, o.id, o.name, o.identifier, o.level, o.path, 2
  FROM registry_post p JOIN registry_organisation o ON o.id = coalesce(p.school_id, p.organisation_id)
 WHERE p.person_id = %(person)s AND p.from_on <= %(on)s AND (p.to_on IS NULL OR p.to_on > %(on)s)
UNION ALL
SELECT 'guardian', '', o.id, o.name, o.identifier, o.level, o.path, 3
  FROM registry_guardianship w JOIN registry_organisation o ON o.id = w.school_id
 WHERE w.guardian_id = %(person)s AND EXISTS (
       SELECT FROM registry_post p
        WHERE p.person_id = w.pupil_id AND p.kind IN ('pupil', 'pupil_suspended')
          AND p.from_on <= %(on)s AND (p.to_on IS NULL OR p.to_on > %(on)s))
ORDER BY rank, path, role, post
"""


def claims_of(user: User, *, client: Client, scopes: Iterable[str], seat: str, on: date) -> dict[str, Any]:
    """Return what the scopes tell the system about the person, without `sub`.

    Only what is known; of children below 14 the least. `sourced_id` is given to systems that read our rosters,
    so that they find the person there. One query at most, beside the person's row.
    """
    person = user.person
    needs_places = "organisations" in scopes or (person and not person.birth_on)
    places = places_of(user, seat=seat, on=on) if needs_places else []
    child = is_child(user, places=places, on=on)
    told = scopes_told(scopes, is_below_14=child)
    known: dict[str, Any] = {}
    if "profile" in told:
        # some people sign in by the number of their telephone, which is another scope
        username = "" if is_mobile(user.username) else user.username
        known |= {"name": user.name, "preferred_username": username}
    if "email" in told:
        known["email"] = user.email or (person.email if person else "")
    if "phone" in told and person:
        known["phone_number"] = person.phone
    if "organisations" in told:
        known |= {"organisations": places, "is_child": child}
    if person and any(scope.startswith(ROSTER) for scope in client.scopes):
        known["sourced_id"] = f"P{person.pk}"
    return {name: value for name, value in known.items() if value != ""}


def is_child(user: User, *, places: list[dict[str, Any]], on: date) -> bool:
    """Say whether somebody else decides for the person, who is all this on the day."""
    is_pupil = any(place["role"] == "pupil" for place in places)
    return is_below_14(user.person.birth_on if user.person else None, is_pupil=is_pupil, on=on)


def places_of(user: User, *, seat: str, on: date) -> list[dict[str, Any]]:
    """Return what the person is where on the day, as other systems are told: one query.

    Each {"id", "name", "identifier", "level", "path", "role", "role_name", "posts": [kind], "is_chosen"};
    `id` is the sourcedId of the rosters, `path` the organisation's, `is_chosen` the seat in which the person came
    (the first where none was chosen). A deputy's seats are not theirs to show elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"user": user.pk, "person": user.person_id, "on": on})
        rows = cursor.fetchall()
    places: dict[str, dict[str, Any]] = {}
    for role, post, pk, name, identifier, level, path, _rank in rows:
        if role := role or role_of(post):
            place = {"id": f"O{pk}", "name": name, "identifier": identifier, "level": level, "path": path}
            named = {"role": role, "role_name": str(titles("role_titles").get(role, role)), "posts": []}
            told = places.setdefault(f"{pk}-{role}", place | named)
            if post and post not in told["posts"]:
                told["posts"].append(post)
    chosen = seat if seat in places else next(iter(places), "")
    return [place | {"is_chosen": key == chosen} for key, place in places.items()]


def roles_of(user: User, *, on: date) -> set[str]:
    """Return the roles of which other systems would be told: one query."""
    return {place["role"] for place in places_of(user, seat="", on=on)}
