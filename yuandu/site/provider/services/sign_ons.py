"""Signing on to another system, agreeing to what it learns, and signing out of all of them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from yuandu.engines.registry.models import User
from yuandu.kernel import jobs, scope
from yuandu.site.provider.gateways import back_channel, keys
from yuandu.site.provider.models import AccessToken, Client, Code, Consent, RefreshToken, SignOn
from yuandu.site.provider.queries import open_tokens
from yuandu.site.provider.rules import digest, name_for
from yuandu.site.provider.services.trail import record

CODE_LIVES = timedelta(seconds=60)  # RFC 6749 §4.1.2 allows ten minutes; the way back takes a second
LOGOUT_TOKEN_LIVES = timedelta(minutes=2)  # OpenID Connect Back-Channel Logout 1.0 §2.4
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
QUIET = 60  # seconds in which the same refusal is recorded once


def subject_of(user: User, client: Client) -> str:
    """Return the name by which the system knows the person: another for each system, so that none can compare."""
    return name_for("subject", client.pk, user.pk, key=keys.subject_key())


# one statement for the session at the system and its new code: this is what a school morning consists of
SIGN_ON = """
WITH known AS (
    INSERT INTO provider_signon AS old (client_id, user_id, session, sid, seat, unit_id, school_id, proved_at,
                                        first_at, last_at, fault)
    VALUES (%(client)s, %(user)s, %(session)s, %(sid)s, %(seat)s, %(unit)s, %(school)s, %(proved_at)s,
            %(at)s, %(at)s, '')
    ON CONFLICT (client_id, session) DO UPDATE
       SET seat = excluded.seat, proved_at = excluded.proved_at, last_at = excluded.last_at, ended_at = NULL,
           told_at = NULL, fault = ''
    RETURNING id
)
INSERT INTO provider_code (code, application_id, user_id, sign_on_id, family, expires, redirect_uri, scope,
                           code_challenge, nonce)
SELECT %(code)s, %(client)s, %(user)s, id, %(family)s, %(expires)s, %(redirect_uri)s, %(scope)s,
       %(challenge)s, %(nonce)s FROM known
