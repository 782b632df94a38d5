"""The outside providers of an installation, read from the environment: settings need them before any app is there."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("id", "title", "server_url", "client_id", "secret")
MATCHES = ("phone", "paper")


def read_providers(text: str) -> list[dict[str, Any]]:
    """Return the configured providers, as allauth wants them; raises ImproperlyConfigured for what is not whole.

    The text is a JSON list of {id, title, server_url, client_id, secret, issuer?, scope?, match?}; `match` is
    {"with": "phone", "claim", "verified"} or {"with": "paper", "claim", "hash"?} (docs/run/sign-in.md).
    """
    if not text:
        return []
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured("OUTSIDE_PROVIDERS is not JSON") from error
    return [provider_of(entry) for entry in given]


def provider_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    missing = [name for name in NEEDED if not entry.get(name)]
    match = entry.get("match") or {}
    if missing or (match and (match.get("with") not in MATCHES or not match.get("claim"))):
        raise ImproperlyConfigured(f"OUTSIDE_PROVIDERS: {missing or match}")
    if match.get("with") == "phone" and not match.get("verified"):
        raise ImproperlyConfigured("OUTSIDE_PROVIDERS: a phone needs the claim that says it was verified")
    kept = {name: entry[name] for name in ("server_url", "issuer", "fetch_userinfo") if name in entry}
    return {
        "provider_id": entry["id"],
        "name": entry["title"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": kept | {"scope": entry.get("scope", "openid profile").split(), "match": match},
    }
