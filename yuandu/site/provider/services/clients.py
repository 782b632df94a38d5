"""Registering another system of the city, changing what it may, and stopping it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Organisation, User
from yuandu.engines.registry.rules.paths import is_at_or_below
from yuandu.kernel.refusals import Refusal
from yuandu.site.provider.models import AccessToken, Client, SignOn
from yuandu.site.provider.rules import digest, fault_of_uri
from yuandu.site.provider.services.sign_ons import end_sign_ons
from yuandu.site.provider.services.trail import record


class ElsewhereThanOwn(Refusal):
    """Nobody registers a system of an organisation that they do not look after."""


class UnsafeAddress(Refusal):
    """Addresses are exact and encrypted, or people could be sent to somebody else with their code."""


class NotTheBureaus(Refusal):
    """Only the city bureau's own systems may do without the person's consent."""


class WithoutSecret(Refusal):
    """A system that keeps no secret has none to change, and calls nothing by itself."""


@transaction.atomic
def register_client(
    *, because: str, by: User | None, at: datetime, organisation: Organisation, **details: Any
) -> tuple[Client, str]:
    """Register a system; return it and its secret, which is told only now ("" for a public one).

    `details`: title, client_type, redirect_uris, post_logout_redirect_uris, scopes (sequences), contact, homepage,
    back_channel_logout_uri, skips_consent, algorithm. Raises ElsewhereThanOwn, UnsafeAddress, NotTheBureaus,
    WithoutSecret.
    """
    client = Client(organisation=organisation, client_id=secrets.token_urlsafe(18), registered_at=at)
    fill_in(client, details)
    refuse(client, by=by)
    secret = "" if client.is_public else secrets.token_urlsafe(32)
    client.client_secret = digest(secret) if secret else ""
    client.save(force_insert=True)
    record(client, verb="provider.registered", by=by, at=at, because=because, data=shown(client))
    return client, secret


@transaction.atomic
def change_client(*, client: Client, because: str, by: User | None, at: datetime, **details: Any) -> Client:
    """Change what is known of a system or what it may; the fact keeps before and after. Raises as registering."""
    before = shown(client)
    fill_in(client, details)
    refuse(client, by=by)
    if client.is_public:
        client.client_secret = ""
    client.save()
    after = shown(client)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        record(client, verb="provider.changed", by=by, at=at, because=because, data=changes)
    return client


@transaction.atomic
def rotate_secret(*, client: Client, because: str, by: User | None, at: datetime) -> str:
    """Give the system another secret and return it; the old one and the tokens it got by itself end now.

    Raises WithoutSecret for a public system.
    """
    refuse_elsewhere(client, by=by)
    if client.is_public:
        raise WithoutSecret(_("这个系统保不了密，所以没有密钥可换。"))
    secret = secrets.token_urlsafe(32)
    client.client_secret = digest(secret)
    client.save(update_fields=["client_secret"])
    AccessToken.objects.filter(application=client, sign_on=None).delete()
    record(client, verb="provider.secret_rotated", by=by, at=at, because=because)
    return secret


@transaction.atomic
def stop_client(*, client: Client, because: str, by: User | None, at: datetime) -> int:
    """Let nobody sign on to the system any more and end all that it holds; return how many sign-ons ended."""
    refuse_elsewhere(client, by=by)
    ended = end_sign_ons(SignOn.objects.filter(client=client, ended_at=None), by=by, at=at)
    AccessToken.objects.filter(application=client).delete()
    client.stopped_at = at
    client.save(update_fields=["stopped_at"])
    record(client, verb="provider.stopped", by=by, at=at, because=because, data={"sign_ons": ended})
    return ended


@transaction.atomic
def resume_client(*, client: Client, because: str, by: User | None, at: datetime) -> None:
    """Let people sign on to a stopped system again, with the secret that it had."""
    refuse_elsewhere(client, by=by)
    client.stopped_at = None
    client.save(update_fields=["stopped_at"])
    record(client, verb="provider.resumed", by=by, at=at, because=because)


def fill_in(client: Client, details: dict[str, Any]) -> None:
    """Take what was filled in; lists of addresses are kept as the toolkit keeps them, apart by spaces."""
    for name, value in details.items():
        is_list = name.endswith("_uris")
        setattr(client, name, " ".join(value) if is_list else sorted(value) if name == "scopes" else value)


def refuse(client: Client, *, by: User | None) -> None:
    """Raise what stands against the system as it would be."""
    refuse_elsewhere(client, by=by)
    refuse_unsafe(f"{client.redirect_uris} {client.post_logout_redirect_uris}".split())
    refuse_unsafe([client.back_channel_logout_uri] if client.back_channel_logout_uri else [])
    if client.skips_consent and client.organisation.level != "city":
        raise NotTheBureaus(_("只有市教育局自己的系统可以不用本人再同意。"))


def refuse_elsewhere(client: Client, *, by: User | None) -> None:
    if by is None:
        return
    if not any(is_at_or_below(client.organisation.path, top) for top in by.paths("provider.manage")):
        raise ElsewhereThanOwn(_("这个机构不在您管的范围里，请找它的上级机构登记。"))


def refuse_unsafe(uris: Sequence[str]) -> None:
    for uri in uris:
        if fault_of_uri(uri):
            raise UnsafeAddress(_("“{uri}”不能用：地址要完整，以https开头。").format(uri=uri))


def shown(client: Client) -> dict[str, Any]:
    """Return what a fact tells of a system, never its secret."""
    names = ("title", "client_type", "contact", "homepage", "redirect_uris", "post_logout_redirect_uris")
    names += ("back_channel_logout_uri", "skips_consent", "algorithm")
    told = {name: getattr(client, name) for name in names}
    return told | {"organisation": client.organisation_id, "scopes": " ".join(client.scopes)}