"""


@transaction.atomic(savepoint=False)
def sign_on(
    *,
    client: Client,
    user: User,
    session: str,
    seat: str,
    proved_at: datetime,
    redirect_uri: str,
    scopes: Sequence[str],
    challenge: str,
    nonce: str,
    at: datetime,
) -> str:
    """Let the person sign on to the system; return the code that it exchanges for tokens, within a minute, once.

    `session` is ours, `seat` the one chosen in it ("" for the first), `proved_at` when the person signed in to it,
    `challenge` the system's PKCE challenge.
    """
    code, scope_text = secrets.token_urlsafe(32), " ".join(scopes)
    row = {
        "client": client.pk, "user": user.pk, "session": session, "seat": seat, "proved_at": proved_at, "at": at,
        "sid": name_for("session", client.pk, session, key=keys.subject_key()),
        "unit": client.organisation.unit_id, "school": client.organisation.school_id,
        "code": digest(code), "family": uuid4(), "expires": at + CODE_LIVES, "redirect_uri": redirect_uri,
        "scope": scope_text, "challenge": challenge, "nonce": nonce,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SIGN_ON, row)
    told = {"scopes": scope_text, "seat": seat}
    record(client, verb="provider.signed_on", by=user, at=at, data=told, whom=user)
    return code


@transaction.atomic
def agree(*, user: User, client: Client, scopes: Sequence[str], at: datetime) -> None:
    """Keep what the person lets the system learn, together with what was agreed to before."""
    before = Consent.objects.select_for_update().filter(user=user, client=client, ended_at=None)
    kept = {scope for consent in before for scope in consent.scopes}
    before.update(ended_at=at)
    Consent.objects.create(
        user=user, client=client, scopes=sorted(kept.union(scopes)), given_at=at,
        unit_id=client.organisation.unit_id, school_id=client.organisation.school_id,
    )  # fmt: skip
    record(client, verb="provider.agreed", by=user, at=at, data={"scopes": " ".join(scopes)}, whom=user)


@transaction.atomic
def withdraw(*, user: User, client: Client, at: datetime) -> None:
    """Take back what the person let the system learn, and sign out of it; what it already knows it must answer for."""
    Consent.objects.filter(user=user, client=client, ended_at=None).update(ended_at=at)
    end_sign_ons(open_tokens(user=user).filter(client=client), by=user, at=at)
    record(client, verb="provider.withdrawn", by=user, at=at, whom=user)


def leave_client(*, user: User, client: Client, at: datetime) -> int:
    """Sign the person out of one system, wherever they signed on to it; return how many sign-ons ended."""
    return end_sign_ons(open_tokens(user=user).filter(client=client), by=user, at=at)


def end_tokens(*, user: User, at: datetime) -> int:
    """End everything that other systems hold for the person: who left, or whose account was stopped.

    Codes and tokens stop working with this transaction; the systems are told behind it. Returns how many
    sign-ons ended.
    """
    with scope.platform():
        return end_sign_ons(open_tokens(user=user), by=None, at=at)


def sign_out_everywhere(*, user: User, session_key: str, at: datetime) -> int:
    """End the sign-ons of one session of ours, as the person signs out of it; return how many that were."""
    with scope.platform():
        rows = SignOn.objects.filter(user=user, session=session_key, ended_at=None)
        return end_sign_ons(rows, by=user, at=at)


def end_gone_sessions(*, at: datetime) -> int:
    """End the sign-ons whose session of ours ended without a word: expired, or taken away elsewhere."""
    lives = Session.objects.filter(session_key=OuterRef("session"), expire_date__gt=at)
    return end_sign_ons(SignOn.objects.filter(~Exists(lives), ended_at=None), by=None, at=at)


@transaction.atomic
def end_sign_ons(rows: QuerySet[SignOn], *, by: User | None, at: datetime) -> int:
    """End sign-ons with all their tokens; each system that wants to know is told by a task."""
    ended = list(rows.select_related("client__organisation", "user"))
    ids = [row.pk for row in ended]
    for held in (Code, AccessToken, RefreshToken):
        held.objects.filter(sign_on__in=ids).delete()
    SignOn.objects.filter(pk__in=ids).update(ended_at=at, told_at=None, fault="")
    for row in ended:
        record(row.client, verb="provider.signed_off", by=by, at=at, whom=row.user)
        if row.client.back_channel_logout_uri:
            jobs.defer("provider.tell_signed_out", sign_on_id=row.pk)
    return len(ended)


def tell_signed_out(*, sign_on_id: int, at: datetime) -> None:
    """Tell the system that the sign-on ended, unless the person is back; raises NotTold.

    Why it could not be told is kept for those who look after the system.
    """
    rows = SignOn.objects.select_related("client", "user").filter(pk=sign_on_id, told_at=None)
    row = rows.order_by("pk").first()
    if row is None or row.ended_at is None or not row.client.back_channel_logout_uri:
        return
    token = keys.signed(logout_claims(row, at=at), algorithm=row.client.algorithm, kind="logout+jwt")
    try:
        back_channel.tell(uri=row.client.back_channel_logout_uri, logout_token=token)
    except back_channel.NotTold as fault:
        SignOn.objects.filter(pk=row.pk).update(fault=str(fault)[:300])
        raise
    SignOn.objects.filter(pk=row.pk).update(told_at=at, fault="")


def logout_claims(row: SignOn, *, at: datetime) -> dict[str, Any]:
    """Return the claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4): no nonce."""
    return {
        "iss": settings.ADDRESS,
        "aud": row.client.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + LOGOUT_TOKEN_LIVES).timestamp()),
        "jti": str(uuid4()),
        "sub": subject_of(row.user, row.client),
        "sid": row.sid,
        "events": {LOGOUT_EVENT: {}},
    }


def note_refusal(*, client: Client, error: str, said: str, at: datetime) -> None:
    """Record that a request in the system's name was refused; the same one once a minute, so that no flood fills us."""
    if cache.add(f"provider-refused:{client.pk}:{error}", 1, QUIET):
        record(client, verb="provider.refused", by=None, at=at, data={"error": error, "said": said[:300]})
