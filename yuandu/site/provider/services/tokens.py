"""Exchanging codes and refresh tokens for tokens, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from yuandu.site.provider.models import AccessToken, Client, Code, RefreshToken
from yuandu.site.provider.rules import digest
from yuandu.site.provider.services.trail import record

ACCESS_LIVES = timedelta(minutes=15)
REFRESH_LIVES = timedelta(days=30)
CODES_KEPT = timedelta(days=1)  # after use, so that a second use is seen


@dataclass(frozen=True, kw_only=True)
class Pair:
    """New tokens as the toolkit made them; `refresh` is "" where none is given."""

    access: str
    refresh: str = ""


# the code is used up and its token kept by one statement
EXCHANGE = """
WITH used AS (UPDATE provider_code SET used_at = %(at)s WHERE id = %(code)s RETURNING *)
INSERT INTO provider_accesstoken (application_id, user_id, sign_on_id, family, token_checksum, scope, expires, issued_at)
SELECT application_id, user_id, sign_on_id, family, %(token)s, scope, %(expires)s, %(at)s FROM used
"""


def exchange(*, code: Code, tokens: Pair, at: datetime) -> None:
    """Use up the code, which the caller has locked, for tokens."""
    row = {"at": at, "code": code.pk, "token": digest(tokens.access), "expires": at + ACCESS_LIVES}
    with connection.cursor() as cursor:
        cursor.execute(EXCHANGE, row)
    if tokens.refresh:
        keep_refresh(code, token=tokens.refresh, expires=at + REFRESH_LIVES)


def renew(*, refresh: RefreshToken, tokens: Pair, scopes: Sequence[str], at: datetime) -> None:
    """Replace the refresh token, which the caller has locked, and what it came with; its end stays the same."""
    AccessToken.objects.filter(family=refresh.family).delete()
    RefreshToken.objects.filter(pk=refresh.pk).update(revoked=at)
    AccessToken(
        application_id=refresh.application_id, user_id=refresh.user_id, sign_on_id=refresh.sign_on_id,
        family=refresh.family, token_checksum=digest(tokens.access), scope=" ".join(scopes),
        expires=at + ACCESS_LIVES, issued_at=at,
    ).save(force_insert=True)  # fmt: skip
    keep_refresh(refresh, token=tokens.refresh, expires=refresh.expires)


def keep_refresh(origin: Code | RefreshToken, *, token: str, expires: datetime) -> None:
    """Keep a refresh token; what it is good for stays what was agreed to, also after a narrower exchange."""
    RefreshToken(
        application_id=origin.application_id, user_id=origin.user_id, sign_on_id=origin.sign_on_id,
        family=origin.family, token_checksum=digest(token), scope=origin.scope, expires=expires,
    ).save(force_insert=True)  # fmt: skip


def issue_to_machine(*, client: Client, token: str, scopes: Sequence[str], at: datetime) -> None:
    """Keep a token that the system got for itself, by its secret."""
    scope = " ".join(scopes)
    AccessToken(
        application=client, token_checksum=digest(token), scope=scope, expires=at + ACCESS_LIVES, issued_at=at
    ).save(force_insert=True)
    record(client, verb="provider.token_issued", by=None, at=at, data={"scopes": scope})


def note_reuse(*, origin: Code | RefreshToken, client: Client, at: datetime) -> None:
    """End everything that came from a code or refresh token that was used twice: one of the two was stolen."""
    RefreshToken.revoke_family(origin.family)
    kind = "code" if isinstance(origin, Code) else "refresh_token"
    record(client, verb="provider.reused", by=None, at=at, data={"kind": kind}, whom=origin.user)


def revoke(*, client: Client, token: str) -> None:
    """Take back a token of the system's own, with all of the same sign-on's; unknown ones are no fault (RFC 7009)."""
    named = Q(token_checksum=digest(token), application=client)
    for kind in (AccessToken, RefreshToken):
        for found in kind.objects.filter(named):
            if found.family is None:
                found.delete()
            else:
                RefreshToken.revoke_family(found.family)


def clear_expired(*, at: datetime) -> int:
    """Delete what cannot be used any more and need not be recognised; return how many rows that were."""
    rows = (
        Code.objects.filter(expires__lt=at - CODES_KEPT),
        AccessToken.objects.filter(expires__lt=at),
        RefreshToken.objects.filter(expires__lt=at),
    )
    return sum(found.delete()[0] for found in rows)
